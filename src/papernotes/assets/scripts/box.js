// The search box at work: papers by their catalogue, notes by their text, in one list.
import { fill, h, marked, onDisk } from "./dom.js";
import { marks, open } from "./engine.js";
import { search } from "./fulltext.js";

const PAPERS = 6;
const NOTES = 5;

/**
 * Make the box live.
 * @param {HTMLElement} box @param {string} base the site's root @param {any} told @param {() => void} help
 */
export function start(box, base, told, help) {
  const { words } = told;
  const get = (/** @type {string} */ selector) => /** @type {any} */ (box.querySelector(selector));
  const [input, out, list, foot] = [".pn-box-input", ".pn-box-out", "#pn-box-list", ".pn-box-foot"].map(get);
  let turn = 0;
  let active = -1;
  /** @type {any} */
  let finder;

  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);
  const close = () => {
    out.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {number} */ place) => {
    const found = options();
    active = found.length ? (place + found.length) % found.length : -1;
    found.forEach((option, i) => option.setAttribute("aria-selected", `${i === active}`));
    const chosen = found[active];
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  /** The browse page with all that a query finds. @param {string} query */
  const all = (query) => `${base}${told.browse.replace("./", "")}?${new URLSearchParams({ q: query })}`;
  const option = (/** @type {string} */ url, /** @type {string} */ cls, /** @type {(Node | string)[]} */ ...children) =>
    h("a", { role: "option", class: `pn-hit ${cls}`, href: url, tabindex: "-1", "aria-selected": "false" }, ...children);
  const group = (/** @type {string} */ name, /** @type {Node[]} */ hits) => {
    const head = h("span", { class: "pn-hits-name", "aria-hidden": "true" }, name);
    return h("div", { role: "group", class: "pn-hits", "aria-label": name }, head, ...hits);
  };

  const paper = (/** @type {any} */ { i, terms }) => {
    const row = finder.papers[i];
    const say = (/** @type {string} */ text) => marked(text, marks(text, terms));
    const title = h("span", { class: "pn-hit-title" }, ...say(row.title));
    const zh = row.zh ? [h("span", { class: "pn-hit-zh", lang: "zh" }, ...say(row.zh))] : [];
    const facts = [row.aliases?.[0] === row.zh ? "" : row.aliases?.[0], row.venue, row.year, ...row.tags.slice(0, 4)].filter(Boolean);
    return option(base + row.url, "", title, ...zh, h("span", { class: "pn-hit-facts" }, facts.join(" · ")));
  };
  const note = (/** @type {any} */ hit) => {
    const place = hit.section && hit.section !== hit.title ? ` › ${hit.section}` : "";
    const title = h("span", { class: "pn-hit-title" }, `${hit.title}${place}`);
    return option(base + hit.url, "pn-hit--note", title, h("span", { class: "pn-hit-text" }, ...marked(hit.excerpt, hit.marks)));
  };

  const show = (/** @type {string} */ query, /** @type {any[]} */ papers, /** @type {any[] | null} */ notes) => {
    const groups = [];
    if (papers.length) groups.push(group(words.box_papers, papers.slice(0, PAPERS).map(paper)));
    if (notes?.length) groups.push(group(words.box_notes, notes.map(note)));
    if (groups.length) groups.push(h("div", { role: "group", class: "pn-hits" }, option(all(query), "pn-hit--all", words.box_all)));
    list.replaceChildren(...groups);
    options().forEach((one, i) => (one.id = `pn-hit-${i}`));
    const n = papers.length + (notes?.length ?? 0);
    const said = notes === null && !n ? words.box_busy : n ? fill(words.box_found, { n }) : fill(words.box_none, { q: query });
    foot.firstChild?.replaceWith(said);
    out.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(0);
  };

  const ask = async () => {
    if (input.dataset.ime === "compositionstart") return;
    const query = input.value.trim();
    const mine = ++turn;
    if (!query) return close();
    try {
      finder ??= await open(base);
      const papers = await finder.search(query);
      if (mine !== turn) return;
      show(query, papers, onDisk() ? [] : null);
      if (onDisk()) return foot.append(` ${words.box_disk}`);
      // A page whose text says nothing of it is a paper's, and the papers stand above.
      const notes = (await search(query, 2 * NOTES, base)).filter((hit) => hit.marks.length).slice(0, NOTES);
      if (mine === turn) {
        const kept = active;
        show(query, papers, notes);
        if (kept > 0) choose(kept);
      }
    } catch (error) {
      foot.firstChild?.replaceWith(onDisk() ? words.find_disk : words.find_failed);
      out.hidden = false;
      throw error;
    }
  };

  const button = h("button", { type: "button", class: "pn-link" }, words.box_help);
  foot.append(" ");
  out.append(button);
  // Before the field loses the focus, and with it the list its place.
  button.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
  button.addEventListener("click", help);

  input.addEventListener("input", ask);
  input.addEventListener("compositionend", ask);
  input.addEventListener("focus", ask);
  box.addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
    if (!box.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
  list.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
  list.addEventListener("click", () => setTimeout(leave));
  const leave = () => {
    close();
    input.blur();
  };
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const moves = /** @type {Record<string, number>} */ ({ ArrowDown: active + 1, ArrowUp: active - 1 });
    if (event.key in moves && !out.hidden) choose(moves[event.key]);
    else if (event.key === "Enter" && input.value.trim()) {
      const chosen = out.hidden ? null : options()[active];
      if (chosen) chosen.click();
      else location.href = all(input.value.trim());
    } else if (event.key === "Escape") {
      if (input.value) input.value = "";
      else input.blur();
      turn += 1;
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  ask();
}
