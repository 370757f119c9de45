// The page: who speaks, which channel, what was said; kept up to date by the server's events.

import { avatar, el } from "./dom.js";
import { Composer, leaves } from "./composer.js";
import { continues, drawMessage } from "./message.js";
import { openModal } from "./modal.js";
import { day, LOCALES, speak, spoken, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const MARK = { "X-Sandbox": "page" };
const kept = (key, otherwise) => sessionStorage.getItem(key) ?? otherwise;

const app = {
  state: null,
  who: kept("who", "alice"),
  channel: kept("channel", ""),
  editing: null,
  dismissed: new Set(),
  seen: new Map(),
  drawn: new Map(),

  async refresh() {
    const answer = await fetch(`/ui/state?who=${encodeURIComponent(this.who)}&channel=${encodeURIComponent(this.channel)}`);
    this.state = await answer.json();
    this.channel = this.state.channel;
    this.draw();
  },

  async post(text, files, reply) {
    const form = new FormData();
    form.set("who", this.who);
    form.set("channel", this.channel);
    form.set("text", text);
    if (reply) form.set("message", reply.id);
    for (const file of files) form.append("file", file);
    await this.send("/ui/post", { body: form });
    scrollDown();
  },

  async act(what, from = null) {
    from?.classList.add("busy");
    const answer = await this.send("/ui/act", { body: JSON.stringify({ who: this.who, channel: this.channel, locale: LOCALES[spoken()], ...what }), type: "application/json" });
    from?.classList.remove("busy");
    if (answer.modal) openModal(answer.modal, this.view(), (values) => this.act({ act: "modal", interaction: answer.interaction, values }));
    return answer;
  },

  async suggest(what) {
    const answer = await this.act({ act: "autocomplete", ...what });
    return answer.choices ?? [];
  },

  async send(path, { body, type }) {
    const headers = type ? { ...MARK, "Content-Type": type } : MARK;
    const answer = await fetch(path, { method: "POST", headers, body }).then((response) => response.json()).catch((error) => ({ error: String(error) }));
    this.composer.notice(answer.error ? (answer.error === "silent" ? word("silent") : word("failed") + answer.error) : "");
    return answer;
  },

  names() {
    const pairs = (items) => Object.fromEntries(items.map((item) => [item.id, capital(item.name)]));
    const { people, channels, bot } = this.state;
    return { people: { ...pairs(people), [bot.id]: bot.name }, channels: Object.fromEntries(channels.map((item) => [item.id, item.name])) };
  },

  view() {
    const { people, channels, me, menus, commands } = this.state;
    return {
      me, people, channels, menus, commands: leaves(commands), names: this.names(), editing: this.editing,
      administrator: people.some((each) => each.id === me && each.administrator),
      act: (what, from) => this.act(what, from),
      reply: (message) => this.composer.reply(message),
      edit: (id) => { this.editing = id; this.draw(); },
      dismiss: (id) => { this.dismissed.add(id); this.draw(); },
    };
  },

  draw() {
    const { state } = this;
    $("guild").textContent = state.guild;
    $("title").textContent = `# ${state.channels.find((each) => each.id === state.channel).name}`;
    $("status").textContent = word(state.bot.online ? "online" : "offline");
    $("status").className = state.bot.online ? "online" : "";
    $("speaking-as").textContent = word("speaking");
    drawChannels();
    drawPeople();
    drawMessages();
    this.composer.refresh();
  },
};

const capital = (name) => name.slice(0, 1).toUpperCase() + name.slice(1);

function choose(key, value) {
  app[key] = value;
  sessionStorage.setItem(key, value);
  app.editing = null;
  app.composer.leave();
  document.body.classList.remove("side");
  app.refresh().then(scrollDown);
}

function drawChannels() {
  const { channels, channel } = app.state;
  const current = channels.find((each) => each.id === channel);
  app.seen.set(channel, current.last);
  replace($("channels"), channels.map((each) => {
    if (!app.seen.has(each.id)) app.seen.set(each.id, each.last);
    const fresh = each.id !== channel && app.seen.get(each.id) !== each.last;
    return el("button", { type: "button", class: fresh ? "fresh" : "", "aria-current": each.id === channel && "page", on: { click: () => choose("channel", each.id) } }, el("span", {}, "#"), each.name);
  }));
}

function drawPeople() {
  replace($("people"), app.state.people.map((each) => el("button",
    { type: "button", role: "radio", "aria-checked": String(each.name === app.who), title: each.administrator ? word("admin") : each.name, data: { who: each.name }, on: { click: () => choose("who", each.name) } },
    avatar(each.name), el("span", {}, capital(each.name)))));
  replace($("locales"), Object.keys(LOCALES).map((each) => el("button",
    { type: "button", role: "radio", "aria-checked": String(each === spoken()), on: { click: () => { speak(each); sessionStorage.setItem("locale", each); app.drawn.clear(); choose("who", app.who); } } }, each.toUpperCase())));
}

/** Redraw only what has changed, so that open menus, spoilers and half-written edits stay as they are. */
function drawMessages() {
  const view = app.view();
  const shown = app.state.messages.filter((message) => !app.dismissed.has(message.id));
  const nodes = [];
  let before = null;
  for (const message of shown) {
    const date = new Date(message.timestamp);
    if (!before || new Date(before.timestamp).toDateString() !== date.toDateString()) nodes.push(el("h3", { class: "day" }, el("span", {}, day(date))));
    nodes.push(drawOnce(message, view, continues(message, before)));
    before = message;
  }
  if (!shown.length) nodes.push(el("p", { class: "empty" }, word("empty")));
  settle($("messages"), nodes);
  if (atBottom) scrollDown();
}

/** Whoever reads the newest message goes on reading it, whatever comes or grows below. */
let atBottom = true;
function follow() {
  const log = $("log");
  log.addEventListener("scroll", () => { atBottom = log.scrollHeight - log.scrollTop - log.clientHeight < 80; });
  const keep = new ResizeObserver(() => { if (atBottom) scrollDown(); });
  keep.observe(log);
  keep.observe($("messages"));
}

function drawOnce(message, view, following) {
  const key = JSON.stringify([message, following, view.me, view.administrator, view.menus.length, view.editing === message.id, spoken(), view.channels.length]);
  const old = app.drawn.get(message.id);
  if (old?.key === key) return old.node;
  const node = drawMessage(message, view, following);
  app.drawn.set(message.id, { key, node });
  return node;
}

/** Put new buttons in the places of old ones; the one that had the keyboard keeps it. */
function replace(box, nodes) {
  const at = [...box.children].indexOf(document.activeElement);
  box.replaceChildren(...nodes);
  box.children[at]?.focus();
}

/** Make `box` hold `nodes`, moving nothing that is in its place already. */
function settle(box, nodes) {
  nodes.forEach((node, index) => { if (box.childNodes[index] !== node) box.insertBefore(node, box.childNodes[index] ?? null); });
  while (box.childNodes.length > nodes.length) box.lastChild.remove();
}

function scrollDown() {
  requestAnimationFrame(() => { $("log").scrollTop = $("log").scrollHeight; });
}

function listen() {
  let busy = false;
  let again = false;
  const update = async () => {
    if (busy) { again = true; return; }
    busy = true;
    do { again = false; await app.refresh().catch(() => {}); } while (again);
    busy = false;
  };
  new EventSource("/ui/events").addEventListener("message", update);
}

speak(kept("locale", navigator.language.startsWith("fr") ? "fr" : "en"));
app.composer = new Composer(app);
$("menu").addEventListener("click", () => { const open = document.body.classList.toggle("side"); $("menu").setAttribute("aria-expanded", String(open)); });
$("log").addEventListener("click", (event) => {
  document.body.classList.remove("side");
  for (const old of document.querySelectorAll(".message.touched")) old.classList.remove("touched"); // where nothing hovers, a tap shows the tools
  event.target.closest(".message")?.classList.add("touched");
});
document.addEventListener("click", (event) => { for (const open of document.querySelectorAll("details.apps[open]")) if (!open.contains(event.target)) open.open = false; });
follow();
await app.refresh();
scrollDown();
listen();
document.body.classList.add("ready");
