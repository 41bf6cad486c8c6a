// Ranks the papers of a large library beside the page: the first message says where the site is, each other asks.
import { Index, load } from "./finder.js";

/** @type {Promise<InstanceType<typeof Index>>} */
let index;
onmessage = async ({ data: [id, text] }) => {
  if (!id) index = load(text).then((data) => new Index(data));
  else postMessage([id, (await index).search(text)]);
};
