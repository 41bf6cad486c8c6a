// The browse page: what is asked for stands in the URL, and everything on the page follows from it.
import { data, fill, h, keep, kept, onDisk, plain } from "./dom.js";
import { marks, open } from "./engine.js";
import { Facets } from "./facets.js";
import { Panel } from "./panel.js";
import { Rows } from "./rows.js";
import { empty, filters, format, including, parse, typed, without } from "./state.js";
import { leave } from "./trail.js";
import { listen } from "./typing.js";

/** @typedef {import("./state.js").State} State */

/** The page that is shown; with the theme's instant loading there are several in turn. @type {Browse | undefined} */
let current;

/** @type {MediaQueryList} Whether the facets stand in a dialog. */
let narrow;

/** Make the list a finder, once. @param {ParentNode} root */
export async function start(root) {
  const element = /** @type {HTMLElement | null} */ (root.querySelector(".pn-browse[data-live]"));
  if (!element || current?.element === element) return;
  const told = data(element);
  const base = new URL(told.root || "./", location.href).href;
  current = undefined;
  try {
    const finder = await open(base);
    if (element.isConnected && !current) current = new Browse(element, told, base, finder);
  } catch (error) {
    const found = element.querySelector(".pn-found");
    if (found) found.textContent = onDisk() ? told.words.find_disk : told.words.find_failed;
    throw error;
  }
}

// The worker that ranks loads this file as well, and has no window.
globalThis.addEventListener("popstate", () => {
  if (current?.element.isConnected) current.restore();
});

class Browse {
  /** @param {HTMLElement} element @param {any} told @param {string} base @param {any} finder */
  constructor(element, told, base, finder) {
    this.element = element;
    this.told = told;
    this.finder = finder;
    const labels = new Map(told.statuses.flatMap((/** @type {any} */ s) => [s.name, s.label, ...s.aliases].map((n) => [n, s.label])));
    this.papers = finder.papers.map((/** @type {any} */ p) => ({ ...p, status: labels.get(p.status) ?? p.status }));
    this.facets = new Facets(this.papers, told.statuses.map((/** @type {any} */ s) => s.label));
    for (const [name, label] of labels) this.facets.names.get("status")?.set(this.facets.folded(name), label);
    this.known = this.facets.known.bind(this.facets);
    /** @type {Record<string, string>} */
    this.names = told.also;
    const rows = (this.table = this.get(".pn-table"));
    this.rows = new Rows(rows, this.papers, told, base, marks);
    this.newest = this.rows.sorted([...this.papers.keys()], "-year");
    this.panel = new Panel(this.get(".pn-panel"), this.facets, told, {
      toggle: (facet, value, on) => this.go(on ? including(this.state, facet, value) : without(this.state, facet, value)),
      range: (range, done) => this.go({ ...this.state, year: range }, done ? "push" : "replace"),
    });
    this.asked = 0;
    this.state = empty();
    /** @type {(i: number) => string[]} */
    this.terms = () => [];
    this.typing = false;
    /** @type {number[]} */
    this.shown = [];
    this.listen();
    this.restore();
    element.dataset.live = "on";
  }

  /** @param {string} selector @returns {any} */
  get(selector) {
    return this.element.querySelector(selector);
  }

  /** Take the state from the URL; what it leaves open is as it was last time. */
  restore() {
    this.state = parse(location.search, this.known);
    const asked = new URLSearchParams(location.search);
    if (!asked.has("view")) this.state.view = kept("view") ?? this.state.view;
    if (!asked.has("hide")) this.state.hide = kept("hide") ?? this.state.hide;
    const { rest, found } = typed(this.state.q, this.names, this.known, true);
    for (const [facet, value] of found) this.state = including(this.state, facet, value);
    this.state.q = this.get(".pn-q").value = rest;
    this.rows.limit = 100;
    this.update();
  }

  /** A new state, into the URL and onto the page. @param {State} state @param {"push" | "replace"} [how] */
  go(state, how = "push") {
    this.state = state;
    const url = location.pathname + format(state) + location.hash;
    if (url !== location.pathname + location.search + location.hash) {
      history[how === "push" ? "pushState" : "replaceState"](history.state, "", url);
    }
    if (how === "push") this.typing = false;
    this.rows.limit = 100;
    return this.update();
  }

