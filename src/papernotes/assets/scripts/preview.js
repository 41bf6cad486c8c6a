// What a reference to a paper leads to, shown while the mouse or the keyboard is on it.
import { h, pageAt } from "./dom.js";

/** @type {Map<string, Promise<string>>} The one line of each page that was asked for. */
const summaries = new Map();

/** @param {string} url @returns {Promise<string>} "" where pages cannot be read */
const read = (url) =>
  pageAt(url)
    .then((page) => {
      // A paper that shares its page with others is a section of it.
      const entry = page.getElementById(decodeURIComponent(new URL(url).hash.slice(1)))?.closest(".pn-entry");
      return (entry ?? page).querySelector(".pn-summary")?.textContent ?? "";
    })
    .catch(() => "");

/** Takes the card of the page that is shown away. */
let hide = () => {};
addEventListener("scroll", () => hide(), { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && hide());

/** @param {ParentNode} root */
export function start(root) {
  const card = h("div", { class: "pn-preview", id: "pn-preview", role: "tooltip", hidden: true });
  /** @type {HTMLAnchorElement | undefined} */
  let shown;
  let timer = 0;

  hide = () => {
    clearTimeout(timer);
    card.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
  };
  /** @param {() => void} act @param {number} wait */
  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  /** @param {HTMLAnchorElement} link @param {string} said "Title (CVPR 2021 read)" */
  async function show(link, said) {
    hide();
    shown = link;
    const [, title, facts] = /^(.*) \(([^()]*)\)$/s.exec(said) ?? ["", said, ""];
    const line = h("p");
    card.replaceChildren(h("strong", {}, title), h("span", {}, facts), line);
    link.after(card);
    link.setAttribute("aria-describedby", card.id);
    card.hidden = false;
    const { left, bottom, top } = link.getBoundingClientRect();
    const place = () => {
      const { offsetHeight: high, offsetWidth: wide } = card;
      const under = bottom + high + 4 < innerHeight || top < high;
      card.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 24))}px`;
      card.style.top = `${under ? bottom + 4 : top - high - 4}px`;
    };
    place();
    const url = link.href;
    if (!summaries.has(url)) summaries.set(url, read(url));
    line.textContent = (await summaries.get(url)) ?? "";
    if (shown === link) place();
  }

  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll("a.pn-ref[title]"))) {
    // Two tooltips would cover each other.
    const said = link.title;
    link.removeAttribute("title");
    link.onpointerenter = (event) => event.pointerType === "mouse" && later(() => show(link, said), 250);
    link.onpointerleave = () => later(hide, 200);
    link.onfocus = () => link.matches(":focus-visible") && show(link, said);
    link.onblur = hide;
  }
  card.onpointerenter = () => clearTimeout(timer);
  card.onpointerleave = () => later(hide, 200);
}
