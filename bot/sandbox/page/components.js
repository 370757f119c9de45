// Embeds and components, as Discord shows them.

import { el, link, safeUrl } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { word } from "./words.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const DRAW = {
  1: row, 2: button, 3: menu, 5: menu, 6: menu, 7: menu, 8: menu, 9: section, 10: textDisplay, 11: thumbnail, 12: gallery, 13: file, 14: separator, 17: container,
};

/** A component; unknown kinds show as nothing. `view`: {message, names, people, channels, press, choose}. */
export function component(item, view) {
  return DRAW[item.type] ? DRAW[item.type](item, view) : null;
}

function all(items, view) {
  return (items ?? []).map((item) => component(item, view));
}

function row(item, view) {
  return el("div", { class: "row" }, all(item.components, view));
}

function section(item, view) {
  return el("div", { class: "section" }, el("div", {}, all(item.components, view)), component(item.accessory, view));
}

function textDisplay(item, view) {
  return markdown(item.content, view.names);
}

function separator(item) {
  return el("hr", { class: `${item.divider === false ? "blank" : "line"} ${item.spacing === 2 ? "wide" : ""}` });
}

function container(item, view) {
  const body = el("div", { class: "container" }, all(item.components, view));
  if (Number.isInteger(item.accent_color)) body.style.setProperty("--edge", colour(item.accent_color));
  return item.spoiler ? veiled(body) : body;
}

function veiled(body) {
  const node = el("div", { class: "veil" }, el("button", { type: "button", on: { click: () => node.replaceWith(body) } }, "SPOILER"));
  return node;
}

function colour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}

/** Where a picture or file is: an upload of this message, or an address. */
function source(url, message) {
  const name = /^attachment:\/\/(.+)$/.exec(url ?? "")?.[1];
  const found = name ? message.attachments.find((item) => item.filename === name) : null;
  return safeUrl(found?.url ?? url);
}

function picture(url, description, view, kind) {
  const href = source(url, view.message);
  return href ? el("img", { class: kind, src: href, alt: description ?? "", loading: "lazy" }) : null;
}

function thumbnail(item, view) {
  return picture(item.media.url, item.description, view, "thumbnail");
}

function gallery(item, view) {
  return el("div", { class: "gallery" }, (item.items ?? []).map((each) => picture(each.media.url, each.description, view, "picture")));
}

function file(item, view) {
  const href = source(item.file.url, view.message);
  return href ? attachment({ url: href, filename: item.name ?? decodeURIComponent(href.split("/").at(-1)), size: item.size ?? 0 }) : null;
}

function button(item, view) {
  const label = [item.emoji?.name, item.label].filter(Boolean).join(" ");
  const kind = `button ${STYLES[item.style] ?? "secondary"}`;
  if (item.style === 5) {
    const href = safeUrl(item.url);
    const node = link(href ?? "", `${label} ↗`);
    node.className = kind;
    return node;
  }
  const press = (event) => view.press(item, event.currentTarget);
  return el("button", { type: "button", class: kind, disabled: item.disabled, on: { click: press } }, label);
}

function offered(item, view) {
  if (item.type === 3) return item.options ?? [];
  if (item.type === 8) return view.channels.map((each) => ({ value: each.id, label: `#${each.name}` }));
  return view.people.map((each) => ({ value: each.id, label: each.name }));
}

function menu(item, view) {
  const options = offered(item, view);
  const several = (item.max_values ?? 1) > 1;
  if (several) return manyMenu(item, options, view);
  const first = options.some((option) => option.default) ? [] : [el("option", { value: "", selected: true, disabled: true }, item.placeholder ?? word("choose"))];
  const rows = options.map((option) => el("option", { value: option.value, selected: option.default }, optionText(option)));
  const change = (event) => view.choose(item, [event.target.value], event.target);
  return el("select", { class: "menu", disabled: item.disabled, "aria-label": item.placeholder ?? word("choose"), on: { change } }, first, rows);
}

function optionText(option) {
  const label = [option.emoji?.name, option.label].filter(Boolean).join(" ");
  return option.description ? `${label} · ${option.description}` : label;
}

function manyMenu(item, options, view) {
  const boxes = options.map((option) => el("label", {}, el("input", { type: "checkbox", value: option.value, checked: option.default }), ` ${optionText(option)}`));
  const send = (event) => view.choose(item, [...node.querySelectorAll("input:checked")].map((box) => box.value), event.currentTarget);
  const node = el("details", { class: "menu many" }, el("summary", {}, item.placeholder ?? word("choose")), boxes,
    el("button", { type: "button", class: "button primary", on: { click: send } }, word("submit")));
  return node;
}

/** A file under a message. */
export function attachment(item) {
  const size = item.size > 1048576 ? `${(item.size / 1048576).toFixed(1)} MB` : item.size > 1024 ? `${Math.round(item.size / 1024)} kB` : `${item.size} B`;
  if ((item.content_type ?? "").startsWith("image/")) return el("img", { class: "picture", src: safeUrl(item.url), alt: item.description ?? item.filename, loading: "lazy" });
  return el("div", { class: "file" }, el("span", { class: "sheet", "aria-hidden": "true" }, "📄"), el("div", {}, link(item.url, item.filename), el("small", {}, size)));
}

/** An embed. */
export function embed(item, view) {
  const body = el("article", { class: "embed" });
  if (Number.isInteger(item.color)) body.style.setProperty("--edge", colour(item.color));
  if (item.author?.name) body.append(el("p", { class: "author" }, item.author.url ? link(item.author.url, item.author.name) : item.author.name));
  if (item.title) body.append(el("h4", {}, item.url ? link(item.url, ...inline(item.title, view.names)) : inline(item.title, view.names)));
  if (item.description) body.append(markdown(item.description, view.names));
  const fields = (item.fields ?? []).map((field) => el("div", { class: field.inline ? "field inline" : "field" },
    el("h5", {}, inline(field.name, view.names)), markdown(field.value, view.names)));
  if (fields.length) body.append(el("div", { class: "fields" }, fields));
  const shown = [item.thumbnail && picture(item.thumbnail.url, "", view, "thumbnail"), item.image && picture(item.image.url, "", view, "picture")];
  body.append(...shown.filter(Boolean));
  const foot = [item.footer?.text, item.timestamp && new Date(item.timestamp).toLocaleString(document.documentElement.lang)].filter(Boolean);
  if (foot.length) body.append(el("footer", {}, foot.join(" · ")));
  return body;
}
