// Which papers pass the filters, and how many would with another value: one pass over the papers.
import { FACETS, LISTS } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {{ values: string[], ids: number[][], of: Map<string, number>, totals: number[] }} Facet */

/** A topic and those above it. @param {string} path */
const upwards = (path) => path.split("/").map((_, i, names) => names.slice(0, i + 1).join("/"));

/** @param {any} paper @param {string} facet @returns {string[]} */
function valuesOf(paper, facet) {
  if (facet === "topic") return paper.topics.flatMap(upwards);
  if (facet === "tag") return paper.tags;
  if (facet === "author") return paper.authors;
  const value = paper[facet];
  return value || value === 0 ? [`${value}`] : [];
}

/** @param {any[]} papers @param {string} name @param {string[]} first values in their own order @returns {Facet} */
function index(papers, name, first) {
  const of = new Map(first.map((value, id) => [value, id]));
  const values = [...first];
  const totals = first.map(() => 0);
  const numbered = (/** @type {string} */ value) => {
    let id = of.get(value);
    if (id === undefined) {
      of.set(value, (id = values.length));
      values.push(value);
      totals.push(0);
    }
    return id;
  };
  /** @type {Map<any, number[]>} Few values stand for many papers. */
  const known = new Map();
  const ids = papers.map((paper) => {
    const value = paper[name] ?? paper[`${name}s`];
    const said = value?.join ? value.join("\n") : value;
    let found = known.get(said);
    if (!found) known.set(said, (found = [...new Set(valuesOf(paper, name))].map(numbered)));
    for (const id of found) totals[id] += 1;
    return found;
  });
  return { values, ids, of, totals };
}

export class Facets {
  /** @param {any[]} papers @param {string[]} statuses in their order */
  constructor(papers, statuses) {
    this.papers = papers;
    /** @type {Record<string, Facet>} */
    this.of = Object.fromEntries(FACETS.map((name) => [name, index(papers, name, name === "status" ? statuses : [])]));
    const folded = (/** @type {string} */ text) => text.normalize("NFKC").toLowerCase();
    this.folded = folded;
    /** @type {Map<string, Map<string, string>>} */
    this.names = new Map(LISTS.map((name) => [name, new Map(this.of[name].values.map((v) => [folded(v), v]))]));
    // A topic may be named by its last name.
    for (const topic of this.of.topic.values) {
      const leaf = folded(topic.slice(topic.lastIndexOf("/") + 1));
      if (!this.names.get("topic")?.has(leaf)) this.names.get("topic")?.set(leaf, topic);
    }
  }

  /** The value as the catalogue has it. @param {string} facet @param {string} value */
  known(facet, value) {
    return this.names.get(facet)?.get(this.folded(value));
  }

  /** Whether a paper passes a filter, for each facet that has one. @param {State} state */
  tests(state) {
    /** @type {[string, (i: number) => boolean][]} */
    const tests = [];
    for (const name of LISTS) {
      if (!state[name].length) continue;
      const { ids, of } = this.of[name];
      const wanted = new Set(state[name].map((value) => of.get(value) ?? -1));
      tests.push([name, (i) => ids[i].some((id) => wanted.has(id))]);
    }
    if (state.year) {
      const [from, to] = state.year;
      tests.push(["year", (i) => this.papers[i].year >= from && this.papers[i].year <= to]);
    }
    return tests;
  }

  /**
   * The papers of the pool that pass every filter, in the pool's order; for each facet, how many papers have each value
   * among those that pass the filters of the other facets.
   * @param {Iterable<number>} pool @param {State} state
   */
  count(pool, state) {
    const tests = this.tests(state);
    /** @type {Record<string, number[]>} */
    const counts = Object.fromEntries(FACETS.map((name) => [name, new Array(this.of[name].values.length).fill(0)]));
    const add = (/** @type {string} */ name, /** @type {number} */ i) => {
      for (const id of this.of[name].ids[i]) counts[name][id] += 1;
    };
    /** @type {number[]} */
    const hits = [];
    for (const i of pool) {
      let missed = "";
      let misses = 0;
      for (const [name, passes] of tests) {
        if (passes(i)) continue;
        missed = name;
        misses += 1;
        if (misses > 1) break;
      }
      if (misses === 1) add(missed, i);
      if (!misses) hits.push(i);
    }
    for (const name of FACETS) {
      const [{ ids }, numbers] = [this.of[name], counts[name]];
      for (const i of hits) for (const id of ids[i]) numbers[id] += 1;
    }
    return { hits, counts };
  }
}
