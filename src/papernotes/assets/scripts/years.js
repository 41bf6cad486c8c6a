// The years as a histogram with two handles: arrow keys move them, and so does a click on the bars.
import { h, say } from "./dom.js";

const MOST = 60;
const HIGH = 36;
const LAST = 9999;

/** @param {string} name @param {Record<string, any>} attributes */
function svg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/**
 * @param {HTMLElement} part @param {import("./facets.js").Facets} facets @param {any} told
 * @param {(range: [number, number] | null, done: boolean) => void} asked
 */
export function histogram(part, facets, told, asked) {
  const { values } = facets.of.year;
  const all = values.map(Number);
  const high = all.reduce((a, b) => Math.max(a, b));
  // The handle at an end means "and whatever lies beyond": one paper of 1936 does not flatten the others.
  const low = Math.max(all.reduce((a, b) => Math.min(a, b)), high - MOST + 1);
  const size = high - low + 1;

  const bars = Array.from({ length: size }, (_, i) => svg("rect", { x: i * 10 + 1, width: 8, y: HIGH, height: 0 }));
  const chart = svg("svg", { viewBox: `0 0 ${size * 10} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  chart.append(...bars);
  const handle = (/** @type {string} */ word, /** @type {number} */ value) =>
    h("input", { type: "range", min: low, max: high, step: 1, value, "aria-label": told.words[word] });
  const [from, to] = [handle("find_from", low), handle("find_to", high)];
  const said = h("output", { class: "pn-years" });
  const track = h("div", { class: "pn-range" }, chart, from, to);
  part.append(track, said);

  const change = (/** @type {boolean} */ done) => {
    const range = /** @type {[number, number]} */ ([+from.value <= low ? 0 : +from.value, +to.value >= high ? LAST : +to.value]);
    asked(range[0] || range[1] !== LAST ? range : null, done);
  };
  for (const input of [from, to]) {
    for (const type of ["input", "change"]) {
      input.addEventListener(type, () => {
        if (input === from && +from.value > +to.value) from.value = to.value;
        if (input === to && +to.value < +from.value) to.value = from.value;
        change(type === "change");
      });
    }
  }
  track.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (event.target instanceof HTMLInputElement) return;
    const { left, width } = track.getBoundingClientRect();
    const year = Math.floor(low + ((event.clientX - left) / width) * size);
    const near = Math.abs(year - from.value) <= Math.abs(year - to.value) ? from : to;
    near.value = `${year}`;
    change(true);
  });

  return (/** @type {Record<string, number[]>} */ counts, /** @type {import("./state.js").State} */ state) => {
    const [first, last] = state.year ?? [0, LAST];
    from.value = `${Math.max(first, low)}`;
    to.value = `${Math.min(last, high)}`;
    const heights = new Array(size).fill(0);
    all.forEach((year, id) => (heights[Math.max(year, low) - low] += counts.year[id]));
    const top = Math.max(1, ...heights);
    heights.forEach((n, i) => {
      const tall = n ? Math.max(2, (n / top) * HIGH) : 0;
      bars[i].setAttribute("height", `${tall}`);
      bars[i].setAttribute("y", `${HIGH - tall}`);
      const year = low + i;
      bars[i].classList.toggle("pn-out-of", year < first || year > last);
    });
    say(said, `${from.value} – ${to.value}`);
  };
}
