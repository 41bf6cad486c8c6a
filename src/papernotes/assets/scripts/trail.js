// From one paper to the next of the list it was opened from.
import { h, keep, kept, told } from "./dom.js";

/** Keep the list for the pages that are opened from it. @param {{ from: string, all: number, papers: string[][] }} trail */
export const leave = (trail) => keep("trail", trail, "sessionStorage");

/** @param {string} url */
const path = (url) => new URL(url, location.href).pathname;

/** A bar with the neighbours in the list, on a paper's page that stands in it. @param {ParentNode} root */
export function start(root) {
  const article = root.querySelector("article");
  if (!article || article.querySelector(".pn-trail")) return;
  const trail = kept("trail", "sessionStorage");
  const at = trail?.papers.findIndex((/** @type {string[]} */ [url]) => path(url) === location.pathname) ?? -1;
  if (at < 0) return;
  const { words } = told();
  const way = (/** @type {string} */ name, /** @type {string[] | undefined} */ paper) =>
    paper ? h("a", { href: paper[0], class: `pn-trail-${name}`, title: paper[1] }, words[name]) : h("span");
  const middle = h("a", { href: trail.from }, `${words.trail} ${at + 1} / ${trail.all}`);
  middle.title = words.trail_back;
  const nav = h("nav", { class: "pn-trail", "aria-label": words.trail });
  nav.append(way("previous", trail.papers[at - 1]), middle, way("next", trail.papers[at + 1]));
  article.append(nav);
}
