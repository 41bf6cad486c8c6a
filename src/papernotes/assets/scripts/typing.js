// What is typed into the browse page's field: words to search for, and filters such as status:未看.
import { including, typed } from "./state.js";

const PAUSE = 700;

/** @param {HTMLInputElement} field @param {any} page the browse page */
export function listen(field, page) {
  let pause = 0;
  const take = (/** @type {boolean} */ done) => {
    clearTimeout(pause);
    const { rest, found } = typed(field.value, page.names, page.known, done);
    let state = { ...page.state, q: rest };
    for (const [facet, value] of found) state = including(state, facet, value);
    if (found.length) field.value = rest;
    // One step back for all that is typed in a row.
    page.go(state, found.length || !page.typing ? "push" : "replace");
    page.typing = true;
  };
  field.addEventListener("input", (event) => {
    clearTimeout(pause);
    // An input method is at work: what stands there is not yet what is meant.
    if (/** @type {InputEvent} */ (event).isComposing) return;
    // A filter at the very end may still grow.
    if (/[:：]\S*$/.test(field.value)) pause = window.setTimeout(take, PAUSE, false);
    else take(false);
  });
  field.addEventListener("compositionend", () => take(false));
  field.addEventListener("blur", () => (page.typing = false));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") take(true);
    else if (event.key === "ArrowDown") page.get(".pn-rows .pn-title")?.focus();
  });
}
