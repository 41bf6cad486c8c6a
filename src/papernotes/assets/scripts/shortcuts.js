// The search box wakes when it is used; keys that lead to it, and the help that names them.
import { h, keep, kept, told } from "./dom.js";
import { found as finder } from "./place.js";

/** @type {HTMLElement | null} */
let box = null;

/** @param {ParentNode} root */
export function start(root) {
  const found = /** @type {HTMLElement | null} */ (root.querySelector(".pn-box"));
  // The theme's instant loading keeps the header.
  if (!found || found === box) return;
  if (!box) window.addEventListener("keydown", pressed, true);
  box = found;
  const input = field();
  // Where the root is seen from the first page of a visit stays right on the next ones.
  const base = new URL(box.dataset.root ?? "./", location.href).href;
  const wake = async () => (await finder()).box(/** @type {HTMLElement} */ (box), base, told(), help);
  input.addEventListener("focus", wake, { once: true });
  // While an input method is at work nothing is searched for; it may begin before the rest is loaded.
  for (const type of ["compositionstart", "compositionend"]) input.addEventListener(type, () => (input.dataset.ime = type));
  if (document.activeElement === input) wake();
  box.dataset.live = "on";
  if (!single()) input.parentElement?.querySelector("kbd")?.remove();
}

/** @returns {HTMLInputElement} */
const field = () => /** @type {any} */ (box?.querySelector("input"));
const single = () => kept("keys") ?? true;

/** Where a letter is a letter. @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select"));

/** @type {Record<string, () => void>} */
const KEYS = {
  "/": () => (/** @type {HTMLElement | null} */ (document.querySelector(".pn-bar .pn-q")) ?? field()).focus(),
  "?": () => help(),
  j: () => step(1),
  k: () => step(-1),
  r: () => /** @type {HTMLElement | null} */ (document.querySelector('[data-go="random"]'))?.click(),
};

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog:modal")) return;
  // Turned off they are all off, the theme's too (WCAG 2.1.4).
  if (!single()) event.stopImmediatePropagation();
  else if (KEYS[event.key]) {
    event.preventDefault();
    event.stopImmediatePropagation();
    KEYS[event.key]();
  }
}

/** The focus to the next paper of the page, or to the one before. @param {number} by */
function step(by) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article a.pn-title")]).filter((link) => link.offsetParent);
  const at = links.indexOf(/** @type {any} */ (document.activeElement));
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

/** The dialog that names the keys, and turns them off. */
export function help() {
  const { words } = told();
  const keys = [["/", "search"], ["?", "help"], ["↑ ↓", "move"], ["Enter", "open"], ["Esc", "leave"], ["j k", "rows"], ["r", "random"]];
  const rows = keys.flatMap(([key, word]) => [
    h("dt", {}, ...key.split(" ").map((name) => h("kbd", {}, name))),
    h("dd", {}, words[`keys_${word}`]),
  ]);
  const toggle = h("input", { type: "checkbox", checked: single() });
  toggle.addEventListener("change", () => keep("keys", toggle.checked));
  const close = h("button", { type: "button", class: "pn-btn pn-btn--main" }, words.keys_close);
  const title = h("h2", { id: "pn-keys" }, words.keys_title);
  const dialog = h("dialog", { class: "pn-help md-typeset", "aria-labelledby": "pn-keys" }, title, h("dl", {}, ...rows));
  dialog.append(h("label", {}, toggle, ` ${words.keys_single}`), close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
