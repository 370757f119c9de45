// Where people write: messages, files, and slash commands with their options and suggestions.

import { el } from "./dom.js";
import { localised, word } from "./words.js";

const SUBCOMMANDS = [1, 2];
const LONGEST = 2000;
const $ = (id) => document.getElementById(id);

/** Every command that can be run, as {path, names, spec}: groups are unfolded. */
export function leaves(commands) {
  const unfold = (item, path, names) => {
    const children = (item.options ?? []).filter((option) => SUBCOMMANDS.includes(option.type));
    if (!children.length) return [{ path: path.join(" "), shown: names.join(" "), spec: item }];
    return children.flatMap((child) => unfold(child, [...path, child.name], [...names, localised(child, "name")]));
  };
  return commands.flatMap((command) => unfold(command, [command.name], [localised(command, "name")]));
}

/** Wires the composer. `app`: {state, post, act, suggest}. */
export class Composer {
  constructor(app) {
    this.app = app;
    this.command = null;
    this.replying = null;
    this.files = [];
    this.asked = 0;
    const text = $("text");
    text.addEventListener("input", () => this.typed());
    text.addEventListener("keydown", (event) => this.key(event));
    text.addEventListener("paste", (event) => this.add(event.clipboardData.files));
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    $("composer").addEventListener("keydown", (event) => { if (event.key === "Escape") this.leave(); });
    $("attach").addEventListener("click", () => $("files").click());
    $("slash").addEventListener("click", () => { text.value = "/"; text.focus(); this.typed(); });
    $("files").addEventListener("change", (event) => { this.add(event.target.files); event.target.value = ""; });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => { event.preventDefault(); this.add(event.dataTransfer.files); });
  }

  refresh() {
    const channel = this.app.state.channels.find((each) => each.id === this.app.state.channel);
    $("text").placeholder = word("write", { channel: channel.name });
    for (const id of ["attach", "slash", "send"]) { $(id).title = word(id); $(id).setAttribute("aria-label", word(id)); }
    const offered = JSON.stringify(this.app.state.commands);
    if (offered !== this.offered && !this.command && !$("picker").hidden) this.typed(); // whoever speaks now may use others
    this.offered = offered;
  }

  typed() {
    const text = $("text");
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 240)}px`;
    this.notice(text.value.length > LONGEST ? word("long") : "");
    if (text.value.startsWith("/") && !text.value.includes("\n")) this.showCommands(text.value.slice(1).toLowerCase());
    else this.hidePicker();
  }

  key(event) {
    if (!$("picker").hidden && this.steer(event)) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.submit(); }
  }

  /** Arrow keys, Enter and Tab in an open list. Returns whether the key was used. */
  steer(event) {
    const rows = [...$("picker").querySelectorAll("button")];
    const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) this.mark(rows, (at + step + rows.length) % rows.length);
    else if ((event.key === "Enter" || event.key === "Tab") && rows[at]) rows[at].click();
    else if (event.key === "Escape") this.hidePicker();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  mark(rows, at) {
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    rows[at]?.scrollIntoView({ block: "nearest" });
  }

  showCommands(typed) {
    const found = leaves(this.app.state.commands).filter((leaf) => `${leaf.shown}\n${leaf.path}`.toLowerCase().includes(typed.trim()));
    const rows = found.slice(0, 25).map((leaf) => this.entry(`/${leaf.shown}`, localised(leaf.spec, "description"), () => this.enter(leaf)));
    this.showPicker(rows, word("none"));
  }

  entry(title, detail, choose) {
    return el("button", { type: "button", role: "option", on: { mousedown: (event) => event.preventDefault(), click: choose } }, el("strong", {}, title), el("span", {}, detail));
  }

  showPicker(rows, empty) {
    $("picker").replaceChildren(...(rows.length ? rows : [el("p", { class: "caption" }, empty)]));
    $("picker").hidden = false;
    this.mark(rows, 0);
  }

  hidePicker() {
    $("picker").hidden = true;
    this.asked += 1;
  }

  enter(leaf) {
    this.hidePicker();
    this.command = leaf;
    this.fields = (leaf.spec.options ?? []).map((option) => this.field(option));
    const run = el("button", { type: "submit", class: "button primary" }, word("run"));
    const leave = el("button", { type: "button", class: "plain", "aria-label": word("cancel"), on: { click: () => this.leave() } }, "✕");
    $("command").replaceChildren(el("p", {}, el("strong", {}, `/${leaf.shown}`), el("small", {}, localised(leaf.spec, "description")), leave),
      el("div", { class: "options" }, this.fields.map((field) => field.node), run));
    $("command").hidden = false;
    $("line").hidden = true;
    $("text").value = "";
    (this.fields[0]?.input ?? run).focus();
  }

  leave() {
    this.hidePicker();
    this.command = null;
    $("command").hidden = true;
    $("line").hidden = false;
    this.reply(null);
    if (matchMedia("(hover: hover)").matches) $("text").focus(); // a phone would open its keyboard
  }

  field(option) {
    const input = this.input(option);
    const caption = el("span", {}, localised(option, "name"), option.required ? null : el("small", {}, ` ${word("optional")}`));
    const node = el("label", { title: localised(option, "description") }, caption, input);
    const field = { option, input, node, chosen: null };
    if (option.autocomplete) {
      input.addEventListener("input", () => { field.chosen = null; this.suggest(field); });
      input.addEventListener("focus", () => this.suggest(field));
      input.addEventListener("blur", () => this.hidePicker());
      input.addEventListener("keydown", (event) => { if (!$("picker").hidden) this.steer(event); });
    }
    return field;
  }

  input(option) {
    const choices = option.choices?.map((choice) => [choice.value, localised(choice, "name")])
      ?? { 5: [["true", word("yes")], ["false", word("no")]], 6: this.app.state.people.map((each) => [each.id, each.name]), 7: this.app.state.channels.map((each) => [each.id, `#${each.name}`]) }[option.type];
    const shared = { required: option.required, placeholder: localised(option, "description"), name: option.name };
    if (choices) return el("select", shared, el("option", { value: "" }, "—"), choices.map(([value, label]) => el("option", { value }, label)));
    if (option.type === 4 || option.type === 10) return el("input", { ...shared, type: "number", min: option.min_value, max: option.max_value, step: option.type === 4 ? "1" : "any" });
    return el("input", { ...shared, type: "text", minlength: option.min_length, maxlength: option.max_length });
  }

  async suggest(field) {
    const mine = (this.asked += 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (mine !== this.asked || !this.command) return;
    const options = this.values().filter((each) => each.name !== field.option.name);
    const choices = await this.app.suggest({ command: this.command.path, option: field.option.name, typed: field.input.value, options });
    if (mine !== this.asked || document.activeElement !== field.input) return;
    const pick = (choice) => { field.input.value = choice.name; field.chosen = choice; this.hidePicker(); };
    this.showPicker(choices.map((choice) => this.entry(choice.name, "", () => pick(choice))), word("nothing"));
  }

  values() {
    return this.fields.filter((field) => field.input.value !== "").map((field) => {
      const raw = field.chosen?.name === field.input.value ? field.chosen.value : field.input.value;
      return { name: field.option.name, type: field.option.type, value: field.option.type === 5 ? raw === "true" : raw };
    });
  }

  async submit() {
    this.hidePicker();
    if (this.command) {
      const { path } = this.command;
      const options = this.values();
      this.leave();
      await this.app.act({ act: "slash", command: path, options });
      return;
    }
    const text = $("text").value;
    if (!text.trim() && !this.files.length) return;
    const files = this.files;
    const reply = this.replying;
    $("text").value = "";
    this.files = [];
    this.reply(null);
    this.chips();
    this.typed();
    await this.app.post(text, files, reply);
  }

  add(list) {
    this.files.push(...list);
    this.chips();
  }

  chips() {
    const drop = (file) => { this.files = this.files.filter((each) => each !== file); this.chips(); };
    $("chips").replaceChildren(...this.files.map((file) => el("li", {}, `📄 ${file.name} `, el("button", { type: "button", class: "plain", "aria-label": word("cancel"), on: { click: () => drop(file) } }, "✕"))));
    $("chips").hidden = !this.files.length;
  }

  reply(message) {
    this.replying = message;
    const name = message && (this.app.state.people.find((each) => each.id === message.author.id)?.name ?? message.author.username);
    $("replying").replaceChildren(...(message ? [el("span", {}, `${word("replying")} `, el("strong", {}, name)), el("button", { type: "button", class: "plain", "aria-label": word("cancel"), on: { click: () => this.reply(null) } }, "✕")] : []));
    $("replying").hidden = !message;
    if (message) $("text").focus();
  }

  notice(text) {
    $("notice").textContent = text;
    $("notice").hidden = !text;
  }
}
