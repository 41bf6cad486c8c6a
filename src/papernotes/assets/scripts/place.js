// Where the scripts lie, and how one brings another: by an element, as a page opened from disk can import nothing.
import { script } from "./dom.js";

const HERE = /** @type {HTMLScriptElement} */ (document.currentScript).src;

/** The address of a file by its way from the scripts. @param {string} path */
export const beside = (path) => new URL(path, HERE).href;

/** @type {Promise<any> | undefined} */
let finder;

/** What finds papers, once it is there. */
export const found = () => (finder ??= script(beside("finder.js")).then(() => /** @type {any} */ (globalThis).papernotes));
