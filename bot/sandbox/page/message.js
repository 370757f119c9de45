// One message in the log.

import { avatar, el } from "./dom.js";
import { attachment, component, embed } from "./components.js";
import { markdown } from "./markdown.js";
import { localised, moment, word } from "./words.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const SUPPRESSED = 1 << 2;

/** Whether `message` continues what its author said just before. */
export function continues(message, before) {
  if (!before || before.author.id !== message.author.id || message.referenced_message || message.message_reference || message.interaction_metadata) return false;
  return new Date(message.timestamp) - new Date(before.timestamp) < 300000 && !(message.flags & EPHEMERAL) && !(before.flags & EPHEMERAL);
}

/** The element of a message. `view`: what components.js needs, plus {me, administrator, menus, commands, act, reply, dismiss, editing}. */
export function drawMessage(message, view, following) {
  const name = view.names.people[message.author.id] ?? message.author.global_name ?? message.author.username;
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const classes = ["message", following && "following", ephemeral && "ephemeral"].filter(Boolean).join(" ");
  const when = new Date(message.timestamp);
  const body = el("div", { class: "body" });
  if (!following) {
    body.append(el("header", {}, el("strong", { class: "name" }, name), message.author.bot && el("span", { class: "tag" }, "APP"),
      el("time", { datetime: message.timestamp, title: moment(when / 1000, "F") }, moment(when / 1000, "t"))));
  }
  body.append(...content(message, view));
  if (ephemeral) body.append(el("p", { class: "only" }, `👁 ${word("ephemeral")} · `, el("button", { type: "button", class: "plain", on: { click: () => view.dismiss(message.id) } }, word("dismiss"))));
  const node = el("article", { class: classes, data: { id: message.id } },
    above(message, view), following ? el("span", { class: "gutter" }) : avatar(name, message.author.bot), body, ephemeral ? null : tools(message, view));
  return node;
}

function above(message, view) {
  const target = message.referenced_message;
  if (target) {
    const name = view.names.people[target.author.id] ?? target.author.username;
    return el("p", { class: "above" }, avatar(name, target.author.bot), el("strong", {}, `@${name}`), el("span", { class: "gist" }, gist(target)));
  }
  if (message.message_reference) return el("p", { class: "above" }, el("em", {}, word("gone")));
  const used = message.interaction_metadata;
  if (!used?.name) return null;
  const name = view.names.people[used.user.id] ?? used.user.username;
  return el("p", { class: "above" }, avatar(name), el("strong", {}, name), ` ${word("used")} `, el("span", { class: "mention" }, command(used, view)));
}

/** The name of the command that was used, in the language of whoever looks. */
function command(used, view) {
  if (used.command_type === 3) return localised(view.menus.find((menu) => menu.name === used.name) ?? used, "name");
  return `/${view.commands.find((leaf) => leaf.path === used.name)?.shown ?? used.name}`;
}

/** What a message says, on one line. */
function gist(message) {
  const texts = (items) => (items ?? []).flatMap((item) => [item.content, ...texts(item.components)]).filter(Boolean);
  const text = message.content || texts(message.components)[0] || message.embeds[0]?.title || message.embeds[0]?.description;
  if (!text) return message.attachments.length ? `📄 ${message.attachments[0].filename}` : "…";
  return text.slice(0, 300).replace(/^(?:#{1,3}|-#|>) +/gm, "").replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/\*\*|__|`|\\(?=\W)/g, "");
}

function content(message, view) {
  if (message.flags & LOADING) return [el("p", { class: "thinking" }, el("i", {}), el("i", {}), el("i", {}), ` ${message.author.username} ${word("thinking")}`)];
  if (view.editing === message.id) return [editor(message, view)];
  const own = { ...view, message };
  const parts = [];
  if (message.content) parts.push(markdown(message.content, view.names));
  if (!(message.flags & SUPPRESSED)) parts.push(...message.embeds.map((item) => embed(item, own)));
  parts.push(...message.components.map((item) => component(item, bound(own))).filter(Boolean));
  const shownElsewhere = JSON.stringify([message.components, message.embeds]);
  parts.push(...message.attachments.filter((item) => !shownElsewhere.includes(`attachment://${item.filename}`) && !shownElsewhere.includes(item.url)).map(attachment));
  if (message.edited_timestamp && !message.author.bot) parts.push(el("small", { class: "edited" }, word("edited")));
  return parts;
}

function bound(view) {
  const message = view.message.id;
  return {
    ...view,
    press: (item, from) => view.act({ act: "click", message, custom_id: item.custom_id }, from),
    choose: (item, values, from) => view.act({ act: "select", message, custom_id: item.custom_id, type: { 5: 6, 7: 9, 8: 8 }[item.type], values }, from),
  };
}

function editor(message, view) {
  const box = el("textarea", { rows: String(Math.min(12, message.content.split("\n").length + 1)), "aria-label": word("edit") });
  box.value = message.content;
  const save = () => { view.edit(null); if (box.value.trim() && box.value !== message.content) view.act({ act: "edit", message: message.id, text: box.value }); };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") view.edit(null);
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
  });
  queueMicrotask(() => box.focus());
  return el("div", { class: "editor" }, box, el("button", { type: "button", class: "button primary", on: { click: save } }, word("save")),
    el("button", { type: "button", class: "button secondary", on: { click: () => view.edit(null) } }, word("cancel")));
}

function tools(message, view) {
  const mine = message.author.id === view.me;
  const tool = (label, text, click) => el("button", { type: "button", title: label, "aria-label": label, on: { click } }, text);
  const items = [tool(word("reply"), "↩", () => view.reply(message))];
  if (mine && message.content) items.push(tool(word("edit"), "✎", () => view.edit(message.id)));
  if (mine || view.administrator) items.push(tool(word("remove"), "🗑", () => confirm(word("deleteQuestion")) && view.act({ act: "delete", message: message.id })));
  if (view.menus.length) items.push(apps(message, view));
  return el("div", { class: "tools" }, items);
}

function apps(message, view) {
  const run = (menu) => (event) => { node.open = false; view.act({ act: "menu", message: message.id, command: menu.name }, event.currentTarget); };
  const node = el("details", { class: "apps" }, el("summary", { title: word("apps"), "aria-label": word("apps") }, "⋯"),
    el("div", { role: "menu" }, el("p", { class: "caption" }, word("apps")),
      view.menus.map((menu) => el("button", { type: "button", role: "menuitem", on: { click: run(menu) } }, localised(menu, "name")))));
  return node;
}