  async update() {
    const { state } = this;
    const turn = ++this.asked;
    const found = state.q.trim() ? await this.finder.search(state.q.trim()) : null;
    // A later question is already being answered.
    if (turn !== this.asked) return;
    const terms = new Map((found ?? []).map((/** @type {any} */ hit) => [hit.i, hit.terms]));
    const pool = found ? found.map((/** @type {any} */ hit) => hit.i) : this.newest;
    const { hits, counts } = this.facets.count(pool, state);
    this.shown = state.sort ? this.rows.sorted(hits, state.sort) : hits;
    this.terms = (/** @type {number} */ i) => terms.get(i) ?? [];
    this.look();
    this.list();
    this.chips(pool);
    this.panel.update(counts, state);
  }

  list() {
    this.rows.show(this.shown, this.terms);
    const rest = this.shown.length - this.rows.limit;
    this.more.hidden = rest <= 0;
    this.more.textContent = fill(this.told.words.find_show, { n: Math.min(rest, 100) });
  }

  /** The name of a filter, as on its chip. @param {string} facet @param {string} value */
  name(facet, value) {
    return `${this.told.names[facet]}: ${(facet === "kind" && this.told.kinds[value]) || value}`;
  }

  /** What is asked for, each with a button that takes it back; how much was found. @param {number[]} pool */
  chips(pool) {
    const { words } = this.told;
    const { state } = this;
    const set = filters(state);
    if (state.q.trim()) set.unshift(["q", state.q.trim()]);
    const chip = (/** @type {[string, string]} */ [facet, value]) => {
      const name = this.name(facet, value);
      const sign = h("span", { "aria-hidden": "true" }, "✕");
      return h("button", { type: "button", class: "pn-chip", "data-facet": facet, "data-value": value, "aria-label": fill(words.find_remove, { name }) }, name, sign);
    };
    const clear = h("button", { type: "button", class: "pn-clear", "data-clear": true }, words.find_clear);
    this.get(".pn-chips").replaceChildren(...set.map(chip), ...(set.length ? [clear] : []));
    const count = this.get(".pn-drawer .pn-n");
    count.textContent = `${set.length}`;
    count.hidden = !set.length;
    const [n, all] = [this.shown.length, this.papers.length];
    this.get(".pn-found").textContent = fill(set.length ? words.find_count : words.find_all, { n, all });
    this.none.hidden = n > 0;
    this.table.hidden = n === 0;
    if (n) return;
    // What each filter alone costs: the way out is one click.
    const ways = set.map(([facet, value]) => {
      const left = this.facets.count(facet === "q" ? this.newest : pool, without(state, facet, value)).hits.length;
      const label = fill(words.find_without, { name: this.name(facet, value), n: left });
      return h("button", { type: "button", class: "pn-btn", "data-facet": facet, "data-value": value }, label);
    });
    this.none.replaceChildren(h("p", {}, words.find_none), ...ways, clear.cloneNode(true));
  }

  /** View, columns, order. */
  look() {
    const { state } = this;
    this.table.dataset.view = state.view;
    this.table.dataset.hide = state.hide.join(" ");
    this.get(`[name=pn-view][value=${state.view}]`).checked = true;
    for (const box of this.element.querySelectorAll("[name=pn-column]")) {
      const input = /** @type {HTMLInputElement} */ (box);
      input.checked = !state.hide.includes(input.value);
    }
    const sort = state.sort || (state.q.trim() ? "" : "-year");
    this.get(".pn-order select").value = state.sort;
    for (const button of this.element.querySelectorAll("[data-sort]")) {
      const column = /** @type {HTMLElement} */ (button).dataset.sort;
      const order = sort === column ? "ascending" : sort === `-${column}` ? "descending" : "none";
      button.closest("th")?.setAttribute("aria-sort", order);
    }
  }

