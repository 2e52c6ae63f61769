// Rows chosen and changed together.
(function () {
  "use strict";
  const lists = window.yzLists;
  const { $, $$, el, words, body, token, phrase, grouped } = lists;

  const chosen = { keys: new Set(), whole: false, last: null };
  const bulkUrl = () => ($(".list-grid[data-bulk]") || { dataset: {} }).dataset.bulk || "";
  const rowsOnShow = () => $$(".list-grid tr[data-key]");

  function decorate(rows) {
    if (!bulkUrl()) return;
    rows.forEach((row) => {
      const cell = row.cells[0];
      if (!cell || $("[data-check]", cell)) return;
      const box = el("input", { type: "checkbox", class: "row-check", "data-check": true, "aria-label": `${words().select} ${cell.textContent.trim().slice(0, 80)}` });
      box.checked = chosen.whole || chosen.keys.has(row.dataset.key);
      row.classList.toggle("row-chosen", box.checked);
      cell.prepend(box);
    });
  }
  function decorateHead() {
    const head = $(".list-grid[data-bulk] thead th");
    if (!head || $("[data-check-all]", head) || !$(".list-grid tr[data-key]")) return;
    head.prepend(el("input", { type: "checkbox", class: "row-check", "data-check-all": true, "aria-label": words().selectAll }));
  }
  function choose(row, on) {
    if (!row) return;
    chosen.whole = false;
    if (on) chosen.keys.add(row.dataset.key); else chosen.keys.delete(row.dataset.key);
    const box = $("[data-check]", row);
    if (box) box.checked = on;
    row.classList.toggle("row-chosen", on);
    chosen.last = row;
  }
  function chooseTo(row, on) {
    const rows = rowsOnShow();
    const from = rows.indexOf(chosen.last);
    const to = rows.indexOf(row);
    if (from < 0) { choose(row, on); return; }
    rows.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => choose(one, on));
  }
  function unchoose() {
    chosen.keys.clear();
    chosen.whole = false;
    rowsOnShow().forEach((row) => { row.classList.remove("row-chosen"); const box = $("[data-check]", row); if (box) box.checked = false; });
    const all = $("[data-check-all]");
    if (all) all.checked = false;
    bar();
  }
  function bar() {
    let box = $(".select-bar");
    const total = Number((body() || { dataset: {} }).dataset.total || 0);
    const count = chosen.whole ? total : chosen.keys.size;
    document.body.classList.toggle("is-choosing", count > 0);
    if (!count) { if (box) box.remove(); return; }
    if (!box) {
      box = el("div", { class: "select-bar", role: "region" });
      box.append(
        el("strong", { "data-bar-count": true, role: "status" }),
        el("button", { class: "button button-plain", type: "button", "data-bar-whole": true }),
        el("button", { class: "button button-plain", type: "button", "data-bar-clear": true, text: words().clear }),
        el("button", { class: "button button-primary", type: "button", "data-bar-change": true, text: words().change }),
      );
      document.body.append(box);
    }
    const said = phrase(words().selected, { count: grouped(count) });
    box.setAttribute("aria-label", said);
    $("[data-bar-count]", box).textContent = said;
    const whole = $("[data-bar-whole]", box);
    whole.hidden = chosen.whole || count >= total;
    whole.textContent = phrase(words().selectWhole, { count: grouped(total) });
  }
  function changeChosen() {
    const form = el("form", { method: "post", action: bulkUrl(), hidden: true });
    const values = {
      csrfmiddlewaretoken: token(), step: "choose", whole: chosen.whole ? "true" : "",
      state: body().dataset.state || "", ids: chosen.whole ? "" : Array.from(chosen.keys).join(","),
    };
    Object.entries(values).forEach(([name, value]) => form.append(el("input", { type: "hidden", name, value })));
    document.body.append(form);
    form.submit();
  }
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-check]");
    if (box) {
      const row = box.closest("tr");
      if (event.shiftKey) chooseTo(row, box.checked); else choose(row, box.checked);
      bar();
    }
    const all = event.target.closest("[data-check-all]");
    if (all) { rowsOnShow().forEach((row) => choose(row, all.checked)); bar(); }
    if (event.target.closest("[data-bar-clear]")) unchoose();
    if (event.target.closest("[data-bar-whole]")) {
      chosen.whole = true;
      rowsOnShow().forEach((row) => { row.classList.add("row-chosen"); const one = $("[data-check]", row); if (one) one.checked = true; });
      bar();
    }
    if (event.target.closest("[data-bar-change]")) changeChosen();
    if (event.target.closest("[data-select-mode]")) document.body.classList.toggle("is-selecting");
  });

  Object.assign(lists, { chosen, bulkUrl, rowsOnShow, decorate, decorateHead, choose, unchoose, bar });
})();
