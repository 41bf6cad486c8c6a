// The rows of the table: those that the page came with are used again, the others are made like them.
import { h, marked } from "./dom.js";

const STEP = 100;
/** @type {(run: () => void) => void} */
const later = "requestIdleCallback" in globalThis ? (run) => requestIdleCallback(run, { timeout: 200 }) : setTimeout;

/** @typedef {(text: string, terms: string[]) => [number, number][]} Marks */

export class Rows {
  /** @param {any} table @param {any[]} papers @param {any} told @param {string} root @param {Marks} marks */
  constructor(table, papers, told, root, marks) {
    this.table = table;
    this.body = table.tBodies[0];
    this.papers = papers;
    this.told = told;
    this.root = root;
    this.marks = marks;
    /** @type {Map<string, HTMLElement>} */
    this.made = new Map([...this.body.rows].map((row) => [row.dataset.key, row]));
    this.sample = this.body.rows[0].cloneNode(true);
    this.turn = 0;
    this.collator = new Intl.Collator("zh", { numeric: true });
    /** @type {Record<string, number[]>} */
    this.ranks = {};
    this.limit = STEP;
  }

  /** The place of each paper by a column; papers without a value have none. @param {string} column */
  rank(column) {
    if (this.ranks[column]) return this.ranks[column];
    const order = this.told.statuses.map((/** @type {any} */ s) => s.label);
    const value = (/** @type {any} */ paper) => (column === "status" ? order.indexOf(paper.status) : paper[column]);
    const all = [...new Set(this.papers.map(value))].filter((v) => v || v === 0);
    all.sort(typeof all[0] === "number" ? (a, b) => a - b : this.collator.compare);
    const place = new Map(all.map((v, i) => [v, i]));
    return (this.ranks[column] = this.papers.map((paper) => place.get(value(paper)) ?? NaN));
  }

  /** Papers in the order of a column, those without a value last; equal ones stay. @param {number[]} hits @param {string} sort */
  sorted(hits, sort) {
    const ranks = this.rank(sort.replace("-", ""));
    const sign = sort.startsWith("-") ? -1 : 1;
    return [...hits].sort((a, b) => {
      const [x, y] = [ranks[a], ranks[b]];
      if (x === y) return 0;
      if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
      return Number.isNaN(y) ? -1 : sign * (x - y);
    });
  }

  /** Show the first papers of a list, with words marked: what the eye sees at once, the others when there is time.
   * @param {number[]} list @param {(i: number) => string[]} terms */
  show(list, terms) {
    const turn = ++this.turn;
    // As many as may fit on the screen, however far it has been scrolled; some, too, where the list begins below it.
    const room = innerHeight - this.table.getBoundingClientRect().top;
    const fit = Math.max(9, Math.ceil(room / (this.table.dataset.view === "table" ? 50 : 28)));
    const step = this.limit > STEP ? this.limit : fit;
    /** @type {HTMLElement[]} */
    const rows = [];
    const add = () => {
      if (turn !== this.turn) return;
      for (const i of list.slice(rows.length, Math.min(rows.length + step, this.limit))) rows.push(this.mark(this.row(this.papers[i]), terms(i)));
      this.put(rows);
      if (rows.length < Math.min(this.limit, list.length)) later(add);
    };
    add();
  }

  /** Rows in their order; one that is where it should be is not touched. @param {HTMLElement[]} rows */
  put(rows) {
    const wanted = new Set(rows);
    for (const row of [...this.body.rows]) if (!wanted.has(row)) row.remove();
    let at = this.body.firstElementChild;
    for (const row of rows) {
      if (row === at) at = at.nextElementSibling;
      else this.body.insertBefore(row, at);
    }
  }

  more() {
    this.limit += STEP;
  }

  /** @param {any} row @param {string[]} words */
  mark(row, words) {
    for (const span of row.querySelectorAll(".pn-title > span")) {
      const text = span.textContent;
      const ranges = words.length ? this.marks(text, words) : [];
      if ((span.marks ?? "") !== (span.marks = ranges.join())) span.replaceChildren(...marked(text, ranges));
    }
    return row;
  }

  /** @param {any} paper @returns {HTMLElement} */
  row(paper) {
    let row = this.made.get(paper.key);
    if (!row) this.made.set(paper.key, (row = this.make(paper)));
    return row;
  }

  /** @param {any} paper @returns {HTMLElement} */
  make(paper) {
    const row = this.sample.cloneNode(true);
    row.dataset.key = paper.key;
    const put = (/** @type {string} */ column, /** @type {(Node | string)[]} */ ...nodes) =>
      row.querySelector(`.pn-c-${column}`)?.replaceChildren(...nodes);
    const link = (/** @type {string} */ facet, /** @type {string} */ value, /** @type {Node | string} */ label, cls = "") =>
      h("a", { href: `?${new URLSearchParams({ [facet]: value })}`, title: facet === "topic" && value, class: cls || false }, label);
    const spaced = (/** @type {Node[]} */ nodes) => nodes.flatMap((node) => [node, " "]);
    const zh = paper.zh && h("span", { class: "pn-zh", lang: "zh" }, paper.zh);
    const title = h("span", { lang: /\p{Script=Han}/u.test(paper.title) ? false : "en" }, paper.title);
    const by = h("span", { class: "pn-under" });
    const alias = paper.aliases.find((/** @type {string} */ name) => name.length < 21);
    if (alias && alias !== paper.zh) by.append(h("span", { class: "pn-alias" }, alias), " ");
    const names = paper.authors.slice(0, 3).join(", ") + (paper.authors.length > 3 ? this.told.words.et_al : "");
    if (names) by.append(h("span", { class: "pn-c-authors" }, names), " ");
    if (paper.hasNote) by.append(h("span", { class: "pn-noted" }, `✎ ${this.told.words.note}`));
    row.querySelector("th").replaceChildren(h("a", { class: "pn-title", href: this.root + paper.url }, title, ...(zh ? [zh] : [])), ...(by.firstChild ? [by] : []));
    put("venue", paper.venue ? link("venue", paper.venue, paper.venue) : "");
    put("year", paper.year ? link("year", paper.year, `${paper.year}`) : "");
    const status = this.told.statuses.find((/** @type {any} */ s) => s.label === paper.status);
    const icon = h("span", { "aria-hidden": "true" }, status.icon);
    put("status", link("status", paper.status, h("span", { class: `pn-status pn-status--${status.name}` }, icon, ` ${paper.status}`)));
    put("topics", ...spaced(paper.topics.map((/** @type {string} */ t) => link("topic", t, t.slice(t.lastIndexOf("/") + 1)))));
    put("tags", ...spaced(paper.tags.map((/** @type {string} */ t) => link("tag", t, t, "pn-tag"))));
    return row;
  }
}
