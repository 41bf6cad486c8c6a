// The finder: papers from the catalogue's data, and their ranking for a query. Nothing here touches the page.
//
//   const finder = await open(base)       base: the way from the page to the site's root, as "../../"; cached
//   finder.papers                         Paper[], in the catalogue's order
//   finder.statuses                       [name, zh, en, ...aliases][], in their order; finder.venueNames[venue] more names
//   await finder.search(query)            Hit[], best first; [] for a query without a word. Older calls may end later: compare
//   marks(text, hit.terms)                [start, end][] of the text to highlight, in order, apart from each other
//
// Above 2,000 papers the ranking runs in a worker.
import { onDisk, script } from "./dom.js";
import { concepts, flat, isPaired, learn, runs, split, stem } from "./words.js";
export { marks } from "./words.js";

/**
 * @typedef {{key: string, title: string, zh: string, aliases: string[], authors: string[], venue: string, year: number | null,
 *   status: string, topics: string[], tags: string[], kind: string, url: string, hasNote: boolean, summary: string}} Paper
 *   `url` is relative to the site's root; `status` is the name in the URLs, as unread.
 * @typedef {{i: number, score: number, terms: string[]}} Hit  `i` is the paper's place in `papers`.
 * @typedef {{docs: ArrayLike<number>, weights: ArrayLike<number>, count: number}} Postings
 * @typedef {{total: number, get(token: string): Postings | undefined, prefixed(start: string): string[],
 *   near(word: string): [string, number][]}} Source
 * @typedef {{papers: Paper[], statuses: string[][], venueNames: Record<string, string>,
 *   search(query: string): Promise<Hit[]>}} Finder
 */

export const FOLDER = "assets/search/";
const MANY = 2000;
/** @type {Map<any, Promise<any>>} What was fetched, by its URL; a finder by the site's root. */
const known = new Map();

/** What was made for a key before, else what is made now; a failure is not kept.
 * @template T @param {any} key @param {() => Promise<T>} make @returns {Promise<T>} */
export function once(key, make) {
  const made = known.get(key) ?? make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

/** The address of the site's root. @param {string} base the way there */
export const rootOf = (base) => new URL(base, document.baseURI).href;

/** @param {string} base @returns {Promise<Finder>} */
export function open(base) {
  const root = rootOf(base);
  return once(root, () => start(root));
}

/** @param {string} root */
async function start(root) {
  const data = await load(root);
  const search = data.papers.length > MANY && !onDisk() ? inWorker(root) : inPage(data);
  return { ...data, search };
}

/** @param {any} data */
function inPage(data) {
  const index = new Index(data);
  return async (/** @type {string} */ query) => hits(index.search(query));
}

/** @param {string} root */
function inWorker(root) {
  const worker = new Worker(`${root}assets/papernotes/worker.js`, { type: "module" });
  /** @type {Map<number, (hits: Hit[]) => void>} */
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: [id, found] }) => {
    waiting.get(id)?.(hits(found));
    waiting.delete(id);
  };
  worker.postMessage([0, root]);
  return (/** @type {string} */ query) =>
    /** @type {Promise<Hit[]>} */ (
      new Promise((done) => {
        waiting.set(++last, done);
        worker.postMessage([last, query]);
      })
    );
}

/** Fetches the tokenizer's lexicon, once. @param {string} root the site's root, absolute */
export function prepare(root) {
  const url = `${root}${FOLDER}words.json`;
  return once(url, () => json(url).then(learn));
}

/** The answer to a request; raises where it is none. @param {string} url @param {RequestInit} [how] */
export async function get(url, how) {
  const answer = await fetch(url, how);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer;
}

/** A file of data; from disk, the script that says the same. @param {string} url @returns {Promise<any>} */
export const json = async (url) =>
  onDisk() ? script(`${url}.js`).then(() => /** @type {any} */ (globalThis).papernotesData) : (await get(url, { cache: "no-cache" })).json();

