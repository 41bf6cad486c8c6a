// Full-text search of the pages: fetches the shards of the index that a query needs, ranks, and cuts excerpts.
//
//   await search(query, limit, base)     Passage[], best first; `base` is the way to the site's root. Never rejects for a word
//                                        that is not there, only where the index cannot be fetched.
// papernotes/search/fulltext.py writes what is read here.
import { best, FOLDER, get, json, lower, near, once, parse, prefixed, prepare, rank, rootOf } from "./engine.js";
import { marks } from "./words.js";

/**
 * @typedef {{url: string, title: string, section: string, excerpt: string, marks: [number, number][], score: number,
 *   page: string}} Passage  `url` leads to the section, from the site's root; `page` is the url without it.
 */

const EXCERPT = 130;
/** How many shards one query may fetch. */
const MOST = 18;
/** Documents whose texts stand in one file, a line for each. */
const TOGETHER = 4;

/** @param {string} query @param {number} limit @param {string} base @returns {Promise<Passage[]>} */
export async function search(query, limit, base) {
  const root = rootOf(base) + FOLDER;
  const library = await once(root, () => Library.open(root));
  return library.search(query, limit);
}

class Library {
  /** @param {string} root @param {{version: string, count: number, shards: string[]}} head */
  constructor(root, head) {
    this.root = root;
    this.head = head;
    this.total = head.count;
    /** @type {Map<number, Map<string, (lengths: Uint8Array) => any>>} */
    this.shards = new Map();
    /** @type {string[]} */
    this.spellings = [];
    /** How long each document is, in steps. */
    this.lengths = new Uint8Array();
  }

  /** @param {string} root the folder of the index */
  static async open(root) {
    const [head] = await Promise.all([json(`${root}text.json`), prepare(root.slice(0, -FOLDER.length))]);
    return new Library(root, head);
  }

  /** What is made of a file of the index, once. @template T @param {string} name @param {(data: ArrayBuffer) => T} made */
  read(name, made) {
    const url = `${this.root}${name}.pack?${this.head.version}`;
    return once(url, async () => {
      const body = /** @type {ReadableStream} */ ((await get(url)).body);
      return made(await new Response(body.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());
    });
  }

  /** The shard that a word is in. @param {string} word */
  place(word) {
    return Math.max(0, lower(this.head.shards, `${word}\0`) - 1);
  }

  /** Fetches what the words need, and no more than a bound. @param {string[]} words */
  async need(words) {
    const numbers = new Set(words.map((word) => this.place(word)));
    const lengths = this.read("lengths", (data) => (this.lengths = new Uint8Array(data)));
    const shards = [...numbers].slice(0, MOST).map(async (number) => this.shards.set(number, await this.read(`words/${number}`, entries)));
    await Promise.all([lengths, ...shards]);
  }

  /** @param {string} word */
  get(word) {
    return this.shards.get(this.place(word))?.get(word)?.(this.lengths);
  }

  /** @param {string} start */
  prefixed(start) {
    const shard = start.length > 2 || start > "\u3005" ? this.shards.get(this.place(start)) : undefined;
    return shard ? prefixed([...shard.keys()], start).slice(0, 50) : [];
  }

  /** @param {string} word */
  near(word) {
    return near(this.spellings, word);
  }

  /** @param {string} query @param {number} limit */
  async search(query, limit) {
    const units = parse(query).flatMap(({ ways }) => ways.flat());
    if (!this.total || !units.length) return [];
    await this.need(units.flatMap(({ token, meant }) => [token, ...meant]));
    await this.correct(units);
    const { scores, terms } = rank(query, this);
    const top = best(scores).slice(0, limit);
    const texts = await Promise.all(top.map((doc) => this.text(doc)));
    return texts.map(([url, title, sections], i) => ({ ...passage(url, title, sections, terms), score: scores[top[i]] }));
  }

  /** Fetches what the words may have been meant to be that the index does not have. @param {any[]} units */
  async correct(units) {
    const unknown = units.filter(({ token, raw }) => /^[a-z]{5,}$/.test(raw ?? "") && !this.get(token) && !this.prefixed(raw).length);
    if (!unknown.length) return;
    if (!this.spellings.length) this.spellings = await json(`${this.root}spellings.json`).catch(() => []);
    const parts = unknown.flatMap(({ raw }) => Array.from({ length: raw.length - 3 }, (_, i) => [raw.slice(0, i + 2), raw.slice(i + 2)]));
    const pairs = parts.filter((pair) => pair.every((part) => prefixed(this.spellings, part)[0] === part)).flat();
    await this.need([...unknown.flatMap(({ token }) => this.near(token).slice(0, 3).map(([word]) => word)), ...pairs]);
  }

  /** @param {number} doc */
  async text(doc) {
    const lines = await this.read(`texts/${Math.floor(doc / TOGETHER)}`, (data) => new TextDecoder().decode(data).split("\n"));
    return JSON.parse(lines[doc % TOGETHER]);
  }
}

/** The words of a shard in order, each with what makes its documents when asked. @param {ArrayBuffer} data */
function entries(data) {
  const bytes = new Uint8Array(data);
  let at = 0;
  while (bytes[at] !== 10 || bytes[at + 1] !== 10) at++;
  /** @type {Map<string, (lengths: Uint8Array) => any>} */
  const found = new Map();
  const lines = new TextDecoder().decode(bytes.subarray(0, at)).split("\n");
  at += 2;
  for (const line of lines) {
    const [word, count, size, kept] = line.split("\t");
    const [length, wide, start] = [+(kept ?? count), +size, at];
    at += length * (wide + 1);
    /** @type {any} */
    let post;
    found.set(word, (lengths) => (post ??= decoded(new DataView(data, start), +count, length, wide, lengths)));
  }
  return found;
}

/** The documents of a word, and what it weighs in each by BM25 without its rarity, in documents of 400 words usually.
 * @param {DataView} view @param {number} count @param {number} length @param {number} wide @param {Uint8Array} lengths */
function decoded(view, count, length, wide, lengths) {
  const docs = new Uint32Array(length);
  const weights = new Float32Array(length);
  for (let i = 0, doc = 0; i < length; i++) {
    doc += wide === 1 ? view.getUint8(i) : wide === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true);
    docs[i] = doc;
    const level = view.getUint8(length * wide + i);
    const times = Math.max(level, 8 * 1.35 ** (level - 8));
    weights[i] = times / (times + 0.72 + 0.04 * 1.5 ** lengths[doc]);
  }
  return { docs, weights, count };
}

