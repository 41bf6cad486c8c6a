// Draws the diagrams that the page around asks for; this frame has no origin, so nothing of the site is in its reach.
/** @type {any} Loaded before by the frame's page. */
const { mermaid } = /** @type {any} */ (window);
let count = 0;
addEventListener("message", async (event) => {
  if (event.source !== parent || typeof event.data?.text !== "string") return;
  const say = (/** @type {any} */ message) => parent.postMessage(message, "*");
  // A frame of another scheme than the page's is painted white.
  document.documentElement.style.colorScheme = event.data.dark ? "dark" : "light";
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: event.data.dark ? "dark" : "default",
    fontFamily: "system-ui, sans-serif",
    suppressErrorRendering: true,
  });
  try {
    const { svg } = await mermaid.render(`drawing${count++}`, event.data.text);
    document.body.innerHTML = svg;
    say({ height: Math.ceil(document.body.scrollHeight) });
  } catch {
    say({ failed: true });
  }
});
parent.postMessage({ ready: true }, "*");

export {};
