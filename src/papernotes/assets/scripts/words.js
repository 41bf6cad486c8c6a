// Words of a text for searching: papernotes/search/words.py in JavaScript; a test holds the two equal.

/** @typedef {{from: string, to: string, groups: string[][]}} Lexicon */

const PAIRED = "\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\u{20000}-\\u{323af}";
const LETTER = "0-9A-Za-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0370-\\u037d\\u0380-\\u1fff";
const RUN = new RegExp(`[${PAIRED}]+|[${LETTER}]+(?:[-'’‐_][${LETTER}]+)*`, "gu");
const MARKS = /[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g;
const JOINT = /[-'’‐_]/;
const LATIN = ["øØłŁđĐħıς×", "oOlLdDhiσx"];
/** Where a word is cut: aB, ABCde before the last capital, Av1, a1, 1a. */
const SEAM = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z])(?=[vV]?[0-9])|(?<=[0-9])(?=[A-Za-z])/;
const LONGEST = 40;
/** @type {Map<string, string>} */
const simple = new Map();
/** @type {Map<string, [string, string][]>} By a phrase's first token: what is looked for, and the concept it means. */
const anchors = new Map();
/** @type {Map<string, string[]>} By a concept: what is looked for. */
const phrases = new Map();

/** Takes the lexicon in; before, no traditional character and no synonym is known. @param {Lexicon} lexicon */
export function learn(lexicon) {
  let code = 0x4e00;
  const from = [...lexicon.from].map((step) => String.fromCharCode((code += step.charCodeAt(0) - 35))).join("");
  for (const [old, now] of [LATIN, [from, lexicon.to]]) [...old].forEach((char, i) => simple.set(char, now[i]));
  anchors.clear();
  phrases.clear();
  folds.clear();
  for (const group of lexicon.groups) {
    for (const phrase of group) {
      const list = runs(phrase);
      const needle = flat(list);
      const inner = needle.trim();
      const edge = [isPaired(inner), isPaired(inner.at(-1) ?? "")].map(Number);
      const [said, name] = [needle.slice(edge[0], needle.length - edge[1]), `#${group[0]}`];
      put(anchors, split(list[0])[0], [said, name]);
      put(phrases, name, said);
    }
  }
}

/** @template T @param {Map<string, T[]>} map @param {string} key @param {T} value */
function put(map, key, value) {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** The text without accents, in simplified characters and normal width; case is kept. @param {string} text */
export function fold(text) {
  if (!/[^\0-\x7f]/.test(text)) return text;
  const bare = text.normalize("NFKD").replace(MARKS, "").normalize("NFKC");
  return bare.replace(/[^\0-\x7f]/gu, (char) => simple.get(char) ?? char);
}

/** The runs of Chinese and the Latin words of a text. @param {string} text @returns {string[]} */
export const runs = (text) => fold(text).match(RUN) ?? [];

/** Whether a run is searched by pairs of characters. @param {string} run */
export const isPaired = (run) => run >= "\u3005";

/** @param {string} word */
const bare = (word) => stem(word.toLowerCase().slice(0, LONGEST));

/** The runs with a blank around each word, to find phrases in. @param {string[]} list */
export function flat(list) {
  return ` ${list.map((run) => (isPaired(run) ? run : run.split(JOINT).map(bare).join(" "))).join(" ")} `;
}

/** The tokens of one run. @param {string} run @returns {string[]} */
export function split(run) {
  if (!isPaired(run)) return word(run);
  const chars = [...run];
  return chars.map((char, i) => char + (chars[i + 1] ?? ""));
}

/** The words of a text in order, without its concepts. @param {string} text */
export const tokens = (text) => runs(text).flatMap(split);

/** How often each word and each concept occurs. @param {string} text @returns {Map<string, number>} */
export function counts(text) {
  const list = runs(text);
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const token of list.flatMap(split)) found.set(token, (found.get(token) ?? 0) + 1);
  for (const [name, [, times]] of concepts(list, found.keys())) found.set(name, times);
  return found;
}

/**
 * The concepts of a text: the name of each, with the first phrase that means it and how often it is meant.
 * @param {string[]} list its runs @param {Iterable<string>} present its tokens @returns {Map<string, [string, number]>}
 */
