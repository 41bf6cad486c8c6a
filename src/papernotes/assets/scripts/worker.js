// Ranks the papers of a large library beside the page: the first message says where the site is, each other asks.
import "./finder.js";

const { Index, load } = /** @type {any} */ (globalThis).papernotes;

/** @type {Promise<any>} */
let index;
onmessage = async ({ data: [id, text] }) => {
  if (!id) index = load(text).then((/** @type {any} */ data) => new Index(data));
  else postMessage([id, (await index).search(text)]);
};
