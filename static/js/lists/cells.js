// Cells edited in place.
(function () {
  "use strict";
  const lists = window.yzLists;
  const { $, $$, el, typing, words, body, token, narrow, toast, chosen, bulkUrl, decorate, choose, unchoose, bar } = lists;

  let editing = null;
  const baseOf = (cell) => { const row = cell.closest("tr[data-url]"); return row ? row.dataset.url : location.pathname; };
  const addressOf = (cell) => `${baseOf(cell)}cell/${cell.dataset.edit}/`;
  async function edit(cell) {
    if (editing) { if (editing.cell === cell) return; cancel(); }
    const check = $("[data-check]", cell);
    const answer = await fetch(addressOf(cell), { credentials: "same-origin" });
    const html = await answer.text();
    if (!answer.ok || !/data-cell-form/.test(html)) { toast(words().failed || String(answer.status)); return; }
    editing = { cell, before: cell.innerHTML, check: Boolean(check) };
    put(cell, html);
  }
  function put(cell, html) {
    cell.innerHTML = html;
    cell.classList.add("is-editing");
    const field = $("input:not([type=hidden]), select, textarea", cell);
    if (!field) return;
    const error = $(".cell-error", cell);
    if (error) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", error.id); }
    field.focus();
    if (field.select && field.type !== "date") field.select();
    editing.first = valueOf(cell);
  }
  const valueOf = (cell) => { const form = $("form", cell); return form ? new URLSearchParams(new FormData(form)).toString() : ""; };
  function cancel() {
    if (!editing) return;
    const { cell, before } = editing;
    editing = null;
    cell.innerHTML = before;
    cell.classList.remove("is-editing");
    back(cell);
  }
  function back(cell) { cell.tabIndex = -1; cell.focus({ preventScroll: true }); }
  async function save(onward) {
    if (!editing || editing.saving) return;
    const { cell, first } = editing;
    if (valueOf(cell) === first && !$(".cell-error", cell)) { cancel(); if (onward) step(cell, onward); return; }
    editing.saving = true;
    const data = new FormData($("form", cell));
    if (body()) data.set("columns", body().dataset.columns || "");
    const answer = await fetch(addressOf(cell), { method: "POST", body: data, headers: { "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
    editing.saving = false;
    if (!answer || (!answer.ok && ![409, 422].includes(answer.status))) { toast(words().failed || "!"); return; }
    if (!answer.ok) { put(cell, await answer.text()); return; }
    const name = cell.dataset.edit;
    const base = baseOf(cell);
    const done = await answer.json();
    editing = null;
    const shown = written(cell, done);
    toast(done.visible ? done.said : `${done.said} ${words().gone || ""}`, done.visible ? words().undo : "", () => takeBack(base, name, done, shown));
    if (shown && onward) step(shown, onward); else if (shown) back(shown);
  }
  function written(cell, done) {
    const row = cell.closest("tr[data-url]");
    const name = cell.dataset.edit;
    if (!row) {
      cell.innerHTML = done.value;
      cell.classList.remove("is-editing");
      const title = $(".head-title");
      if (title && done.title) title.textContent = done.title;
      refreshSide();
      return cell;
    }
    if (!done.visible) { row.remove(); return null; }
    row.innerHTML = done.cells;
    decorate([row]);
    return $(`[data-edit="${name}"]`, row);
  }
  async function refreshSide() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    ["aside.record-side .side-body", ".timeline"].forEach((place) => {
      const now = $(place);
      const then = $(place, page);
      if (now && then && !editing) now.innerHTML = then.innerHTML;
    });
  }
  async function takeBack(base, name, done, cell) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("version", done.version);
    data.set(name, done.undo === false ? "" : done.undo === true ? "on" : done.undo);
    if (body()) data.set("columns", body().dataset.columns || "");
    const answer = await fetch(`${base}cell/${name}/`, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) { toast(words().failed || "!"); return; }
    const again = await answer.json();
    const target = cell && cell.isConnected ? cell : $(`tr[data-url="${base}"] [data-edit="${name}"]`) || $(`dd[data-edit="${name}"]`);
    if (target) written(target, again);
    toast(words().undone || "");
  }
  function step(cell, onward) {
    const cells = $$("[data-edit]").filter((one) => one.getClientRects().length);
    const at = cells.findIndex((one) => one === cell);
    const next = cells[at + onward];
    if (next) edit(next);
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (editing && editing.cell.contains(event.target)) {
      const many = event.target.tagName === "TEXTAREA";
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); cancel(); }
      else if (event.key === "Enter" && (!many || event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); save(); }
      else if (event.key === "Tab") { event.preventDefault(); save(event.shiftKey ? -1 : 1); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    const cell = event.target.closest && event.target.closest("[data-edit]");
    if ((event.key === "F2" || (event.key === "Enter" && cell === event.target)) && cell) { event.preventDefault(); edit(cell); return; }
    if (typing(event.target) && !event.target.matches("[data-check]")) return;
    const row = $("tr.row-selected[data-key]") || (event.target.closest && event.target.closest("tr[data-key]"));
    if (event.key === "F2" && row) { const first = $("[data-edit]", row); if (first) { event.preventDefault(); edit(first); } }
    if ((event.key === "x" || (event.key === " " && !event.target.matches("button, [data-check]"))) && row && bulkUrl()) {
      event.preventDefault();
      choose(row, !chosen.keys.has(row.dataset.key));
      bar();
    }
    if (event.key === "Escape" && chosen.keys.size + Number(chosen.whole)) unchoose();
  }, true);
  document.addEventListener("focusout", (event) => {
    if (!editing || editing.saving || !editing.cell.contains(event.target)) return;
    const { cell } = editing;
    setTimeout(() => { if (editing && editing.cell === cell && !cell.contains(document.activeElement) && document.hasFocus()) save(); }, 120);
  });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-cell-form]")) { event.preventDefault(); save(); } }, true);
  document.addEventListener("change", (event) => {
    if (editing && editing.cell.contains(event.target) && event.target.matches("select:not([multiple]), [type=checkbox]")) save();
  });
  // A click opens the row, two clicks edit the cell: the first waits a moment for the second.
  let clicking = 0;
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-edit]");
    if (!cell || event.target.closest("a, button, input, label, select, textarea") || narrow.matches || event.ctrlKey || event.metaKey) return;
    event.stopPropagation();
    clearTimeout(clicking);
    if (event.detail > 1 || (editing && editing.cell === cell)) return;
    const row = cell.closest("tr[data-url]");
    if (row && !String(getSelection())) clicking = setTimeout(() => { if (!editing) location.assign(row.dataset.url); }, 260);
  }, true);
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-edit]");
    if (!cell || event.target.closest("input, select, textarea, button")) return;
    clearTimeout(clicking);
    getSelection().removeAllRanges();
    edit(cell);
  });
  // The pencil: one button that follows the pointer, so that no row carries one.
  const pencil = el("button", { type: "button", class: "cell-pencil", tabindex: "-1" });
  let under = null;
  document.addEventListener("pointerover", (event) => {
    const cell = event.target.closest && event.target.closest("[data-edit]");
    if (!cell || cell === under || cell.classList.contains("is-editing") || event.pointerType !== "mouse") return;
    under = cell;
    pencil.textContent = "✎";
    pencil.setAttribute("aria-label", words().edit || "✎");
    cell.append(pencil);
  });
  pencil.addEventListener("click", (event) => { event.stopPropagation(); const cell = under; pencil.remove(); under = null; if (cell) edit(cell); });
  document.addEventListener("pointerout", (event) => {
    if (under && (!event.relatedTarget || !under.contains(event.relatedTarget))) { pencil.remove(); under = null; }
  });
})();
