// The graph as a map: zoom by buttons, keys and Ctrl with the wheel, move by dragging; a paper lights up what it is linked to.

// With the theme's instant loading it runs again for each page that has a graph.
for (const map of document.querySelectorAll(".pn-map:not([data-live])")) live(/** @type {HTMLElement} */ (map));

/** @param {HTMLElement} map */
function live(map) {
  map.dataset.live = "";
  const svg = /** @type {SVGSVGElement} */ (map.querySelector("svg.pn-graph"));
  const bar = /** @type {HTMLElement} */ (map.querySelector(".pn-zoom"));
  const { x, y, width, height } = svg.viewBox.baseVal;
  let box = { x, y, k: 1 };
  const show = () => {
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${width / box.k} ${height / box.k}`);
    map.classList.toggle("pn-zoomed", box.k > 1);
  };
  /** @param {number} k @param {number} [px] @param {number} [py] */
  const zoom = (k, px = 0.5, py = 0.5) => {
    k = Math.min(Math.max(k, 1), 12);
    box.x += (width / box.k - width / k) * px;
    box.y += (height / box.k - height / k) * py;
    box = k === 1 ? { x, y, k } : { ...box, k };
    show();
  };
  /** @param {number} dx @param {number} dy in pixels */
  const move = (dx, dy) => {
    const unit = /** @type {DOMMatrix} */ (svg.getScreenCTM()).a;
    box.x -= dx / unit;
    box.y -= dy / unit;
    show();
  };
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const name = /** @type {HTMLElement} */ (event.target).dataset.zoom;
    if (name) zoom(name === "in" ? box.k * 1.5 : name === "out" ? box.k / 1.5 : 1);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!step) return;
    event.preventDefault();
    move(step[0], step[1]);
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const at = svg.getBoundingClientRect();
    zoom(box.k * (event.deltaY < 0 ? 1.2 : 1 / 1.2), (event.x - at.x) / at.width, (event.y - at.y) / at.height);
  }, { passive: false });
  drag(svg, () => box.k > 1, move);
  svg.addEventListener("pointerover", (event) => light(svg, /** @type {Element} */ (event.target).closest("[data-n]")));
  svg.addEventListener("pointerleave", () => light(svg, null));
}

/** @param {SVGSVGElement} svg @param {() => boolean} free @param {(dx: number, dy: number) => void} move */
function drag(svg, free, move) {
  let from = /** @type {PointerEvent | null} */ (null);
  let far = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (!free() || event.button) return;
    [from, far] = [event, 0];
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    far += Math.abs(event.x - from.x) + Math.abs(event.y - from.y);
    if (far > 4 && !svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    move(event.x - from.x, event.y - from.y);
    from = event;
  });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => (from = null));
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  // What began as a drag does not follow the link it ends on.
  svg.addEventListener("click", (event) => far > 4 && event.preventDefault(), true);
}

/** @param {SVGSVGElement} svg @param {Element | null} node */
function light(svg, node) {
  svg.classList.toggle("pn-dimmed", !!node);
  for (const old of svg.querySelectorAll(".pn-lit")) old.classList.remove("pn-lit");
  if (!node) return;
  const n = node.getAttribute("data-n");
  node.classList.add("pn-lit");
  for (const line of svg.querySelectorAll(`line[data-a="${n}"], line[data-b="${n}"]`)) {
    line.classList.add("pn-lit");
    const { a, b } = /** @type {SVGElement} */ (line).dataset;
    svg.querySelector(`[data-n="${a === n ? b : a}"]`)?.classList.add("pn-lit");
  }
}