export function concepts(list, present) {
  const found = new Map();
  let text = "";
  for (const token of new Set(present)) {
    for (const [needle, name] of anchors.get(token) ?? []) {
      text ||= flat(list);
      const times = text.split(needle).length - 1;
      if (times) found.set(name, [found.get(name)?.[0] ?? needle, (found.get(name)?.[1] ?? 0) + times]);
    }
  }
  return found;
}

/** @param {string} run */
function word(run) {
  const parts = run.split(JOINT);
  const found = parts.flatMap(part);
  if (parts.length > 1 && parts.length < 5) {
    found.push(bare(parts.join("")));
    if (parts.length > 2) parts.slice(1).forEach((next, i) => parts[i].length === 1 && found.push(bare(parts[i] + next)));
  }
  return [...new Set(found)];
}

/** @param {string} part */
function part(part) {
  const whole = bare(part);
  if (part.length > LONGEST || /^(?:[a-z]+|[A-Z]+)$/.test(part)) return [whole];
  const pieces = part.split(SEAM);
  return [whole, ...pieces.filter((piece) => piece.length > 1 || /[0-9]/.test(piece)).map(bare)];
}

/** An English plural without its ending. @param {string} word */
export function stem(word) {
  if (!/[a-z]{3}s$/.test(word) || /(?:ss|us|is|ias)$/.test(word)) return word;
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.slice(0, /(?:ss|x|ch|sh|zz)es$/.test(word) ? -2 : -1);
}

/** @type {Map<string, string>} What each character has been folded to. */
const folds = new Map();

/**
 * Where a text says what was found: ranges to highlight, in order, apart from each other.
 * @param {string} text @param {Iterable<string>} terms tokens and concepts @returns {[number, number][]}
 */
export function marks(text, terms) {
  const wanted = new Set(terms);
  // The folded text, and for each of its characters the place it comes from.
  let folded = "";
  /** @type {number[]} */
  const places = [];
  for (let at = 0; at < text.length; ) {
    const char = String.fromCodePoint(/** @type {number} */ (text.codePointAt(at)));
    const now = char < "\x80" ? char : (folds.get(char) ?? fold(char));
    folds.set(char, now);
    for (let k = 0; k < now.length; k++) places.push(at);
    folded += now;
    at += char.length;
  }
  places.push(text.length);
  /** @type {[number, number][]} */
  const found = [];
  // The text as phrases are looked for in it, and for each of its characters a range.
  let line = " ";
  /** @type {[number, number][]} */
  const ranges = [[0, 0]];
  for (const match of folded.matchAll(RUN)) {
    const [run, start] = [match[0], match.index];
    const end = start + run.length;
    const paired = isPaired(run);
    let at = start;
    for (const part of paired ? [run] : run.split(JOINT)) {
      const piece = paired ? run : bare(part);
      for (let k = 0; k < piece.length; k++) ranges.push(paired ? [start + k, start + k + 1] : [at, at + part.length]);
      ranges.push([at, at]);
      line += `${piece} `;
      if (!paired && word(part).some((token) => wanted.has(token))) found.push([at, at + part.length]);
      at += part.length + 1;
    }
    if (!paired && split(run).some((token) => wanted.has(token) && token === bare(run.replace(/[-'’‐_]/g, "")))) found.push([start, end]);
    if (paired) {
      let from = start;
      for (const token of split(run)) {
        if (wanted.has(token) && (token.length > 1 || run.length === 1)) found.push([from, from + token.length]);
        from += /** @type {number} */ (token.codePointAt(0)) > 0xffff ? 2 : 1;
      }
    }
  }
  for (const needle of [...wanted].flatMap((name) => phrases.get(name) ?? [])) {
    for (let at = line.indexOf(needle); at >= 0; at = line.indexOf(needle, at + 1)) {
      const inner = ranges.slice(at, at + needle.length).filter(([from, to]) => from < to);
      found.push([inner[0][0], inner[inner.length - 1][1]]);
    }
  }
  return joined(found.map(([from, to]) => [places[from], places[to - 1] + width(text, places[to - 1])]));
}

/** @param {string} text @param {number} at */
const width = (text, at) => (/** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1);

/** Ranges in order, those that meet made one. @param {[number, number][]} ranges */
function joined(ranges) {
  /** @type {[number, number][]} */
  const found = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}
