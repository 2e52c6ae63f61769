// Lists at work: rows chosen and changed together, rows scrolled without end, cells edited in place, columns arranged.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (name === "text") node.textContent = value;
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    });
    node.append(...children.filter(Boolean));
    return node;
  };
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const words = () => ($("[data-list-words]") || { dataset: {} }).dataset;
  const body = () => document.getElementById("list-body");
  const token = () => ($("input[name=csrfmiddlewaretoken]") || {}).value || "";
  const narrow = window.matchMedia("(max-width: 767.98px)");
  const phrase = (text, values) => (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  // -- A short word at the foot of the page, with the way back -------------------------------------------------------
  let fading = 0;
  function toast(text, action, act) {
    const old = $(".toast");
    if (old) old.remove();
    clearTimeout(fading);
    const box = el("div", { class: "toast show", role: "status" }, el("span", { text }));
    if (action) {
      const button = el("button", { type: "button", text: action });
      button.addEventListener("click", () => { box.remove(); act(); });
      box.append(button);
    }
    document.body.append(box);
    fading = setTimeout(() => box.remove(), 12000);
  }

  // -- Choosing rows -------------------------------------------------------------------------------------------------
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

  // -- Scrolling on --------------------------------------------------------------------------------------------------
  // One <tbody> per stretch of rows. Those far from the window are emptied to one tall row and filled again later.
  const AHEAD = 1600;
  const KEEP = 3;
  let feed = null;
  class Feed {
    constructor(grid, tbody) {
      this.grid = grid;
      this.table = tbody.closest("table");
      this.total = Number(body().dataset.total);
      this.status = $(".list-foot [data-range]");
      this.parts = [this.part(tbody, location.href)];
      this.busy = false;
      this.waiting = false;
      this.scroller = narrow.matches ? window : grid;
      this.onScroll = () => this.later();
      this.scroller.addEventListener("scroll", this.onScroll, { passive: true });
    }
    part(tbody, url) {
      return { tbody, url, first: Number(tbody.dataset.first), count: tbody.rows.length, next: tbody.dataset.next, previous: tbody.dataset.previous, html: null };
    }
    end() { this.scroller.removeEventListener("scroll", this.onScroll); }
    later() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => { this.waiting = false; this.look(); });
    }
    window() {
      if (this.scroller === window) return { top: 0, bottom: window.innerHeight };
      const box = this.grid.getBoundingClientRect();
      return { top: box.top, bottom: box.bottom };
    }
    look() {
      const view = this.window();
      const boxes = this.parts.map((part) => part.tbody.getBoundingClientRect());
      this.say(view, boxes);
      this.recycle(view, boxes);
      const last = this.parts[this.parts.length - 1];
      if (last.next && boxes[boxes.length - 1].bottom - view.bottom < AHEAD) this.load(last.next, true);
      else if (this.parts[0].previous && view.top - boxes[0].top < AHEAD) this.load(this.parts[0].previous, false);
    }
    say(view, boxes) {
      const head = narrow.matches ? 0 : 34;
      const at = (y) => {
        for (let n = 0; n < this.parts.length; n += 1) {
          const box = boxes[n];
          if (y < box.bottom || n === this.parts.length - 1) {
            const share = Math.min(0.9999, Math.max(0, (y - box.top) / (box.height || 1)));
            return this.parts[n].first + Math.floor(share * this.parts[n].count) + 1;
          }
        }
        return 1;
      };
      const first = at(view.top + head + 1);
      const last = Math.min(this.total || Infinity, at(view.bottom - 40));
      if (this.status) this.status.textContent = phrase(this.status.dataset.range, { first: grouped(first), last: grouped(last), total: grouped(this.total) });
      this.remember(view, boxes);
    }
    remember(view, boxes) {
      const n = boxes.findIndex((box) => box.bottom > view.top + 34);
      if (n < 0) return;
      const place = { url: this.parts[n].url, offset: Math.round(view.top - boxes[n].top), first: this.parts[n].first };
      try { sessionStorage.setItem(`yz-list ${location.pathname}${location.search}`, JSON.stringify(place)); } catch (_) { /* then it starts at the top */ }
    }
    recycle(view, boxes) {
      const near = boxes.map((box) => box.bottom > view.top - 2 * AHEAD && box.top < view.bottom + 2 * AHEAD);
      this.parts.forEach((part, n) => {
        if (near[n] && part.html !== null) {
          part.tbody.innerHTML = part.html;
          part.html = null;
          decorate(Array.from(part.tbody.rows));
        } else if (!near[n] && part.html === null && this.parts.length > KEEP && !part.tbody.contains(document.activeElement)) {
          const height = boxes[n].height;
          $$("[data-check]", part.tbody).forEach((box) => box.remove());
          part.html = part.tbody.innerHTML;
          const gap = el("td", { colspan: this.table.tHead.rows[0].cells.length });
          gap.style.height = `${height}px`;
          part.tbody.replaceChildren(el("tr", { class: "row-gap", "aria-hidden": "true" }, gap));
        }
      });
    }
    async load(url, after) {
      if (this.busy) return;
      this.busy = true;
      try {
        const tbody = await rowsFrom(url);
        if (!tbody || feed !== this) return;
        const edge = this.parts[after ? this.parts.length - 1 : 0];
        const height = this.grid.scrollHeight;
        if (after) { edge.tbody.after(tbody); this.parts.push(this.part(tbody, url)); edge.next = ""; }
        else { edge.tbody.before(tbody); this.parts.unshift(this.part(tbody, url)); edge.previous = ""; }
        decorate(Array.from(tbody.rows));
        if (!after && this.scroller === this.grid) this.grid.scrollTop += this.grid.scrollHeight - height;
        this.later();
      } catch (_) {
        /* the paging links are still there */
      } finally { this.busy = false; }
    }
    async restore(place) {
      if (place.first > this.parts[0].first) {
        const tbody = await rowsFrom(place.url);
        if (!tbody) return;
        this.parts[0].tbody.replaceWith(tbody);
        this.parts = [this.part(tbody, place.url)];
        decorate(Array.from(tbody.rows));
      }
      const away = this.parts[0].tbody.getBoundingClientRect().top - this.window().top + place.offset;
      if (this.scroller === this.grid) this.grid.scrollTop += away;
      else window.scrollTo(0, window.scrollY + away);
      this.later();
    }
  }
  async function rowsFrom(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": "list-rows" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const tbody = $("tbody[data-rows]", page);
    if (!tbody) { location.reload(); return null; }
    return document.importNode(tbody, true);
  }
  function begin(fresh) {
    if (feed) { feed.end(); feed = null; }
    const tbody = $(".list-grid tbody[data-rows]");
    decorate(rowsOnShow());
    decorateHead();
    $$("[data-group-open]").forEach((button) => { button.hidden = false; });
    $$("[data-where-open], [data-copy-address], [data-up], [data-down]").forEach((button) => { button.hidden = false; });
    widths();
    selectMode();
    if (!tbody) return;
    feed = new Feed(tbody.closest(".list-grid"), tbody);
    if (!fresh) return;
    const entry = performance.getEntriesByType("navigation")[0];
    const kept = sessionStorage.getItem(`yz-list ${location.pathname}${location.search}`);
    if (entry && entry.type === "back_forward" && kept) feed.restore(JSON.parse(kept)).catch(() => {});
  }
  function selectMode() {
    const foot = $(".list-foot");
    if (!foot || !bulkUrl() || $("[data-select-mode]", foot)) return;
    foot.append(el("button", { class: "button phone", type: "button", "data-select-mode": true, text: words().select }));
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "list-body") { chosen.keys.clear(); chosen.whole = false; bar(); begin(false); } });

  // -- Groups --------------------------------------------------------------------------------------------------------
  async function openGroup(button) {
    const group = button.closest("tbody");
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    const rows = $$("tr:not(.group-head)", group);
    if (rows.length) { rows.forEach((row) => { row.hidden = !open; }); return; }
    const found = await rowsFrom(group.dataset.group);
    if (!found) return;
    const more = found.dataset.next;
    group.append(...Array.from(found.rows));
    if (more) {
      const link = $("a", group);
      const cell = el("td", { colspan: group.rows[0].cells.length }, el("a", { href: link.href, text: "…" }));
      group.append(el("tr", { class: "group-more" }, cell));
    }
    decorate($$("tr[data-key]", group));
    decorateHead();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-group-open]");
    if (button) openGroup(button).catch(() => toast(words().failed));
  });

  // -- Editing in place ----------------------------------------------------------------------------------------------
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

  // -- Columns: order in the panel, width at the edge of the head ----------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    const item = button.closest("li");
    const other = button.matches("[data-up]") ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.matches("[data-up]")) other.before(item); else other.after(item);
    button.focus();
  });
  document.addEventListener("keydown", (event) => {
    const item = event.altKey && event.target.closest && event.target.closest("[data-columns] li");
    if (!item || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const focused = event.target;
    const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (event.key === "ArrowUp") other.before(item); else other.after(item);
    focused.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-address]");
    if (!button) return;
    const address = new URL(button.dataset.copyAddress, location.href).href;
    const say = () => { $("span", button).textContent = button.dataset.done; };
    if (navigator.clipboard) navigator.clipboard.writeText(address).then(say, () => {});
  });
  function widths() {
    $$(".list-grid thead th[data-column]").forEach((head) => {
      if ($(".col-edge", head)) return;
      const edge = el("span", { class: "col-edge", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": phrase(words().width, { label: head.textContent.trim() }), "aria-valuenow": Math.round(head.getBoundingClientRect().width), "aria-valuemin": "48", "aria-valuemax": "900" });
      head.append(edge);
    });
  }
  function widen(head, width) {
    const wide = Math.max(48, Math.min(900, Math.round(width)));
    const at = Array.from(head.parentElement.children).indexOf(head);
    [head, ...$$("tbody tr[data-key]", head.closest("table")).map((row) => row.cells[at])].forEach((cell) => {
      if (cell) { cell.style.minWidth = `${wide}px`; cell.style.maxWidth = `${wide}px`; cell.style.width = `${wide}px`; }
    });
    $(".col-edge", head).setAttribute("aria-valuenow", wide);
    return wide;
  }
  async function keepWidth(name, width) {
    const panel = $(".columns-panel");
    const shown = body();
    if (!panel || !shown) return;
    const columns = shown.dataset.columns.split(",").map((part) => (part.split(":")[0] === name ? `${name}:${width}` : part));
    shown.dataset.columns = columns.join(",");
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("state", shown.dataset.state || "");
    data.set("tab", shown.dataset.tab || "");
    columns.forEach((column) => data.append("columns", column));
    $$("[name=columns]", panel).forEach((box) => { if (box.value.split(":")[0] === name) box.value = `${name}:${width}`; });
    const answer = await fetch(panel.getAttribute("action"), { method: "POST", body: data, headers: { "X-Quiet": "true", "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok && shown.dataset.tab) history.replaceState(history.state, "", answer.headers.get("X-Address"));
  }
  document.addEventListener("pointerdown", (event) => {
    const edge = event.target.closest && event.target.closest(".col-edge");
    if (!edge) return;
    event.preventDefault();
    const head = edge.closest("th");
    const start = event.clientX;
    const from = head.getBoundingClientRect().width;
    let width = from;
    edge.setPointerCapture(event.pointerId);
    const move = (moved) => { width = widen(head, from + moved.clientX - start); };
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => { edge.removeEventListener("pointermove", move); if (width !== from) keepWidth(head.dataset.column, width); }, { once: true });
  });
  document.addEventListener("keydown", (event) => {
    const edge = event.target.closest && event.target.closest(".col-edge");
    if (!edge || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const head = edge.closest("th");
    keepWidth(head.dataset.column, widen(head, head.getBoundingClientRect().width + (event.key === "ArrowLeft" ? -16 : 16)));
  });

  // -- The bulk form: what is touched is meant -----------------------------------------------------------------------
  $$("[data-bulk-form] .bulk-value").forEach((place) => {
    place.addEventListener("input", () => { $("[type=checkbox]", place.previousElementSibling).checked = true; });
  });

  window.yzLists = { el, begin, toast };
  begin(true);
})();
