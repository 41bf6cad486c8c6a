// All that finds papers, in one file that is fetched when somebody looks for one: the box's first focus, the browse page.
export { start as box } from "./box.js";
export { start as browse } from "./browse.js";
export { Index, load } from "./engine.js";
