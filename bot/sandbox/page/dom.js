// Building elements. Text is only ever set as text: nothing that people or bots write is parsed as HTML.

/** Make an element. `props`: `class`, `on` (event → listener), `data`, or any attribute; children are nodes or strings. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (key === "data") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An address that may be opened or shown: http(s) only, null otherwise. */
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens apart and tells nobody where it came from. */
export function link(href, ...children) {
  const url = safeUrl(href);
  return url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children) : el("span", {}, ...children);
}

const HUES = [28, 262, 205, 338, 95];

/** A round initial in a colour of its own. */
export function avatar(name, bot = false) {
  const sum = [...name.toLowerCase()].reduce((total, letter) => total + letter.codePointAt(0), 0);
  const node = el("span", { class: bot ? "avatar bot" : "avatar", "aria-hidden": "true" }, bot ? "V" : name.slice(0, 1).toUpperCase());
  node.style.setProperty("--hue", String(HUES[sum % HUES.length]));
  return node;
}
