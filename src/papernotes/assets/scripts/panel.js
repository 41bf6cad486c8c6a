// The facets as a reader sees them: values with live counts, a tree of topics, a histogram of years.
import { fill, h, say } from "./dom.js";
import { histogram } from "./years.js";

const TOP = 10;
const MOST = 200;

/** @typedef {import("./state.js").State} State */
/** @typedef {{ row: HTMLElement, box: HTMLInputElement, count: HTMLElement }} Line */
/** @typedef {{ toggle: (facet: string, value: string, on: boolean) => void,
 *   range: (range: [number, number] | null, done: boolean) => void }} Asked */

export class Panel {
  /** @param {HTMLElement} root @param {import("./facets.js").Facets} facets @param {any} told @param {Asked} asked */
  constructor(root, facets, told, asked) {
    /** @type {((counts: Record<string, number[]>, state: State) => void)[]} */
    this.parts = [];
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-facet]"))) {
      const name = part.dataset.facet ?? "";
      const size = facets.of[name].values.length;
      // One value for all is no choice, unless some papers lack it.
      part.hidden = size === 0;
      if (!size) continue;
      if (name === "year") this.parts.push(histogram(part, facets, told, asked.range));
      else this.parts.push(list(part, name, facets, told, asked.toggle));
    }
  }

  /** @param {Record<string, number[]>} counts @param {State} state */
  update(counts, state) {
    for (const part of this.parts) part(counts, state);
  }
}

/** The ids of a facet in the order they stand, and how deep each is. @param {string} name @param {any} facet */
function arranged(name, { values, totals, of }) {
  const ids = [...values.keys()];
  if (name === "status") return ids;
  if (name !== "topic") return ids.sort((a, b) => totals[b] - totals[a]);
  /** @type {number[]} */
  const found = [];
  const below = (/** @type {string} */ path) => {
    for (const id of ids) {
      const value = values[id];
      if (value.slice(0, Math.max(value.lastIndexOf("/"), 0)) !== path) continue;
      found.push(id);
      below(value);
    }
  };
  below("");
  return found;
}

/** @param {HTMLElement} part @param {string} name @param {any} facets @param {any} told @param {Asked["toggle"]} toggle */
function list(part, name, facets, told, toggle) {
  const facet = facets.of[name];
  const { values } = facet;
  const tree = name === "topic";
  const label = told.names[name];
  const order = arranged(name, facet);
  const parents = new Set(tree ? values.map((/** @type {string} */ v) => v.slice(0, Math.max(v.lastIndexOf("/"), 0))) : []);
  /** @type {Map<number, Line>} */
  const lines = new Map();
  const opened = new Set();
  let full = false;
  let shown = "";
  /** @type {[Record<string, number[]>, State]} */
  let last;

  const holder = h("div", { class: "pn-values", role: "group", "aria-label": label });
  const hint = fill(told.words.find_filter, { name: label });
  const search = h("input", { type: "search", class: "pn-find", "aria-label": hint, placeholder: hint });
  const more = h("button", { type: "button", class: "pn-rest" });
  const chosen = h("span", { class: "pn-n", hidden: true });
  part.querySelector("summary")?.append(chosen);
  part.append(...(order.length > TOP ? [search] : []), holder, more);

  const line = (/** @type {number} */ id) => {
    const value = values[id];
    const box = h("input", { type: "checkbox", value, "data-name": name });
    const count = h("span", { class: "pn-count" });
    const status = name === "status" && told.statuses.find((/** @type {any} */ s) => s.label === value);
    const words = tree ? value.slice(value.lastIndexOf("/") + 1) : (name === "kind" && told.kinds[value]) || value;
    const row = h("div", { class: "pn-value" }, h("label", {}, box, h("span", {}, status ? `${status.icon} ${value}` : words), count));
    if (tree) row.dataset.depth = `${Math.min(value.split("/").length - 1, 4)}`;
    if (parents.has(value)) {
      const open = h("button", { type: "button", class: "pn-twig", "aria-label": fill(told.words.find_open, { name: words }) });
      open.addEventListener("click", () => {
        if (!opened.delete(value)) opened.add(value);
        update(...last);
      });
      row.append(open);
    }
    box.addEventListener("change", () => toggle(name, value, box.checked));
    return { row, box, count };
  };

  const visible = (/** @type {Set<string>} */ selected) => {
    const text = facets.folded(search.value.trim());
    if (text) return order.filter((id) => facets.folded(values[id]).includes(text)).slice(0, MOST);
    const open = !tree
      ? order
      : order.filter((id) => {
          const above = values[id].slice(0, Math.max(values[id].lastIndexOf("/"), 0));
          return !above || selected.has(values[id]) || selected.has(above) || opened.has(above);
        });
    return full ? open.slice(0, MOST) : open.filter((id, place) => place < TOP || selected.has(values[id]));
  };

  const update = (/** @type {Record<string, number[]>} */ counts, /** @type {State} */ state) => {
    last = [counts, state];
    const selected = new Set(state[/** @type {"tag"} */ (name)]);
    if (tree) for (const path of selected) for (let p = path; p.includes("/"); ) opened.add((p = p.slice(0, p.lastIndexOf("/"))));
    const ids = visible(selected);
    for (const id of ids) {
      if (!lines.has(id)) lines.set(id, line(id));
      const { row, box, count } = /** @type {Line} */ (lines.get(id));
      box.checked = selected.has(values[id]);
      box.disabled = !counts[name][id] && !box.checked;
      row.classList.toggle("pn-off", box.disabled);
      say(count, counts[name][id]);
      row.querySelector(".pn-twig")?.setAttribute("aria-expanded", `${opened.has(values[id]) || selected.has(values[id])}`);
    }
    if (shown !== (shown = ids.join())) {
      const focus = /** @type {HTMLElement | null} */ (document.activeElement);
      holder.replaceChildren(...ids.map((id) => /** @type {Line} */ (lines.get(id)).row));
      if (focus && holder.contains(focus)) focus.focus();
    }
    const rest = tree ? order.filter((id) => !values[id].includes("/")).length - TOP : order.length - TOP;
    more.hidden = rest <= 0 || !!search.value;
    say(more, full ? told.words.find_less : fill(told.words.find_more, { n: rest }));
    more.setAttribute("aria-expanded", `${full}`);
    chosen.hidden = !selected.size;
    say(chosen, selected.size);
  };

  search.addEventListener("input", () => update(...last));
  more.addEventListener("click", () => {
    full = !full;
    update(...last);
  });
  return update;
}
