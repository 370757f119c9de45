// Dialogs that the bot opens.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { word } from "./words.js";

const TEXT_INPUT = 4;
const SELECTS = [3, 5, 6, 7, 8];

/** Open a modal; `submit(values)` gets custom id → value once it is sent. `view`: {names, people, channels}. */
export function openModal(modal, view, submit) {
  const dialog = document.getElementById("dialog");
  const fields = [];
  const close = () => dialog.close();
  const form = el("form", { method: "dialog" }, el("h3", {}, modal.title), modal.components.map((item) => draw(item, view, fields)),
    el("footer", {}, el("button", { type: "button", class: "button secondary", on: { click: close } }, word("cancel")),
      el("button", { type: "submit", class: "button primary" }, word("submit"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    submit(Object.fromEntries(fields.map((field) => [field.id, field.read()]).filter(([, value]) => value !== undefined)));
  });
  dialog.replaceChildren(form);
  dialog.showModal();
}

function draw(item, view, fields) {
  if (item.type === 1) return item.components.map((child) => control(child, child.label ?? "", "", view, fields));
  if (item.type === 18) return control(item.component, item.label, item.description ?? "", view, fields);
  return item.type === 10 ? markdown(item.content, view.names) : null;
}

function control(item, label, description, view, fields) {
  const made = item.type === TEXT_INPUT ? textInput(item) : SELECTS.includes(item.type) ? select(item, view) : null;
  if (!made) return null;
  fields.push({ id: item.custom_id, read: made.read });
  const mark = item.required === false ? el("small", {}, ` ${word("optional")}`) : null;
  return el("label", { class: "field" }, el("span", {}, label, mark), description && el("small", {}, description), made.node);
}

function textInput(item) {
  const shared = { placeholder: item.placeholder, minlength: item.min_length, maxlength: item.max_length, required: item.required !== false };
  const node = item.style === 2 ? el("textarea", { ...shared, rows: "5" }) : el("input", { ...shared, type: "text" });
  node.value = item.value ?? "";
  return { node, read: () => node.value };
}

function select(item, view) {
  const options = item.type === 3 ? item.options : item.type === 8 ? view.channels.map((each) => ({ value: each.id, label: `#${each.name}` }))
    : view.people.map((each) => ({ value: each.id, label: each.name }));
  const node = el("select", { multiple: (item.max_values ?? 1) > 1, required: item.required !== false },
    (item.max_values ?? 1) > 1 ? null : el("option", { value: "" }, item.placeholder ?? word("choose")),
    options.map((option) => el("option", { value: option.value, selected: option.default }, option.label)));
  const read = () => { const values = [...node.selectedOptions].map((option) => option.value).filter(Boolean); return values.length ? values : undefined; };
  return { node, read };
}