/** The papers of a site. @param {string} root absolute */
export async function load(root) {
  const [head] = await Promise.all([json(`${root}${FOLDER}papers.json`), prepare(root)]);
  const pieces = head.rows ? [head.rows] : await Promise.all(head.pieces.map((/** @type {string} */ p) => json(root + FOLDER + p)));
  return {
    papers: /** @type {Paper[]} */ (pieces.flatMap((rows) => rows.key.map((/** @type {any} */ _, /** @type {number} */ i) => decoded(head, rows, i)))),
    statuses: /** @type {string[][]} */ (head.statuses),
    venueNames: /** @type {Record<string, string>} */ (head.also),
  };
}

/** @param {any} head @param {any} rows @param {number} i @returns {Paper} */
function decoded(head, rows, i) {
  const { names, place, shared, statuses } = head;
  const url = rows.url[i];
  const all = (/** @type {string} */ name) => rows[name][i].map((/** @type {number} */ n) => names[name][n]);
  const [title, aliases, authors, year] = [rows.title[i], rows.aliases[i] || [], all("authors"), rows.year[i] || null];
  const usual = () => `${/([A-Za-z]+)[^A-Za-z]*$/.exec(authors[0] ?? "")?.[1] ?? ""}${year ?? ""}${/[A-Za-z]+/.exec(title) ?? ""}`;
  const key = rows.key[i] || usual().toLowerCase();
  return {
    key,
    title: title || key,
    zh: HAN.test(title) ? "" : (aliases.find((/** @type {string} */ name) => HAN.test(name)) ?? ""),
    aliases,
    authors,
    venue: names.venue[rows.venue[i]] ?? "",
    year,
    status: statuses[rows.status[i]][0],
    topics: all("topics"),
    tags: all("tags"),
    kind: names.kind[rows.kind[i]] ?? "paper",
    // A number says which page the paper shares with others, 0 that it has one of its own.
    url: typeof url === "string" ? url : (url ? shared[url - 1] : place).replace("*", () => key),
    hasNote: !!rows.note[i],
    summary: rows.summary?.[i] || "",
  };
}
const HAN = /[\u3400-\u9fff]/;

/** The words of all papers, where they stand and how much they say there. */
export class Index {
  /** @param {{papers: Paper[], statuses: string[][], venueNames: Record<string, string>}} data */
  constructor({ papers, statuses, venueNames }) {
    this.total = papers.length;
    /** @type {Map<string, Postings & {docs: number[], weights: number[]}>} */
    this.posts = new Map();
    /** @type {Map<string, [number, number][]>} */
    this.names = new Map();
    /** @type {string[]} */
    this.titles = [];
    const labels = new Map(statuses.map((names) => [names[0], names.join(" ")]));
    papers.forEach((paper, doc) => this.add(paper, doc, labels.get(paper.status) ?? "", venueNames[paper.venue] ?? ""));
    this.tokens = [...this.posts.keys()].sort();
    this.called = [...this.names.keys()].sort();
    this.latin = this.tokens.filter((token) => /^[a-z]{4,}$/.test(token));
  }

