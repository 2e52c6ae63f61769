// The condition builder: all of, any of, none of, in words; what it builds goes into the address as where=.
(function () {
  "use strict";
  const source = document.getElementById("where-data");
  const dialog = document.getElementById("where");
  if (!source || !dialog) return;
  const told = JSON.parse(source.textContent);
  const tree = dialog.querySelector("[data-where-tree]");
  const { el } = window.yzLists;
  const byName = Object.fromEntries(told.fields.map((field) => [field.name, field]));
  const names = { ...told.names };
  const VALUELESS = ["empty", "filled"];

  const options = (pairs, chosen) => pairs.map(([value, label]) => {
    const option = el("option", { value, text: label });
    option.selected = Array.isArray(chosen) ? chosen.includes(value) : String(value) === String(chosen);
    return option;
  });
  const select = (label, pairs, chosen, extra) => el("select", { class: "input", "aria-label": label, ...extra }, ...options(pairs, chosen));

  function leaf(node) {
    const [name, operator, value] = node || [told.fields[0].name, told.operators[told.fields[0].kind][0][0]];
    const box = el("div", { class: "where-leaf", "data-leaf": "" });
    const field = select(told.words.field, told.fields.map((one) => [one.name, one.label]), name);
    const asks = el("span", { class: "where-asks" });
    const remove = el("button", { type: "button", class: "button button-plain button-icon", "aria-label": told.words.remove, text: "×" });
    remove.addEventListener("click", () => { const parent = box.parentElement; box.remove(); const next = parent.querySelector("select, button"); if (next) next.focus(); });
    field.addEventListener("change", () => ask(asks, byName[field.value], told.operators[byName[field.value].kind][0][0]));
    box.append(field, asks, remove);
    ask(asks, byName[name] || told.fields[0], operator, value);
    return box;
  }
  function ask(place, field, operator, value) {
    const operators = select(told.words.asks, told.operators[field.kind], operator);
    const values = el("span", { class: "where-values" });
    operators.addEventListener("change", () => fill(values, field, operators.value));
    place.replaceChildren(operators, values);
    fill(values, field, operator, value);
  }
  const input = (type, value, extra) => el("input", { class: "input", type, value: value === undefined || value === null ? "" : value, "aria-label": told.words.value, autocomplete: "off", ...extra });
  function fill(place, field, operator, value) {
    place.replaceChildren();
    if (VALUELESS.includes(operator)) return;
    if (operator === "within") place.append(select(told.words.value, told.relative, value || "this_month"));
    else if (operator === "last" || operator === "next") place.append(input("number", value || 30, { min: 1, max: 3660 }));
    else if (operator === "between") {
      const [low, high] = value || [];
      const type = field.kind === "date" ? "date" : "text";
      place.append(input(type, low), el("span", { text: told.words.and }), input(type, high));
    } else if (field.kind === "choice") place.append(select(told.words.value, field.choices, value, operator === "in" ? { multiple: true, size: Math.min(4, field.choices.length) } : {}));
    else if (field.kind === "bool") place.append(select(told.words.value, [["true", told.words.yes], ["false", told.words.no]], String(value !== false)));
    else if (field.kind === "date") place.append(input("date", value));
    else if (field.kind === "number") place.append(input("text", value, { inputmode: "decimal" }));
    else if (field.kind === "ref") place.append(pick(field, operator, value));
    else place.append(input("text", Array.isArray(value) ? value.join(", ") : value));
  }
  // Records are found by typing; the key is kept beside what is read.
  let lists = 0;
  function pick(field, operator, value) {
    lists += 1;
    const list = el("datalist", { id: `where-list-${lists}` });
    const box = input("text", "", { list: list.id });
    const keys = {};
    const know = (label, key) => { keys[label] = key; };
    if (field.me) { know(told.words.me, "me"); list.append(el("option", { value: told.words.me })); }
    const given = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
    const labels = given.map((key) => { const label = key === "me" ? told.words.me : names[`${field.name}:${key}`] || `#${key}`; know(label, key); return label; });
    box.value = labels.join("; ");
    let asked = 0;
    box.addEventListener("input", () => {
      clearTimeout(asked);
      const typed = box.value.split(";").pop().trim();
      if (!field.pick || typed in keys) return;
      asked = setTimeout(async () => {
        const answer = await fetch(`${field.pick}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin" });
        if (!answer.ok) return;
        const found = (await answer.json()).items;
        const before = operator === "in" ? box.value.split(";").slice(0, -1).map((part) => `${part.trim()}; `).join("") : "";
        list.replaceChildren(...found.map((item) => { const label = item.code ? `${item.code} ${item.name}` : item.name; know(label, item.id); names[`${field.name}:${item.id}`] = label; return el("option", { value: before + label }); }));
      }, 200);
    });
    box.keys = keys;
    return el("span", { class: "where-pick" }, box, list);
  }
  function group(node, depth) {
    const [kind, parts] = node ? Object.entries(node)[0] : ["all", []];
    const box = el("div", { class: "where-group", "data-group-node": "", role: "group" });
    const inner = el("div", { class: "where-parts" });
    inner.append(...parts.map((part) => (Array.isArray(part) ? leaf(part) : group(part, depth + 1))));
    const add = el("button", { type: "button", class: "button", text: told.words.add });
    add.addEventListener("click", () => { const one = leaf(); inner.append(one); one.querySelector("select").focus(); });
    const foot = el("div", { class: "where-add" }, add);
    if (depth < told.deepest) {
      const more = el("button", { type: "button", class: "button button-plain", text: told.words.addGroup });
      more.addEventListener("click", () => { const one = group({ any: [] }, depth + 1); one.querySelector(".where-parts").append(leaf()); inner.append(one); one.querySelector("select").focus(); });
      foot.append(more);
    }
    if (depth > 1) {
      const remove = el("button", { type: "button", class: "button button-plain", text: told.words.remove });
      remove.addEventListener("click", () => box.remove());
      foot.append(remove);
    }
    box.append(select(told.words.combine, told.combining, kind, { "data-combining": "" }), inner, foot);
    return box;
  }
  function readLeaf(box) {
    const [field, operator] = box.querySelectorAll(":scope > select, :scope > .where-asks > select");
    const kind = byName[field.value].kind;
    const found = Array.from(box.querySelectorAll(".where-values input, .where-values select"));
    const head = [field.value, operator.value];
    if (VALUELESS.includes(operator.value)) return head;
    if (operator.value === "last" || operator.value === "next") return [...head, Number(found[0].value)];
    if (operator.value === "between") return [...head, found.map((one) => one.value.trim())];
    if (kind === "bool") return [...head, found[0].value === "true"];
    if (kind === "choice" && operator.value === "in") return [...head, Array.from(found[0].selectedOptions).map((one) => one.value)];
    if (kind === "ref") {
      const keys = found[0].value.split(";").map((part) => part.trim()).filter(Boolean).map((part) => (part in found[0].keys ? found[0].keys[part] : part));
      return [...head, operator.value === "in" ? keys : keys[0]];
    }
    if (operator.value === "in") return [...head, found[0].value.split(/[,，、]/).map((part) => part.trim()).filter(Boolean)];
    return [...head, found[0].value.trim()];
  }
  function readGroup(box) {
    const parts = Array.from(box.querySelector(":scope > .where-parts").children).map((one) => (one.matches("[data-leaf]") ? readLeaf(one) : readGroup(one))).filter(Boolean);
    return parts.length ? { [box.querySelector(":scope > [data-combining]").value]: parts } : null;
  }
  function go(where) {
    const target = document.querySelector("[data-where-target]");
    if (target) {
      target.value = where ? JSON.stringify(where) : "";
      dialog.close();
      target.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const shown = document.getElementById("list-body");
    const state = new URLSearchParams(shown.dataset.state);
    if (where) state.set("where", JSON.stringify(where)); else state.delete("where");
    if (shown.dataset.tab) state.set("tab", shown.dataset.tab);
    location.assign(`${location.pathname}?${state}`);
  }
  const apply = () => go(readGroup(tree.firstElementChild));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-where-open]")) {
      const target = document.querySelector("[data-where-target]");
      const text = target ? target.value : new URLSearchParams(document.getElementById("list-body").dataset.state).get("where");
      const found = text ? JSON.parse(text) : null;
      const start = Array.isArray(found) ? { all: [found] } : found;
      tree.replaceChildren(group(start, 1));
      if (!start) tree.querySelector(".where-parts").append(leaf());
      dialog.showModal();
      tree.querySelector("select").focus();
    }
    if (event.target.closest("[data-where-apply]")) apply();
    if (event.target.closest("[data-where-clear]")) go(null);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && (event.ctrlKey || event.metaKey || event.target.matches("input"))) { event.preventDefault(); event.stopPropagation(); apply(); }
  });
})();
