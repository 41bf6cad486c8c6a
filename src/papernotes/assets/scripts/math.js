// Renders what the Markdown extension arithmatex has marked as maths; loaded only by pages that have some.
const { katex, document$ } = /** @type {any} */ (window);

function render() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".arithmatex:not([data-done])"))) {
    const source = (element.textContent ?? "").trim();
    element.dataset.done = "";
    // A formula wider than the screen is scrolled by keys, too.
    if (element.matches("div")) element.tabIndex = 0;
    try {
      katex.render(source.slice(2, -2), element, {
        displayMode: source.startsWith("\\["),
        // A note is not to be trusted: no links, no classes, no macros without end.
        trust: false,
        maxExpand: 1000,
        maxSize: 50,
        strict: "ignore",
      });
    } catch (error) {
      // What cannot be rendered stays as it was written; KaTeX's own way needs a style that the page forbids.
      element.textContent = source;
      element.classList.add("pn-missing");
      element.title = `${/** @type {Error} */ (error).message}`;
    }
  }
}

// The theme's instant loading swaps pages without loading scripts again.
if (document$) document$.subscribe(render);
else render();

export {};
