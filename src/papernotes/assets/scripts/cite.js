// Copy buttons for the ways to cite a paper. Without a script, or without the right to copy, the texts can be selected.
import { h, told } from "./dom.js";

/** @param {ParentNode} root */
export function start(root) {
  const box = /** @type {HTMLElement} */ (root.querySelector(".pn-cite"));
  const { words } = told();
  const status = h("p", { class: "pn-copied", role: "status" });

  /** @param {string} text @param {Node | null} shown where the text stands in the page */
  async function copy(text, shown) {
    status.replaceChildren();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const place = shown ?? status.appendChild(h("code", {}, text));
      getSelection()?.selectAllChildren(place);
      if (!document.execCommand("copy")) return status.append(h("span", {}, words.select));
    }
    status.replaceChildren(words.copied);
  }

  /** @param {string} label @param {string} name @param {() => string} text @param {Node | null} shown */
  const button = (label, name, text, shown) => {
    const made = h("button", { type: "button", class: "pn-copy", "aria-label": name }, label);
    made.addEventListener("click", () => copy(text(), shown));
    return made;
  };

  for (const form of box.querySelectorAll(".pn-form")) {
    const [name, pre] = form.children;
    form.append(button(words.copy, `${words.copy} ${name.textContent}`, () => `${pre.textContent}`, pre));
  }
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  const address = () => canonical?.href || location.href.replace(/[?#].*/, "");
  const title = `${root.querySelector("h1")?.textContent}`.replace(/[\\[\]]/g, "\\$&");
  box.append(
    h(
      "p",
      { class: "pn-copies" },
      button(words.copy_key, words.copy_key, () => box.dataset.key ?? "", null),
      button(words.copy_markdown, words.copy_markdown, () => `[${title}](${address()})`, null),
      button(words.copy_link, words.copy_link, address, null),
    ),
    status,
  );
}
