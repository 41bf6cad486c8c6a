// The one script that every page loads: it looks what the page has, and loads what that needs, once.
/** @type {[string, string][]} What stands in a page, and the module that makes it live: `export function start(root)`. */
const FEATURES = [];

/** @param {ParentNode} root */
async function start(root) {
  for (const [selector, name] of FEATURES) {
    if (root.querySelector(selector)) (await import(`./${name}.js`)).start(root);
  }
}

// The theme's instant loading swaps pages without loading scripts again; each page is started exactly once.
const pages = /** @type {any} */ (window).document$;
if (pages) pages.subscribe(() => start(document));
else start(document);
