// The link to any one of the unread papers: it leads to the page that lists them, and from there this picks one.

/** @param {ParentNode} root */
export function start(root) {
  for (const link of root.querySelectorAll("a.pn-random")) link.addEventListener("click", go);
}

/** @param {Event} event */
async function go(event) {
  const click = /** @type {MouseEvent} */ (event);
  if (click.button || click.ctrlKey || click.metaKey || click.shiftKey) return;
  event.preventDefault();
  const list = /** @type {HTMLAnchorElement} */ (event.currentTarget).href;
  let place = list;
  try {
    const answer = await fetch(list);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const papers = page.querySelectorAll(".pn-list a.pn-title");
    const paper = papers[Math.floor(Math.random() * papers.length)];
    if (paper) place = new URL(/** @type {string} */ (paper.getAttribute("href")), answer.url).href;
  } catch {
    // A page opened from disk may fetch nothing: the list is what there is.
  }
  location.assign(place);
}