  /** @param {Paper} paper @param {number} doc @param {string} status @param {string} venues */
  add(paper, doc, status, venues) {
    /** @type {Map<string, number>} */
    const found = new Map();
    // Boosts: a tag says most, then what the paper is called; a summary may say anything.
    const fields = /** @type {[string, number, number][]} */ ([
      [paper.tags.join(" \n"), 5, 0],
      [paper.title, 4, 10],
      [paper.aliases.join(" \n"), 4, 0],
      [paper.topics.join(" \n"), 2, 0],
      // CVPR21 as well as CVPR 2021.
      [`${paper.venue} ${venues} ${paper.year ?? ""} ${paper.venue}${String(paper.year ?? "").slice(2)} ${status}`, 2, 0],
      [paper.authors.join(" \n"), 2, 0],
      [paper.summary, 1, 0],
    ]);
    // A key is a name, not its parts: bai2018 is no paper of a year.
    for (const token of paper.key.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean)) found.set(token, 2);
    for (const [text, boost, usual] of fields) {
      const list = text ? runs(text) : [];
      const tokens = new Set(list.flatMap(split));
      for (const name of concepts(list, tokens).keys()) tokens.add(name);
      // In a long title a word says less of it.
      const weight = usual ? boost * (1.3 - (0.3 * tokens.size) / usual || 0) : boost;
      for (const token of tokens) found.set(token, (found.get(token) ?? 0) + Math.max(weight, boost / 2));
    }
    for (const [token, weight] of found) {
      const post = this.posts.get(token);
      if (!post) this.posts.set(token, { docs: [doc], weights: [weight / (weight + 3)], count: 1 });
      else post.count = post.docs.push(doc) && post.weights.push(weight / (weight + 3));
    }
    this.titles.push(flat(runs(paper.title)));
    for (const name of [paper.title, paper.key, ...paper.aliases]) this.name(name, doc, 2);
    for (const name of paper.tags) this.name(name, doc, 1.25);
  }

  /** @param {string} name @param {number} doc @param {number} factor */
  name(name, doc, factor) {
    const squeezed = flat(runs(name)).replaceAll(" ", "");
    if (squeezed) this.names.set(squeezed, [...(this.names.get(squeezed) ?? []).slice(0, 50), [doc, factor]]);
  }

  /** @param {string} token */
  get(token) {
    return this.posts.get(token);
  }

  /** The tokens that begin so. @param {string} start */
  prefixed(start) {
    return prefixed(this.tokens, start);
  }

  /** The words that were probably meant, each with its distance. @param {string} word */
  near(word) {
    return near(this.latin, word);
  }

  /** The query, a word of which there is none here as the one that is nearest: what it means is then known, too.
   * @param {string} query */
  corrected(query) {
    return query.replace(/[a-z]{6,}/gi, (word) => {
      const low = word.toLowerCase();
      if (this.get(stem(low)) || this.prefixed(low).length) return word;
      const [first, second] = this.near(low).sort((a, b) => a[1] - b[1]);
      return first && first[0].length > 5 && first[1] < (second?.[1] ?? 9) ? first[0] : word;
    });
  }

  /** @param {string} query */
  search(query) {
    const { scores, terms } = rank(this.corrected(query), this);
    const whole = flat(runs(query));
    const name = whole.replaceAll(" ", "");
    for (const [doc, factor] of this.names.get(name) ?? []) scores[doc] = (scores[doc] || 2) * factor;
    // DeepLab v3+ begins a name, though none of its words stands there: deeplabv3plus.
    const longer = name.length > 5 ? prefixed(this.called, name) : [];
    if (longer.length < 9) {
      const top = scores.reduce((most, score) => Math.max(most, score), 1);
      for (const one of longer) if (one !== name) for (const [doc] of this.names.get(one) ?? []) scores[doc] = Math.max(scores[doc], top);
    }
    if (whole.trim().includes(" ")) {
      this.titles.forEach((title, doc) => scores[doc] && title.includes(whole) && (scores[doc] *= 1.5));
    }
    return { order: best(scores), scores, terms };
  }
}

/** The documents that were found, best first, equal ones in their order. @param {Float64Array} scores */
export function best(scores) {
  /** @type {number[]} */
  const found = [];
  for (let doc = 0; doc < scores.length; doc++) if (scores[doc]) found.push(doc);
  return found.sort((a, b) => scores[b] - scores[a]);
}

/** @param {{order: number[], scores: Float64Array, terms: string[]}} found @returns {Hit[]} */
const hits = ({ order, scores, terms }) => order.map((i) => ({ i, score: scores[i], terms }));

/** The place in a sorted list of the first word that is not before another. @param {string[]} sorted @param {string} word */
export function lower(sorted, word) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of a sorted list, what begins so. @param {string[]} sorted @param {string} start */
export function prefixed(sorted, start) {
  const low = lower(sorted, start);
  let end = low;
  while (end < sorted.length && end < low + 200 && sorted[end].startsWith(start)) end++;
  return sorted.slice(low, end);
}

/** Of a list of words, those a typing error away; else those that begin so. @param {string[]} list @param {string} word
 * @returns {[string, number][]} */
