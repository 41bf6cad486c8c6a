// Renders what the Markdown extension arithmatex has marked as maths; loaded only by pages that have some.
(() => {
  const render = () => {
    for (const element of document.querySelectorAll(".arithmatex:not([data-done])")) {
      const source = element.textContent.trim();
      element.dataset.done = "";
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
        element.title = error.message;
      }
    }
  };
  // The theme's instant loading swaps pages without loading scripts again.
  if (window.document$) window.document$.subscribe(render);
  else render();
})();
