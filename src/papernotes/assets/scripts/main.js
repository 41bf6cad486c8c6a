// The one script that every page loads: it looks what the page has, and starts that, once a page.
import { start as cite } from "./cite.js";
import { start as diagram } from "./diagram.js";
import { script } from "./dom.js";
import { start as lightbox } from "./lightbox.js";
import { beside, found } from "./place.js";
import { start as preview } from "./preview.js";
import { start as random } from "./random.js";
import { start as shortcuts } from "./shortcuts.js";
import { start as trail } from "./trail.js";

/** @type {[string, (root: ParentNode) => unknown][]} What stands in a page, and what makes it live. */
const FEATURES = [
  [".pn-box", shortcuts],
  [".pn-facts", trail],
  [".pn-cite", cite],
  ["a.pn-ref", preview],
  ["a.pn-figure", lightbox],
  ["pre.pn-diagram", diagram],
  ["a.pn-random", random],
  [".arithmatex:not([data-done])", maths],
  [".pn-browse[data-live]", async (root) => (await found()).browse(root)],
  ["svg.pn-graph", () => script(beside("graph.js"))],
];

/** Maths on a page that the theme's instant loading brought: its scripts stand in the head, where they have not run. */
function maths() {
  if ("katex" in window) return;
  for (const { src } of /** @type {NodeListOf<HTMLScriptElement>} */ (document.head.querySelectorAll("script[defer]"))) {
    document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
  }
}

/** @param {ParentNode} root */
function start(root) {
  // What fails stops nothing else.
  for (const [selector, live] of FEATURES) if (root.querySelector(selector)) Promise.resolve(root).then(live);
}

// The theme's instant loading swaps pages without loading scripts again; each page is started exactly once.
const pages = /** @type {any} */ (window).document$;
if (pages) pages.subscribe(() => start(document));
else start(document);
