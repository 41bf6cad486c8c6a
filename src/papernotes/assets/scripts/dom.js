// Elements and words; whatever a catalogue or a note says enters a page as text, never as HTML.

/**
 * An element with attributes and children; an attribute that is false is left out.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node | string)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Text where other text stands; the same is left alone, as the browser would lay it out anew. @param {Element} element @param {any} text */
export const say = (element, text) => {
  if (element.textContent !== `${text}`) element.textContent = text;
};

/** @param {string} word "{n} of {all}" @param {Record<string, any>} values */
export const fill = (word, values) => word.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/**
 * Text in pieces, those in the ranges marked.
 * @param {string} text @param {[number, number][]} ranges in order, apart from each other
 * @returns {(Node | string)[]}
 */
export function marked(text, ranges) {
  const pieces = [];
  let at = 0;
  for (const [from, to] of ranges) {
    pieces.push(text.slice(at, from), h("mark", {}, text.slice(from, to)));
    at = to;
  }
  pieces.push(text.slice(at));
  return pieces;
}

/** Whether the page was opened from disk, where pages may fetch nothing. */
export const onDisk = () => location.protocol === "file:";

/** A script that has run. @param {string} src @returns {Promise<any>} */
export const script = (src) =>
  new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror })));

/** Another page of the site; rejects where pages cannot be read, as of a site opened from disk. @param {string} url */
export const pageAt = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");

/** What the build has put before this script: the interface's words and the site's own places. @returns {any} */
export const told = () => /** @type {any} */ (window).papernotesTold;

/** What an element says to the scripts. @param {HTMLElement} element @returns {any} */
export const data = (element) => JSON.parse(element.dataset.told ?? "{}");

/** Whether a click asks for nothing else, such as a new tab, a window or a download. @param {MouseEvent} event */
export const plain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);

/** @typedef {"localStorage" | "sessionStorage"} Store what stays from visit to visit, or as long as the tab */

/** A value that was kept; undefined where the browser keeps nothing. @param {string} name @param {Store} [store] */
export function kept(name, store = "localStorage") {
  try {
    return JSON.parse(window[store].getItem(`papernotes.${name}`) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} name @param {any} value @param {Store} [store] */
export function keep(name, value, store = "localStorage") {
  try {
    window[store].setItem(`papernotes.${name}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse; the setting then lasts as long as the page.
  }
}
