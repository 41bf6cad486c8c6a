// The link to any one of the unread papers: it leads to the page that lists them, and from there this picks one.
import { pageAt, plain } from "./dom.js";

/** @param {ParentNode} root */
export function start(root) {
  for (const link of root.querySelectorAll("a.pn-random")) link.addEventListener("click", go);
}

/** @param {Event} event */
async function go(event) {
  if (!plain(/** @type {MouseEvent} */ (event))) return;
  event.preventDefault();
  const list = /** @type {HTMLAnchorElement} */ (event.currentTarget).href;
  let place = list;
  try {
    const papers = (await pageAt(list)).querySelectorAll(".pn-list a.pn-title");
    const paper = papers[Math.floor(Math.random() * papers.length)];
    if (paper) place = new URL(/** @type {string} */ (paper.getAttribute("href")), list).href;
  } catch {
    // A page opened from disk may fetch nothing: the list is what there is.
  }
  location.assign(place);
}
