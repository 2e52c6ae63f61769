// Beside the grid: the bar that explains a cell, the quality of the spread, the mix, the sheet on the phone.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const { $, words } = board, bar = $("[data-bar]"), ref = $("[data-ref]"), facts = $("[data-facts]");
  let asked = 0, place = { row: 0, column: 0 };
  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  const nameOf = (at) => [at.row < 0 ? words.total : board.names(board.view.rows)[at.row], at.column < 0 ? words.sum : board.names(board.view.columns)[at.column]].join(" · ");
  const where = (at) => (at.row < 0 ? "" : "&row=" + at.row) + (at.column < 0 ? "" : "&column=" + at.column);

  // -- The bar --------------------------------------------------------------------------------------------------------
  function fact(label, value) { const span = make("span"); span.append(make("b", "", value), document.createTextNode(" " + label)); return span; }
  function told(found) {
    const list = [];
    list.push(fact(words.last_year, board.exact(found.last) + (found.last > 0 ? " (" + board.change(found.amount, found.last) + ")" : "")));
    if (found.forecast !== null) list.push(fact(words.forecast, board.exact(found.forecast)));
    if (found.row && found.row !== found.amount) list.push(fact(words.share_row, board.percent(found.amount / found.row)));
    if (found.column && found.column !== found.amount) list.push(fact(words.share_column, board.percent(found.amount / found.column)));
    if (found.locked) list.push(make("span", "", found.closed === found.parts ? words.closed : found.locked === found.parts ? words.locked : board.fill(words.locked_part, { count: found.locked, all: found.parts })));
    if (found.floor) list.push(make("span", "", board.fill(words.floor, { amount: board.exact(found.floor) })));
    list.push(make("span", "", found.who ? board.fill(words.changed, found) : board.fill(words.basis, { basis: found.basis })));
    return list;
  }
  async function cell(at, box) {
    place = { row: at.row, column: at.column };
    ref.textContent = nameOf(at); ref.title = nameOf(at);
    if (document.activeElement !== bar) bar.value = board.value(at.row, at.column) === undefined ? "" : board.exact(board.value(at.row, at.column));
    if (box) { let sum = 0, count = 0; for (let r = box.top; r <= box.bottom; r++) for (let c = box.left; c <= box.right; c++) { sum += board.value(r, c) || 0; count += 1; } facts.replaceChildren(make("span", "", board.fill(words.chosen_cells, { count, sum: board.exact(sum) }))); return; }
    const turn = ++asked;
    try {
      const found = await board.ask("/cell?" + board.query() + where(at));
      if (turn === asked) facts.replaceChildren(...told(found));
    } catch { facts.replaceChildren(); }
  }
  function typed(text, guess) {
    if (document.activeElement !== bar) bar.value = text;
    if (guess === null) facts.replaceChildren(make("span", "", words.no_figure)); else facts.replaceChildren(fact("", board.exact(guess)), fact(words.last_year, board.change(guess, board.before(place.row, place.column))));
  }
  bar.addEventListener("focus", () => { bar.value = board.plain(board.value(place.row, place.column) || 0); bar.select(); });
  bar.addEventListener("input", () => board.grid.live({ target: bar }));
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); if (!bar.readOnly) board.grid.enter(place, bar.value); board.grid.focus(); }
    else if (event.key === "Escape") { event.preventDefault(); board.grid.focus(); cell(place, null); }
    event.stopPropagation();
  });

  // -- Quality --------------------------------------------------------------------------------------------------------
  const body = $("[data-quality-body]");
  function curve(points) {
    const NS = "http://www.w3.org/2000/svg", svg = document.createElementNS(NS, "svg");
    const draw = (tag, attributes, text) => { const node = document.createElementNS(NS, tag); Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v)); if (text) node.textContent = text; svg.append(node); return node; };
    svg.setAttribute("viewBox", "0 0 260 132"); svg.setAttribute("class", "board-curve"); svg.setAttribute("role", "img"); svg.setAttribute("aria-label", words.curve_label);
    const x = (v) => 16 + v * 236, y = (v) => 114 - v * 108;
    const path = points.map(([a, b], n) => (n ? "L" : "M") + x(Number(a)).toFixed(1) + " " + y(Number(b)).toFixed(1)).join("");
    draw("path", { d: path + "Z", class: "board-curve-area" });
    draw("line", { x1: x(0), y1: y(0), x2: x(1), y2: y(1) });
    draw("path", { d: path, class: "board-curve-line" });
    draw("text", { x: 252, y: 128, "text-anchor": "end" }, words.curve_x);
    draw("text", { x: 18, y: 14 }, words.curve_y);
    return svg;
  }
  function lines(found) {
    const table = make("table", "board-people"), head = make("tr"), most = Math.max(...found.lines.map((l) => Number(l.ratio) || 0), 1);
    const hasChance = found.lines.some((l) => l.chance !== null);
    [words.person, words.quota, words.growth, hasChance ? words.chance : words.ratio].forEach((text) => { const th = make("th", "", text); th.scope = "col"; head.append(th); });
    const top = make("thead"), rows = make("tbody");
    top.append(head);
    found.lines.slice().sort((a, b) => (Number(b.ratio) || 0) - (Number(a.ratio) || 0)).slice(0, 80).forEach((l) => {
      const tr = make("tr"), name = make("th", "", l.name), last = make("td");
      name.scope = "row"; name.title = l.name;
      if (l.is_above_all) name.append(make("span", "board-flag", words.above_all)); else if (l.best && l.quota > l.best) name.append(make("span", "board-flag", words.above_own));
      if (hasChance) last.textContent = l.chance === null ? "–" : Math.round(l.chance * 100) + "%";
      else if (l.ratio === null) last.textContent = "–";
      else { const stripe = make("span", "board-stretch"), part = make("i"); part.style.width = Math.min(100, 100 * Number(l.ratio) / most) + "%"; stripe.append(part); last.append(stripe, document.createTextNode(Math.round(Number(l.ratio) * 100) + "%")); }
      tr.append(name, make("td", "", board.short(l.quota)), make("td", "", board.change(l.quota, l.last)), last);
      rows.append(tr);
    });
    table.append(top, rows);
    return table;
  }
  function title(text) { return make("h3", "", text); }
  async function quality() {
    let found;
    try { found = await board.ask("/quality"); } catch { return; }
    if (!found) { body.replaceChildren(make("p", "quiet", words.gini_none)); return; }
    const parts = [], last = found.lines.reduce((sum, l) => sum + l.last, 0), quota = found.lines.reduce((sum, l) => sum + l.quota, 0);
    parts.push(title(words.growth), make("p", "board-big", board.change(quota, last)), make("p", "quiet", board.fill(words.progress, { change: board.short(quota) + " / " + board.short(last) })));
    parts.push(title(words.ratio));
    if (found.gini === null) parts.push(make("p", "", words.gini_none));
    else {
      const value = Number(found.gini), word = value < 0.1 ? words.even : value < 0.25 ? words.fairly_even : words.uneven;
      parts.push(make("p", "", board.fill(words.gini, { value: value.toFixed(2), word })), make("p", "quiet", words["source_" + found.source] || ""), curve(found.curve));
    }
    parts.push(title(words.chance));
    if (found.chance !== null) parts.push(make("p", "", board.fill(words.chance_all, { chance: Math.round(found.chance * 100) + "%", expected: board.short(found.expected) })));
    else if (found.lines.some((l) => l.chance !== null)) {
      const known = found.lines.filter((l) => l.chance !== null);
      parts.push(make("p", "", board.fill(words.even_chance, { count: known.filter((l) => l.chance >= 0.5).length, all: known.length })));
    } else {
      const p = make("p", "", words.no_forecast + ". ");
      if (board.data.forecast_url) { const link = make("a", "", words.make_forecast); link.href = board.data.forecast_url; p.append(link); }
      parts.push(p);
    }
    const above = found.lines.filter((l) => l.is_above_all).length;
    if (found.record) parts.push(title(words.against_best), make("p", "", above ? board.fill(words.some_above, { count: above, record: board.short(found.record) }) : words.nobody_above));
    parts.push(lines(found));
    body.replaceChildren(...parts);
  }
  let soon = 0;
  board.on((what) => { if (what === "changed" || what === "view") { clearTimeout(soon); soon = setTimeout(quality, what === "view" ? 50 : 500); } });

  // -- The mix --------------------------------------------------------------------------------------------------------
  const dialog = document.querySelector("[data-mix]"), pick = dialog.querySelector("[data-mix-side]"), list = dialog.querySelector("[data-mix-rows]");
  async function mixRows() {
    const side = board.side(pick.value), other = board.frame.places.find((s) => s.code !== side.code);
    const answer = await board.ask("/window?rows=" + other.code + "&columns=" + side.code + "&start=0&stop=0");
    const total = answer.window.total || 1;
    list.replaceChildren(...side.names.map((name, n) => {
      const label = make("label", "board-mix-row"), input = make("input", "input");
      input.inputMode = "decimal"; input.dataset.share = n; input.value = (100 * answer.window.column_sums[n] / total).toFixed(1);
      label.append(make("span", "", name), input);
      return label;
    }));
  }
  function mix() {
    pick.replaceChildren(...board.frame.places.map((s) => { const o = make("option", "", s.label); o.value = s.code; o.selected = s.code === "category"; return o; }));
    mixRows(); dialog.showModal();
  }
  pick.addEventListener("change", mixRows);
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "ok") board.act("/mix", { side: pick.value, shares: Array.from(list.querySelectorAll("input")).map((i) => i.value || "0") });
    dialog.returnValue = "";
  });

  // -- The sheet on the phone -----------------------------------------------------------------------------------------
  const sheetBox = document.querySelector("[data-sheet]"), sheetInput = sheetBox.querySelector("[data-sheet-input]");
  async function sheet(at) {
    place = { row: at.row, column: at.column };
    const now = board.value(at.row, at.column), locked = (board.lock(at.row, at.column) & 3) === 1;
    sheetBox.querySelector("[data-sheet-title]").textContent = nameOf(at);
    sheetBox.querySelector("[data-sheet-lock] span").textContent = locked ? words.unlock : words.lock;
    sheetBox.querySelector("[data-sheet-lock]").disabled = !board.mayChange;
    sheetInput.value = board.plain(now || 0); sheetInput.readOnly = !board.mayChange;
    const told2 = sheetBox.querySelector("[data-sheet-facts]");
    told2.textContent = "";
    sheetBox.showModal();
    try { told2.replaceChildren(...told(await board.ask("/cell?" + board.query() + where(at))).flatMap((node) => [node, make("br")])); } catch { told2.textContent = ""; }
  }
  sheetBox.addEventListener("close", () => {
    const how = sheetBox.returnValue;
    sheetBox.returnValue = "";
    if (how === "ok" && sheetInput.value !== board.plain(board.value(place.row, place.column) || 0)) board.grid.enter(place, sheetInput.value);
    else if (how === "lock") board.grid.lock();
  });
  board.side2 = { cell, typed, nameOf, mix, sheet };
  board.start();
})();
