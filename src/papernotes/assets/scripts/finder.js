// All that finds papers, in one file that is fetched when somebody looks for one: the box's first focus, the browse page.
import { start as box } from "./box.js";
import { start as browse } from "./browse.js";
import { Index, load } from "./engine.js";

// A page brings it as a plain script, a worker as a module.
Object.assign(globalThis, { papernotes: { box, browse, Index, load } });