export function near(list, word) {
  const most = Math.min(3, Math.round(word.length / 5));
  /** @type {[string, number][]} */
  const found = [];
  for (const token of list) {
    if (Math.abs(token.length - word.length) > most) continue;
    const far = distance(token, word, most);
    if (far <= most) found.push([token, far]);
  }
  if (found.length) {
    const least = Math.min(...found.map(([, far]) => far));
    return found.filter(([, far]) => far <= least + 1);
  }
  return list.filter((t) => t.length > word.length && distance(t.slice(0, word.length), word, 1) < 2).map((t) => [t, 2]);
}

/** Insertions, deletions, replacements and swaps between two words; more than `most` is any larger number.
 * @param {string} a @param {string} b @param {number} most */
function distance(a, b, most) {
  let [before, row] = [[0], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + +(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
}

// Words that say how, not what, is looked for: they help, but nothing has to have them.
const WEAK = new Set(
  ("a an the of for and in on with to is are by from using via paper status tag topic venue year author " +
    "状态 标签 主题 会议 期刊 年份 作者 论文 文章 关于 相关 基于").split(" "),
);

/**
 * A query in parts: each has ways to be met, a way has units, and every unit is a token.
 * @param {string} query
 */
export function parse(query) {
  const list = runs(query).flatMap((run) => (isPaired(run) && run.length > 2 ? run.split("的").filter(Boolean) : [run]));
  const meant = concepts(list, list.flatMap(split));
  return list.map((run) => {
    const tokens = split(run);
    const weak = WEAK.has(run.toLowerCase()) && list.length > 1;
    if (isPaired(run)) {
      const units = tokens.length > 1 ? tokens.slice(0, -1) : tokens;
      const unit = (/** @type {string} */ token, /** @type {number} */ at) =>
        ({ token, before: units[at - 1], after: units[at + 1], meant: covering(meant, run, at, token.length) });
      return { run, weak, ways: [units.map(unit)] };
    }
    const raw = run.toLowerCase().replace(/[-'’‐_]/g, "");
    const whole = { token: stem(raw), raw, meant: covering(meant, flat([run]), -1, 0) };
    const parts = tokens.filter((token) => token !== whole.token && !(raw.length > token.length + 1 && token.length < 2 && /[a-z]/.test(token)));
    const ways = [[whole], parts.map((token) => ({ token, raw: token, meant: whole.meant }))];
    return { run, weak, ways: parts.length ? ways : [[whole]] };
  });
}

/** The concepts of a query that a place in one of its runs is part of.
 * @param {Map<string, [string, number]>} meant @param {string} run @param {number} at @param {number} size */
function covering(meant, run, at, size) {
  return [...meant].filter(([, [needle]]) => {
    if (at < 0) return needle.includes(run) || run.includes(needle);
    const found = run.indexOf(needle.trim());
    return found < 0 ? needle.includes(run) : found <= at && at + size <= found + needle.trim().length;
  }).map(([name]) => name);
}

/** All tokens that may stand for a unit, with how well they do. @param {any} unit @param {Source} source */
function alternatives(unit, source) {
  const { token, raw } = unit;
  /** @type {Map<string, number>} */
  const found = new Map();
  const add = (/** @type {string} */ name, /** @type {number} */ weight) => {
    if (weight > (found.get(name) ?? 0) && source.get(name)) found.set(name, weight);
  };
  add(token, 1);
  const exact = found.size;
  for (const name of unit.meant) add(name, 0.9);
  if (raw === undefined) {
    // A single Chinese character is looked for wherever a pair begins with it.
    if ([...token].length < 2) for (const name of source.prefixed(token)) add(name, 0.8);
    else if (!exact) for (const name of mended(unit, source)) add(name, 0.5);
    return found;
  }
  if (raw.length > (/^[0-9]+$/.test(raw) ? 2 : 1)) {
    for (const name of source.prefixed(raw)) add(name, (0.75 * raw.length) / (raw.length + 0.3 * (name.length - raw.length)));
  }
  const root = raw.replace(/(?:ations?|ings?|ions?|[eo]rs?|ed|es?)$/, "");
  if (root.length > 4 && root !== raw) for (const name of source.prefixed(root)) add(name, 0.35);
  if (!exact && found.size <= unit.meant.length && /^[a-z]{5,}$/.test(raw)) {
    for (const [name, far] of source.near(token)) add(name, (0.6 * raw.length) / (raw.length + 2 * far));
  }
  return found;
}

/** What a pair may mean of which one character is wrong: 残查学习 by 残差 and 差学, 目标检侧 by 检测.
 * @param {{token: string, before?: string, after?: string}} unit @param {Source} source */
function mended({ token, before, after }, source) {
  const pairs = (/** @type {string} */ start, /** @type {string} */ end) =>
    source.prefixed(start).filter((name) => source.get(name[1] + end));
  if (after) {
    const found = pairs(token[0], after[1]);
    if (found.length) return found;
  }
  if (before && !source.get(before)) return pairs(before[0], token[1]).map((name) => name[1] + token[1]);
  return before && !after ? source.prefixed(token[0]) : [];
}

/** A word that is none, as two that are: fasterrcnn. @param {string} word @param {Source} source */
function cut(word, source) {
  for (let at = word.length - 2; at > 1; at--) {
    const pair = [word.slice(0, at), word.slice(at)];
    if (pair.every((part) => part.length > 1 && source.get(stem(part)))) return pair;
  }
  return null;
}

/**
 * The documents that a query finds, each with its score, 0 for none: the best way to meet each part counts, and meeting
 * all parts counts more.
 * @param {string} query @param {Source} source @returns {{scores: Float64Array, terms: string[]}}
 */
export function rank(query, source) {
  const n = source.total;
  const [scores, met] = [new Float64Array(n), new Float64Array(n)];
  /** @type {Set<string>} */
  const terms = new Set();
  let parts = 0;
  for (const part of parse(query)) {
    const [sums, shares] = [new Float64Array(n), new Float64Array(n)];
    for (const way of widened(part.ways, source)) go(way, source, sums, shares, terms);
    let some = 0;
    for (let doc = 0; doc < n; doc++) {
      if (!sums[doc]) continue;
      some = 1;
      scores[doc] += sums[doc] * shares[doc] * (part.weak ? 0.3 : 1);
      if (!part.weak) met[doc] += shares[doc];
    }
    if (!part.weak) parts += some;
  }
  if (parts) for (let doc = 0; doc < n; doc++) scores[doc] *= 0.2 + 0.8 * (met[doc] / parts) ** 2;
  return { scores, terms: [...terms] };
}

/** @param {any[][]} ways @param {Source} source */
function widened(ways, source) {
  const [whole] = ways;
  if (whole.length > 1 || whole[0].raw === undefined || whole[0].raw.length < 5 || source.get(whole[0].token)) return ways;
  if (source.prefixed(whole[0].raw).length) return ways;
  const pair = cut(whole[0].raw, source);
  return pair ? [...ways, pair.map((raw) => ({ token: stem(raw), raw, meant: [] }))] : ways;
}

/** @param {any[]} way @param {Source} source @param {Float64Array} best @param {Float64Array} part @param {Set<string>} terms */
function go(way, source, best, part, terms) {
  const n = source.total;
  const [sums, shares] = [new Float64Array(n), new Float64Array(n)];
  for (const unit of way) {
    const [tops, near] = [new Float64Array(n), new Float64Array(n)];
    const own = source.get(unit.token);
    for (const [token, weight] of alternatives(unit, source)) {
      const { docs, weights, count } = /** @type {Postings} */ (source.get(token));
      terms.add(token);
      // Words that mean the same are as rare as what was typed; others, such as endings, no rarer.
      const times = token[0] === "#" && own ? own.count : Math.max(count, own?.count ?? 0);
      const rare = Math.log(1 + n / times) * weight;
      for (let k = 0; k < docs.length; k++) {
        const doc = docs[k];
        if (rare * weights[k] > tops[doc]) tops[doc] = rare * weights[k];
        if (weight > near[doc]) near[doc] = weight;
      }
    }
    for (let doc = 0; doc < n; doc++) {
      sums[doc] += tops[doc];
      shares[doc] += near[doc] / way.length;
    }
  }
  for (let doc = 0; doc < n; doc++) {
    if (sums[doc] * shares[doc] > best[doc] * part[doc]) [best[doc], part[doc]] = [sums[doc], shares[doc]];
  }
}
