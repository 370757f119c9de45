// Discord's Markdown, as nodes.

import { el, link } from "./dom.js";
import { moment } from "./words.js";

const INLINE = new RegExp(
  [
    /\\([\\`*_~|<>[\]()#-])/, // 1 escaped
    /(`+)(.+?)\2(?!`)/, // 2 3 code
    /\|\|(.+?)\|\|/, // 4 spoiler
    /\*\*\*(.+?)\*\*\*/, // 5 bold italic
    /\*\*(.+?)\*\*(?!\*)/, // 6 bold
    /__(.+?)__/, // 7 underlined
    /~~(.+?)~~/, // 8 struck
    /\*(?!\s)(.+?)\*/, // 9 italic
    /(?<!\w)_(?!\s)(.+?)_(?!\w)/, // 10 italic
    /\[((?:[^\[\]\\]|\\.)+)\]\(<?(https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+"[^"]*")?\)/, // 11 12 named link
    /<t:(-?\d+)(?::([tTdDfFR]))?>/, // 13 14 time
    /<@!?(\d+)>/, // 15 person
    /<#(\d+)>/, // 16 channel
    /<\/([^:>]+):\d+>/, // 17 command
    /<a?:(\w+):\d+>/, // 18 emoji
    /<(https?:\/\/[^\s<>]+)>/, // 19 bare link, no preview
    /(https?:\/\/(?:\([^\s<>()]*\)|[^\s<>()])+(?<![.,:;"'\]!?»”’*_|]))/, // 20 bare link
  ].map((part) => part.source).join("|"),
  "su",
);

/** Nodes for a piece of text without line structure. `names`: {people, channels} id → name. */
export function inline(text, names) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index > 0) nodes.push(rest.slice(0, match.index));
    nodes.push(token(match, names));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

function token(match, names) {
  const [, escaped, , code, spoiler, strongem, strong, under, struck, em, em2, label, url, time, style, person, channel, command, emoji, quiet, bare] = match;
  const inner = (text) => inline(text, names);
  if (escaped) return escaped;
  if (code) return el("code", {}, code.trim() || code);
  if (spoiler) return hidden(inner(spoiler));
  if (strongem) return el("strong", {}, el("em", {}, inner(strongem)));
  if (strong) return el("strong", {}, inner(strong));
  if (under) return el("u", {}, inner(under));
  if (struck) return el("s", {}, inner(struck));
  if (em || em2) return el("em", {}, inner(em || em2));
  if (label) return link(url, ...inner(label));
  if (time) return el("time", { title: moment(Number(time), "F"), datetime: iso(Number(time)) }, moment(Number(time), style));
  if (person) return el("span", { class: "mention" }, `@${names.people[person] ?? person}`);
  if (channel) return el("span", { class: "mention" }, `#${names.channels[channel] ?? channel}`);
  if (command) return el("span", { class: "mention" }, `/${command}`);
  if (emoji) return `:${emoji}:`;
  return link(quiet ?? bare, quiet ?? bare);
}

function iso(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function hidden(children) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false" }, el("span", {}, children));
  const show = () => { node.classList.add("shown"); node.setAttribute("aria-expanded", "true"); };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return node;
}

/** A whole text: code blocks, quotes, headings, lists, subtext, paragraphs. */
export function markdown(text, names) {
  const box = el("div", { class: "md" });
  for (const [index, part] of text.split(/```(?:[\w+-]*\n)?([\s\S]*?)```/).entries()) {
    if (index % 2) box.append(el("pre", {}, el("code", {}, part.replace(/\n$/, ""))));
    else if (part) box.append(...blocks(part.split("\n"), names));
  }
  return box;
}

function blocks(lines, names) {
  const nodes = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line.startsWith(">>> ")) {
      nodes.push(el("blockquote", {}, blocks([line.slice(4), ...lines.slice(at + 1)], names)));
      break;
    }
    const run = (pattern) => { const from = at; while (at + 1 < lines.length && pattern.test(lines[at + 1])) at += 1; return lines.slice(from, at + 1); };
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    if (/^> /.test(line)) nodes.push(el("blockquote", {}, blocks(run(/^> /).map((item) => item.slice(2)), names)));
    else if (heading) nodes.push(el(`h${heading[1].length + 2}`, {}, inline(heading[2], names)));
    else if (/^-# /.test(line)) nodes.push(el("p", { class: "subtext" }, inline(line.slice(3), names)));
    else if (/^\s*[-*] /.test(line)) nodes.push(list("ul", run(/^\s*[-*] /), /^\s*[-*] /, names));
    else if (/^\s*\d+\. /.test(line)) nodes.push(list("ol", run(/^\s*\d+\. /), /^\s*\d+\. /, names));
    else nodes.push(line.trim() ? el("p", {}, inline(line, names)) : el("p", { class: "gap" }));
  }
  while (nodes.length && nodes.at(-1).className === "gap") nodes.pop();
  return nodes;
}

function list(tag, lines, marker, names) {
  const start = tag === "ol" ? /\d+/.exec(lines[0])[0] : undefined;
  return el(tag, { start }, lines.map((line) => {
    const item = el("li", {}, inline(line.replace(marker, ""), names));
    item.style.marginInlineStart = `${Math.min(4, Math.floor(/^\s*/.exec(line)[0].length / 2))}em`;
    return item;
  }));
}