  listen() {
    this.none = h("div", { class: "pn-nothing", hidden: true });
    this.more = h("button", { type: "button", class: "pn-btn pn-more-rows", hidden: true });
    this.table.after(this.none, this.more);
    this.get(".pn-pager")?.remove();
    this.more.addEventListener("click", () => {
      const at = this.rows.limit;
      this.rows.more();
      this.list();
      this.table.tBodies[0].rows[at]?.querySelector("a")?.focus();
    });
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("change", (event) => this.change(event));
    listen(this.get(".pn-q"), this);
    this.drawer();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {Element} */ (event.target);
    const { state } = this;
    const button = /** @type {HTMLElement | null} */ (target.closest("button"));
    if (button?.dataset.facet) this.go(without(state, button.dataset.facet, button.dataset.value ?? "")).then(() => this.settle(button));
    else if (button && "clear" in button.dataset) this.go({ ...empty(), view: state.view, hide: [] }).then(() => this.settle(button));
    else if (button?.dataset.sort) this.sort(button.dataset.sort);
    const link = target.closest("a");
    if (!link) return;
    if (link.dataset.go) this.unread(event, /** @type {HTMLAnchorElement} */ (link));
    else if (link.matches(".pn-rows .pn-title")) leave(this.trail());
    else if (link.closest(".pn-rows td") && plain(event)) {
      const facet = { venue: "venue", year: "year", status: "status", topics: "topic", tags: "tag" }[link.closest("td")?.className.slice(5) ?? ""];
      // The theme's instant loading would follow the link.
      event.preventDefault();
      event.stopPropagation();
      const value = link.querySelector(".pn-status")?.lastChild?.textContent?.trim() ?? (link.title || link.textContent || "");
      if (facet) this.go(including(state, facet, value));
    }
  }

  /** What held the focus is gone: the field takes it. @param {HTMLElement} button */
  settle(button) {
    this.get(".pn-q").value = this.state.q;
    if (!button.isConnected && document.activeElement === document.body) this.get(".pn-q").focus({ preventScroll: true });
  }

  /** @param {string} column */
  sort(column) {
    const { state } = this;
    const now = state.sort || (state.q.trim() ? "" : "-year");
    this.go({ ...state, sort: now === column ? `-${column}` : column });
  }

  /** @param {Event} event */
  change(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const { state } = this;
    if (input.name === "pn-view") {
      keep("view", input.value);
      this.go({ ...state, view: input.value }, "replace");
    } else if (input.name === "pn-column") {
      const hide = state.hide.filter((column) => column !== input.value);
      if (!input.checked) hide.push(input.value);
      keep("hide", hide);
      this.go({ ...state, hide }, "replace");
    } else if (input.closest(".pn-order")) this.go({ ...state, sort: input.value });
  }

  /** On narrow screens the facets stand in a dialog. */
  drawer() {
    const [panel, side, dialog] = [this.get(".pn-panel"), this.get(".pn-side"), this.get(".pn-sheet-dialog")];
    const place = () => {
      if (narrow.matches) dialog.prepend(panel);
      else {
        dialog.close();
        side.prepend(panel);
      }
    };
    narrow ??= matchMedia("(max-width: 59.984375em)");
    narrow.onchange = place;
    place();
    this.get(".pn-drawer").addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target === dialog || "close" in target.dataset) dialog.close();
    });
  }

  /** The papers that are shown, for the way from one to the next. */
  trail() {
    const papers = this.shown.slice(0, 300).map((i) => [this.rows.root + this.papers[i].url, this.papers[i].title]);
    return { from: location.href, all: this.shown.length, papers };
  }

  /** @param {Event} event @param {HTMLAnchorElement} link */
  unread(event, link) {
    const first = this.told.statuses[0].label;
    const unread = this.shown.filter((i) => this.papers[i].status === first);
    if (!unread.length) {
      event.preventDefault();
      event.stopPropagation();
      this.get(".pn-found").textContent = this.told.words.find_no_unread;
      return;
    }
    const place = link.dataset.go === "next" ? 0 : Math.floor(Math.random() * unread.length);
    link.href = this.rows.root + this.papers[unread[place]].url;
    leave(this.trail());
  }
}
