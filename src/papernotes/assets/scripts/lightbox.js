// A note's figures, large: arrow keys go from one to the next, Escape closes, the focus returns to where it was.
import { h, plain, told } from "./dom.js";

/** @param {ParentNode} root */
export function start(root) {
  const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll("a.pn-figure"))];
  const image = h("img", {});
  const caption = h("figcaption", {});
  const close = h("button", { type: "button", class: "pn-close", "aria-label": told().words.figure_close }, "×");
  const dialog = h("dialog", { class: "pn-lightbox" }, h("figure", {}, image, caption), close);
  let at = 0;

  /** @param {number} index */
  const show = (index) => {
    at = (index + links.length) % links.length;
    const alt = links[at].querySelector("img")?.alt ?? "";
    image.src = links[at].href;
    image.alt = alt;
    caption.textContent = alt;
    dialog.setAttribute("aria-label", alt || image.src);
  };
  for (const [index, link] of links.entries()) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (!plain(event)) return;
      event.preventDefault();
      if (!dialog.isConnected) document.body.append(dialog);
      show(index);
      dialog.showModal();
    });
  }
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(at + step);
  });
  dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => event.target !== image && dialog.close());
  dialog.addEventListener("close", () => links[at].focus());
}
