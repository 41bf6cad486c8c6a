// The one script that every page loads: it looks what the page has, and starts that, once a page.
import * as cite from "./cite.js";
import * as diagram from "./diagram.js";
import * as lightbox from "./lightbox.js";
import * as preview from "./preview.js";
import * as random from "./random.js";
import * as shortcuts from "./shortcuts.js";
import * as trail from "./trail.js";

/** @typedef {{ start: (root: ParentNode) => unknown }} Feature */
/** @type {[string, () => Feature | Promise<Feature>][]} What stands in a page, and the module that makes it live. */
const FEATURES = [
  [".pn-box", () => shortcuts],
  [".pn-facts", () => trail],
  [".pn-cite", () => cite],
  ["a.pn-ref", () => preview],
  ["a.pn-figure", () => lightbox],
  ["pre.pn-diagram", () => diagram],
  ["a.pn-random", () => random],
  [".pn-browse[data-live]", () => import("./browse.js")],
  ["svg.pn-graph", () => import("./graph.js")],
];

/** @param {ParentNode} root */
function start(root) {
  for (const [selector, find] of FEATURES) {
    if (root.querySelector(selector)) Promise.resolve(find()).then((feature) => feature.start(root));
  }
}

// The theme's instant loading swaps pages without loading scripts again; each page is started exactly once.
const pages = /** @type {any} */ (window).document$;
if (pages) pages.subscribe(() => start(document));
else start(document);