/** The part of a page that says most of what was asked.
 * @param {string} url @param {string} title @param {[string, string, string][]} sections @param {string[]} terms */
function passage(url, title, sections, terms) {
  let found = { anchor: "", section: "", excerpt: "", marks: /** @type {[number, number][]} */ ([]), worth: -1 };
  for (const [anchor, section, text] of sections) {
    const ranges = marks(text, terms);
    const named = marks(section, terms).length;
    const [from, worth] = densest(text, ranges);
    if (worth + 3 * named <= found.worth || (!text && !named)) continue;
    let start = from > 30 ? from - 20 : 0;
    // Not in the middle of a word.
    while (start && start < from && /^\w\w/.test(text.slice(start - 1))) start++;
    const end = Math.min(text.length, start + EXCERPT);
    const [before, after] = [start ? "…" : "", end < text.length ? "…" : ""];
    const inside = ranges.filter(([a, b]) => a >= start && b <= end);
    const move = before.length - start;
    found = {
      anchor,
      section,
      excerpt: before + text.slice(start, end) + after,
      marks: inside.map(([a, b]) => [a + move, b + move]),
      worth: worth + 3 * named,
    };
  }
  const { anchor, section, excerpt } = found;
  return { url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url, page: url, title, section, excerpt, marks: found.marks };
}

/** Where an excerpt begins best, and what it is worth: different words count, long ones more.
 * @param {string} text @param {[number, number][]} ranges @returns {[number, number]} */
function densest(text, ranges) {
  /** @type {[number, number]} */
  let found = [0, 0];
  for (let i = 0; i < ranges.length; i++) {
    const words = new Set();
    let worth = 0;
    for (let k = i; k < ranges.length && ranges[k][1] - ranges[i][0] < EXCERPT - 20; k++) {
      const word = text.slice(...ranges[k]).toLowerCase();
      if (!words.has(word)) worth += Math.min(word.length, 8) * (word > "\u3005" ? 2 : 1);
      words.add(word);
    }
    if (worth > found[1]) found = [ranges[i][0], worth];
  }
  return found;
}
