// What is asked for: its form in a URL, and in the words that people type.

/** @typedef {{ q: string, status: string[], topic: string[], venue: string[], tag: string[], kind: string[],
 *   author: string[], year: [number, number] | null, sort: string, view: string, hide: string[] }} State */
/** @typedef {(facet: string, value: string) => string | undefined} Known the value as the catalogue has it */

/** @type {("status" | "topic" | "venue" | "tag" | "kind" | "author")[]} */
export const LISTS = ["status", "topic", "venue", "tag", "kind", "author"];
export const FACETS = ["status", "topic", "venue", "year", "tag", "kind", "author"];
const VIEWS = ["table", "cards", "compact"];
const SORTS = /^-?(title|venue|year|status)$/;
const LAST = 9999;

/** @returns {State} */
export const empty = () => ({
  q: "", status: [], topic: [], venue: [], tag: [], kind: [], author: [], year: null, sort: "", view: "table", hide: [],
});

/** "2020..2022", "2020", "..2020", "2020.." as first and last year. @returns {[number, number] | null} */
export function years(/** @type {string} */ text) {
  const found = /^(\d{4})?(\.\.|-|–|~)?(\d{4})?$/.exec(text);
  if (!found || !(found[1] || found[3])) return null;
  const [, from, range, to] = found;
  if (!range) return to ? null : [+from, +from];
  return [+(from || 0), +(to || LAST)];
}

/** @param {[number, number]} range */
export const yearText = ([from, to]) => (from === to ? `${from}` : `${from || ""}..${to === LAST ? "" : to}`);

/** @param {string} search @param {Known} known @returns {State} */
export function parse(search, known) {
  const asked = new URLSearchParams(search);
  const state = empty();
  state.q = asked.get("q") ?? "";
  for (const facet of LISTS) state[facet] = [...new Set(asked.getAll(facet).map((v) => known(facet, v) ?? v))];
  state.year = years(asked.get("year") ?? "");
  if (SORTS.test(asked.get("sort") ?? "")) state.sort = asked.get("sort") ?? "";
  if (VIEWS.includes(asked.get("view") ?? "")) state.view = asked.get("view") ?? "";
  state.hide = (asked.get("hide") ?? "").split(",").filter(Boolean);
  return state;
}

/** The part of the URL from its "?"; "" if nothing is asked for. @param {State} state */
export function format(state) {
  const asked = new URLSearchParams();
  if (state.q.trim()) asked.set("q", state.q.trim());
  for (const facet of LISTS) for (const value of state[facet]) asked.append(facet, value);
  if (state.year) asked.set("year", yearText(state.year));
  if (state.sort) asked.set("sort", state.sort);
  if (state.view !== "table") asked.set("view", state.view);
  if (state.hide.length) asked.set("hide", state.hide.join(","));
  const text = asked.toString();
  return text && `?${text}`;
}

/** The filters that are set. @param {State} state @returns {[string, string][]} */
export function filters(state) {
  /** @type {[string, string][]} */
  const found = [];
  for (const facet of LISTS) for (const value of state[facet]) found.push([facet, value]);
  if (state.year) found.push(["year", yearText(state.year)]);
  return found;
}

/** The state without one filter. @param {State} state @param {string} facet @param {string} value @returns {State} */
export function without(state, facet, value) {
  if (facet === "q") return { ...state, q: "" };
  if (facet === "year") return { ...state, year: null };
  const name = /** @type {"tag"} */ (facet);
  return { ...state, [name]: state[name].filter((other) => other !== value) };
}

/** The state with one filter more. @param {State} state @param {string} facet @param {string} value @returns {State} */
export function including(state, facet, value) {
  if (facet === "year") return { ...state, year: years(value) };
  const name = /** @type {"tag"} */ (facet);
  return { ...state, [name]: [...new Set([...state[name], value])] };
}

const TOKEN = /(^|\s)([\p{L}]+)[:：](?:"([^"]+)"|“([^”]+)”|([^\s"“]+))(?=(\s|$))/gu;

/**
 * What is typed, taken apart: `status:未看 tag:"文字检测" east` is two filters and "east". A word at the very end may go on, so
 * it is a filter only where it names something, or when typing is `done`.
 * @param {string} text @param {Record<string, string>} names what a facet may be called @param {Known} known
 * @param {boolean} done
 * @returns {{ rest: string, found: [string, string][] }}
 */
export function typed(text, names, known, done) {
  /** @type {[string, string][]} */
  const found = [];
  const rest = text.replace(TOKEN, (all, lead, name, plain, curly, bare, after) => {
    const facet = names[name.toLowerCase()];
    const value = plain ?? curly ?? bare;
    if (!facet) return all;
    const meant = facet === "year" ? years(value) && yearText(/** @type {any} */ (years(value))) : known(facet, value);
    if (facet === "year" && !meant) return all;
    if (!meant && !after && !done) return all;
    found.push([facet, meant || value]);
    return lead;
  });
  return { rest: found.length ? rest.replace(/\s+/g, " ").trimStart() : text, found };
}
