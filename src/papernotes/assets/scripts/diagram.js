// Diagrams: each is drawn by a page of its own in a frame that can reach nothing, not even this page.
import { h } from "./dom.js";
import { beside } from "./place.js";

const FRAME = beside("../mermaid/frame.html");
const dark = () => document.body.dataset.mdColorScheme === "slate";

/** Ends what a page listens to, when the theme's instant loading shows the next one. */
let page = new AbortController();

/** @param {ParentNode} root */
export function start(root) {
  page.abort();
  page = new AbortController();
  // The drawing program is large: it is fetched when a diagram comes near.
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        draw(/** @type {HTMLElement} */ (target));
      }
    },
    { rootMargin: "200px" },
  );
  for (const source of root.querySelectorAll("pre.pn-diagram")) near.observe(source);
}

/** @param {HTMLElement} source */
function draw(source) {
  const text = source.textContent ?? "";
  const frame = h("iframe", { class: "pn-drawing", sandbox: "allow-scripts", src: FRAME, title: text.trim().split("\n")[0] });
  const send = () => frame.contentWindow?.postMessage({ text, dark: dark() }, "*");
  /** @param {MessageEvent} event */
  const hear = (event) => {
    if (event.source !== frame.contentWindow) return;
    if (event.data.ready) send();
    // Of what cannot be drawn the source stays.
    else if (event.data.failed) frame.remove();
    else {
      frame.style.height = `${Math.min(Number(event.data.height) || 0, 4000)}px`;
      source.hidden = true;
    }
  };
  addEventListener("message", hear, page);
  const scheme = new MutationObserver(send);
  scheme.observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  page.signal.addEventListener("abort", () => scheme.disconnect());
  source.after(frame);
}
