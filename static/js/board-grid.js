// The grid of the board: windowed rows, a spreadsheet's keys, typing with live sums, ranges, clipboard, filling.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const { $, $$, words } = board, host = $("[data-grid]"), menu = document.querySelector("[data-context]");
  const ROW = 32, EXTRA = 12, TOP = 64;
  let at = { row: 0, column: 0 }, end = null, editor = null, drag = false, shown = [0, 0], previous = new Map();

  const size = () => board.count();
  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // -- What stands in a cell ------------------------------------------------------------------------------------------
  function text(row, column) {
    const now = board.value(row, column);
    if (now === undefined) return "…";
    if (board.show === "share") { const base = board.shareBase(row, column); return base ? board.percent(now / base) : "–"; }
    if (board.show === "growth") return board.change(now, board.before(row, column));
    return board.amount(now);
  }
  function lockWords(row, column) {
    const code = board.lock(row, column), parts = [];
    if ((code & 3) === 1) parts.push(words.locked);
    if ((code & 3) === 3) parts.push(words.closed);
    return parts.join(", ");
  }
  function paint(cell, row, column) {
    const now = board.value(row, column), code = board.lock(row, column), key = row + "." + column, value = text(row, column);
    if (cell.textContent !== value) cell.textContent = value;
    if (code & 3) cell.dataset.lock = code & 3; else delete cell.dataset.lock;
    if (code & 4) cell.dataset.floor = ""; else delete cell.dataset.floor;
    cell.classList.toggle("is-zero", now === 0);
    const lock = lockWords(row, column);
    if (lock) cell.title = lock; else cell.removeAttribute("title");
    if (now !== undefined) { if (previous.has(key) && previous.get(key) !== now) { cell.classList.remove("is-moved"); void cell.offsetWidth; cell.classList.add("is-moved"); } previous.set(key, now); }
  }

  // -- The table ------------------------------------------------------------------------------------------------------
  const table = make("table", "board-table");
  table.setAttribute("role", "grid");
  const cards = make("div", "board-cards");
  host.append(table, cards);
  let body = null;
  function cellOf(row, column) { return table.querySelector('[data-row="' + row + '"][data-column="' + column + '"]'); }
  function mark(cell, row, column) { cell.dataset.row = row; cell.dataset.column = column; cell.id = "cell-" + row + "-" + column; cell.setAttribute("role", "gridcell"); return cell; }
  function line(row, name, columns, isHead) {
    const tr = make("tr", isHead ? "board-sums" : "");
    tr.setAttribute("role", "row"); tr.setAttribute("aria-rowindex", row + 3);
    const first = make("th", "board-first", name);
    first.scope = "row"; first.setAttribute("role", "rowheader"); first.title = name;
    tr.append(first, mark(make("td", "board-sum"), row, -1));
    for (let c = 0; c < columns; c++) tr.append(mark(make("td", "board-cell"), row, c));
    return tr;
  }
  function build() {
    const { rows, columns } = size(), names = board.names(board.view.columns);
    table.setAttribute("aria-label", board.frame.name);
    table.setAttribute("aria-rowcount", rows + 2); table.setAttribute("aria-colcount", columns + 2);
    const head = make("thead"), tr = make("tr", "board-head");
    tr.setAttribute("role", "row");
    const corner = make("th", "board-first", board.side(board.view.rows).label), sum = make("th", "board-sum", words.sum);
    [corner, sum].forEach((th) => { th.scope = "col"; th.setAttribute("role", "columnheader"); tr.append(th); });
    names.forEach((name) => { const th = make("th", "board-cell", name); th.scope = "col"; th.title = name; th.setAttribute("role", "columnheader"); tr.append(th); });
    head.append(tr, line(-1, words.total, columns, true));
    body = make("tbody");
    table.replaceChildren(head, body);
    previous = new Map();
    shown = [-1, -1];
    host.scrollTop = 0;
    rowsInSight();
  }
  function rowsInSight() {
    const { rows, columns } = size(), names = board.names(board.view.rows);
    const first = Math.max(0, Math.floor(host.scrollTop / ROW) - EXTRA), last = Math.min(rows, Math.ceil((host.scrollTop + host.clientHeight) / ROW) + EXTRA);
    if (first === shown[0] && last === shown[1]) return;
    shown = [first, last];
    const above = make("tr", "board-gap"), below = make("tr", "board-gap");
    [[above, first], [below, rows - last]].forEach(([gap, count]) => { const td = make("td"); td.colSpan = columns + 2; gap.style.setProperty("--gap", count * ROW + "px"); gap.append(td); gap.setAttribute("aria-hidden", "true"); });
    const lines = [];
    for (let r = first; r < last; r++) lines.push(line(r, names[r], columns, false));
    body.replaceChildren(above, ...lines, below);
    figures();
    for (let r = first; r < last; r++) if (!board.rows.has(r)) { board.more(r, Math.min(rows, r + 100)); break; }
  }
  function figures() {
    const columns = size().columns;
    for (let c = -1; c < columns; c++) { const cell = cellOf(-1, c); if (cell) paint(cell, -1, c); }
    body.querySelectorAll("td[data-row]").forEach((cell) => paint(cell, Number(cell.dataset.row), Number(cell.dataset.column)));
    choose(at.row, at.column, true);
    phone();
  }

  // -- Choosing -------------------------------------------------------------------------------------------------------
  function box() {
    const to = end || at;
    return { top: Math.min(at.row, to.row), bottom: Math.max(at.row, to.row), left: Math.min(at.column, to.column), right: Math.max(at.column, to.column) };
  }
  function choose(row, column, keep) {
    const { rows, columns } = size();
    at = { row: Math.max(-1, Math.min(rows - 1, row)), column: Math.max(-1, Math.min(columns - 1, column)) };
    if (!keep) end = null;
    drawChoice();
    if (!keep) { scrollTo(at); tellChoice(); }
  }
  function drawChoice() {
    const b = box();
    table.querySelectorAll(".is-chosen, .is-active").forEach((cell) => { cell.classList.remove("is-chosen", "is-active"); cell.removeAttribute("aria-selected"); cell.tabIndex = -1; });
    if (end) for (let r = Math.max(b.top, shown[0], -1); r <= b.bottom; r++) for (let c = b.left; c <= b.right; c++) { const cell = cellOf(r, c); if (cell) { cell.classList.add("is-chosen"); cell.setAttribute("aria-selected", "true"); } }
    const cell = cellOf(at.row, at.column);
    if (cell) { cell.classList.add("is-active"); cell.setAttribute("aria-selected", "true"); cell.tabIndex = 0; }
    return cell;
  }
  function scrollTo(place) {
    const cell = cellOf(place.row, place.column);
    if (place.row >= 0) {
      const y = place.row * ROW, seen = host.clientHeight - TOP - ROW;
      if (y < host.scrollTop) host.scrollTop = y;
      else if (y > host.scrollTop + seen) host.scrollTop = y - seen;
    }
    if (cell && place.column >= 0) {
      const left = cell.offsetLeft - 266, right = cell.offsetLeft + cell.offsetWidth;
      if (left < host.scrollLeft) host.scrollLeft = Math.max(0, left);
      else if (right > host.scrollLeft + host.clientWidth) host.scrollLeft = right - host.clientWidth;
    }
    rowsInSight();
    const now = drawChoice();
    if (now && !editor && host.contains(document.activeElement)) now.focus({ preventScroll: true });
  }
  let telling = 0;
  function tellChoice() { clearTimeout(telling); telling = setTimeout(() => board.side2 && board.side2.cell(at, end ? box() : null), 60); }
  function stretch(row, column) {
    const { rows, columns } = size();
    end = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
    if (at.row < 0) at.row = 0;
    if (at.column < 0) at.column = 0;
    scrollTo(end); tellChoice();
  }
  function focusCell() { const cell = cellOf(at.row, at.column); if (cell) cell.focus({ preventScroll: true }); }
  function move(dr, dc, far) {
    const { rows, columns } = size();
    choose(far && dr ? (dr > 0 ? rows - 1 : -1) : at.row + dr, far && dc ? (dc > 0 ? columns - 1 : -1) : at.column + dc);
    focusCell();
  }
  function next(back) {
    const { rows, columns } = size();
    let row = at.row, column = at.column + (back ? -1 : 1);
    if (column >= columns) { column = 0; row += 1; }
    if (column < -1) { column = columns - 1; row -= 1; }
    if (row < rows && row >= -1) { choose(row, column); focusCell(); }
  }

  // -- Typing ---------------------------------------------------------------------------------------------------------
  function edit(first) {
    if (!board.mayChange) { board.trouble({ status: 1, message: words.read_only }); return; }
    if ((board.lock(at.row, at.column) & 3) === 3) { board.trouble({ status: 1, message: words.closed }); return; }
    const cell = cellOf(at.row, at.column);
    if (!cell || editor) return;
    end = null; drawChoice();
    editor = make("input", "board-editor");
    editor.setAttribute("aria-label", board.side2.nameOf(at));
    editor.autocomplete = "off"; editor.spellcheck = false; editor.inputMode = "decimal";
    const frame = host.getBoundingClientRect(), spot = cell.getBoundingClientRect();
    Object.assign(editor.style, { left: spot.left - frame.left + host.scrollLeft - 1 + "px", top: spot.top - frame.top + host.scrollTop - 1 + "px", width: Math.max(spot.width, 110) + 2 + "px", height: spot.height + 1 + "px" });
    editor.value = first === undefined ? board.plain(board.value(at.row, at.column) || 0) : first;
    editor.addEventListener("input", live);
    editor.addEventListener("keydown", typing);
    editor.addEventListener("blur", () => save(null));
    host.append(editor); editor.focus();
    if (first === undefined) editor.select();
    live();
  }
  function live(event) {
    const source = event ? event.target : editor, now = board.value(at.row, at.column) || 0;
    const guess = board.guess(source.value, now, board.shareBase(at.row, at.column) || 0);
    board.side2.typed(source.value, guess);
    const gap = guess === null || board.holds.size ? 0 : guess - now;
    [[at.row, -1], [-1, at.column], [-1, -1]].forEach(([r, c]) => {
      const cell = cellOf(r, c);
      if (!cell || (r === at.row && c === at.column) || board.show !== "amount") return;
      cell.textContent = board.amount((board.value(r, c) || 0) + gap);
      cell.classList.toggle("is-live", gap !== 0);
    });
  }
  function close() {
    if (!editor) return "";
    const value = editor.value, gone = editor;
    editor = null; gone.remove();
    table.querySelectorAll(".is-live").forEach((cell) => cell.classList.remove("is-live"));
    return value;
  }
  function typing(event) {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); figures(); focusCell(); board.side2.cell(at, null); }
    else if (event.key === "Enter") { event.preventDefault(); save(event.shiftKey ? [-1, 0] : [1, 0]); }
    else if (event.key === "Tab") { event.preventDefault(); save(event.shiftKey ? "back" : "next"); }
    event.stopPropagation();
  }
  function save(then) {
    if (!editor) return;
    const place = { row: at.row, column: at.column }, before = board.value(at.row, at.column), value = close().trim();
    if (then === "next" || then === "back") next(then === "back"); else if (then) move(then[0], then[1]);
    if (!value || value === board.plain(before || 0)) { figures(); return; }
    enter(place, value);
  }
  function enter(place, value) {
    return board.act("/edit", {
      cells: [{ row: place.row < 0 ? null : place.row, column: place.column < 0 ? null : place.column, text: value }],
      holds: Array.from(board.holds), share_of: board.shareOf,
    });
  }

  // -- Acts on the chosen range ---------------------------------------------------------------------------------------
  const span = (from, to) => Array.from({ length: to - from + 1 }, (unused, n) => from + n);
  function range() {
    const b = box();
    return { row_places: b.top < 0 ? null : span(b.top, b.bottom), column_places: b.left < 0 ? null : span(b.left, b.right) };
  }
  function isWhole() { return !end && at.row < 0 && at.column < 0; }
  function lock() {
    const b = box(); let open = false;
    for (let r = b.top; r <= b.bottom; r++) for (let c = b.left; c <= b.right; c++) if ((board.lock(r, c) & 3) !== 1 && (board.lock(r, c) & 3) !== 3) open = true;
    if (b.top < 0 || b.left < 0) { const codes = [], rows = b.top < 0 ? Array.from(board.rows.keys()) : span(b.top, b.bottom), columns = b.left < 0 ? span(0, size().columns - 1) : span(b.left, b.right); rows.forEach((r) => columns.forEach((c) => codes.push(board.lock(r, c) & 3))); open = codes.some((code) => code === 0 || code === 2); }
    return board.act("/lock", Object.assign(range(), { on: open }));
  }
  const floor = (on) => board.act("/floor", Object.assign(range(), { on }));
  const spread = (basis) => board.act("/spread", Object.assign(end || !isWhole() ? chosenOrAll() : { row_places: null, column_places: null }, { basis, holds: Array.from(board.holds) }));
  function chosenOrAll() { return end || at.row < 0 || at.column < 0 ? range() : { row_places: null, column_places: null }; }
  function fill(down) {
    const b = box(), block = [];
    if (!end || b.top < 0 || b.left < 0) return;
    for (let r = b.top; r <= b.bottom; r++) block.push(span(b.left, b.right).map((c) => board.plain(down ? board.value(b.top, c) : board.value(r, b.left))));
    return board.act("/paste", { row: b.top, column: b.left, block });
  }
  function act(name) {
    if (name === "edit") edit();
    else if (name === "lock") lock();
    else if (name === "floor" || name === "unfloor") floor(name === "floor");
    else if (name === "fill-down" || name === "fill-right") fill(name === "fill-down");
    else if (name === "undo" || name === "redo") board.act("/" + name, {});
    else if (name === "swap") board.swap();
    else if (name === "mix") board.side2.mix();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-spread]");
    if (button && (board.root.contains(button) || menu.contains(button))) {
      const list = button.closest("details");
      if (list) list.open = false;
      if (button.dataset.spread) spread(button.dataset.spread); else act(button.dataset.do);
      if (menu.contains(button)) hideMenu();
      if (!["edit", "mix"].includes(button.dataset.do) && !board.phone.matches) focusCell();
    } else if (!menu.hidden && !menu.contains(event.target)) hideMenu();
  });

  // -- Keys -----------------------------------------------------------------------------------------------------------
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  host.addEventListener("keydown", (event) => {
    if (editor || event.target.closest(".board-cards")) return;
    const key = event.key, ctrl = event.ctrlKey || event.metaKey, lower = key.toLowerCase();
    if (ARROWS[key]) {
      event.preventDefault();
      const [dr, dc] = ARROWS[key];
      if (event.shiftKey) { const from = end || at; stretch(from.row + dr, from.column + dc); } else move(dr, dc, ctrl);
    } else if (key === "Tab") { const { rows, columns } = size(); if (event.shiftKey ? at.row > -1 || at.column > -1 : at.row < rows - 1 || at.column < columns - 1) { event.preventDefault(); next(event.shiftKey); } }
    else if (key === "Enter" || key === "F2") { event.preventDefault(); edit(); }
    else if (key === "Home") { event.preventDefault(); choose(ctrl ? 0 : at.row, 0); focusCell(); }
    else if (key === "End") { event.preventDefault(); choose(ctrl ? size().rows - 1 : at.row, size().columns - 1); focusCell(); }
    else if (key === "PageDown" || key === "PageUp") { event.preventDefault(); move((key === "PageDown" ? 1 : -1) * Math.max(1, Math.floor(host.clientHeight / ROW) - 3), 0); }
    else if (key === "Escape") { end = null; drawChoice(); board.trouble(null); tellChoice(); }
    else if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) { event.preventDefault(); const spot = cellOf(at.row, at.column).getBoundingClientRect(); showMenu(spot.left + 20, spot.bottom); }
    else if (ctrl && lower === "z") { event.preventDefault(); act(event.shiftKey ? "redo" : "undo"); }
    else if (ctrl && lower === "y") { event.preventDefault(); act("redo"); }
    else if (ctrl && lower === "d") { event.preventDefault(); fill(true); }
    else if (ctrl && lower === "r") { event.preventDefault(); fill(false); }
    else if (ctrl && lower === "a") { event.preventDefault(); at = { row: 0, column: 0 }; stretch(size().rows - 1, size().columns - 1); }
    else if (ctrl || event.altKey) return;
    else if (lower === "l") { event.preventDefault(); event.stopPropagation(); lock(); }
    else if (key === "Delete" || key === "Backspace") { event.preventDefault(); if (board.mayChange) clear(); }
    else if (/^[0-9.,+\-−(¥]$/.test(key)) { event.preventDefault(); event.stopPropagation(); edit(key); }
  });
  function clear() {
    const b = box();
    if (!end) return enter(at, "0");
    if (b.top >= 0 && b.left >= 0) board.act("/paste", { row: b.top, column: b.left, block: span(b.top, b.bottom).map(() => span(b.left, b.right).map(() => "0")) });
  }

  // -- Mouse ----------------------------------------------------------------------------------------------------------
  const placeOf = (target) => { const cell = target.closest && target.closest("td[data-row]"); return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) }; };
  host.addEventListener("mousedown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.button === 1) return;
    if (editor) save(null);
    if (event.button === 2) { const b = box(); if (end && place.row >= b.top && place.row <= b.bottom && place.column >= b.left && place.column <= b.right) return; }
    event.preventDefault();
    if (event.shiftKey) stretch(place.row, place.column); else { choose(place.row, place.column); drag = event.button === 0; }
    focusCell();
  });
  host.addEventListener("mouseover", (event) => { const place = drag && placeOf(event.target); if (place && (place.row !== at.row || place.column !== at.column) && place.row >= 0 && place.column >= 0) stretch(place.row, place.column); });
  document.addEventListener("mouseup", () => { drag = false; });
  host.addEventListener("dblclick", (event) => { if (placeOf(event.target)) edit(); });
  host.addEventListener("contextmenu", (event) => { if (placeOf(event.target)) { event.preventDefault(); showMenu(event.clientX, event.clientY); } });
  function showMenu(x, y) {
    if (!board.mayChange) return;
    menu.hidden = false;
    menu.style.left = Math.min(x, window.innerWidth - menu.offsetWidth - 8) + "px";
    menu.style.top = Math.min(y, window.innerHeight - menu.offsetHeight - 8) + "px";
    menu.querySelector("button").focus();
  }
  function hideMenu() { menu.hidden = true; }
  menu.addEventListener("keydown", (event) => {
    const items = Array.from(menu.querySelectorAll("button")), n = items.indexOf(document.activeElement);
    if (event.key === "Escape") { hideMenu(); focusCell(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); items[(n + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus(); }
  });

  // -- Clipboard: as a spreadsheet writes it --------------------------------------------------------------------------
  const here = () => !editor && host.contains(document.activeElement) && !document.activeElement.closest(".board-cards");
  document.addEventListener("copy", (event) => {
    if (!here()) return;
    const b = box(), lines = span(b.top, b.bottom).map((r) => span(b.left, b.right).map((c) => board.plain(board.value(r, c) || 0)).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\r\n")); event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (!here() || !board.mayChange) return;
    event.preventDefault();
    const block = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((l) => l.split("\t"));
    if (block.length === 1 && block[0].length === 1) { enter(at, block[0][0]); return; }
    const b = box(), row = Math.max(0, b.top), column = Math.max(0, b.left);
    board.act("/paste", { row, column, block }).then((done) => { if (!done) (board.bad || []).forEach(([r, c]) => { const cell = cellOf(row + r, column + c); if (cell) { cell.classList.add("is-bad"); setTimeout(() => cell.classList.remove("is-bad"), 6000); } }); else { at = { row, column }; stretch(row + block.length - 1, column + Math.max(...block.map((l) => l.length)) - 1); } });
  });

  // -- The phone: a card for each row ---------------------------------------------------------------------------------
  let opened = new Set(), most = 40;
  function phone() {
    if (!board.phone.matches) { if (cards.firstChild) cards.replaceChildren(); return; }
    const { rows, columns } = size(), names = board.names(board.view.rows), columnNames = board.names(board.view.columns);
    const card = (row, name) => {
      const box = make("details", "board-card"), head = make("summary");
      head.append(make("span", "board-card-name", name), make("span", "board-card-sum", text(row, -1)), make("span", "board-card-more", board.change(board.value(row, -1), board.before(row, -1)) + " " + words.last_year));
      box.append(head); box.open = opened.has(row);
      box.addEventListener("toggle", () => { if (box.open) { opened.add(row); if (box.children.length === 1) cells(); } else opened.delete(row); });
      const cells = () => [-1].concat(span(0, columns - 1)).forEach((c) => {
        const button = make("button", "board-card-cell"), lock = lockWords(row, c);
        button.type = "button"; button.append(make("span", "", c < 0 ? words.sum : columnNames[c]));
        if (lock) button.append(make("span", "quiet", lock));
        button.append(make("span", "num", text(row, c)));
        button.addEventListener("click", () => { at = { row, column: c }; end = null; board.side2.sheet(at); });
        box.append(button);
      });
      if (box.open) cells();
      return box;
    };
    const list = [card(-1, words.total)];
    for (let r = 0; r < Math.min(rows, most); r++) if (board.rows.has(r)) list.push(card(r, names[r]));
    if (rows > most) { const more = make("button", "button button-wide", words.more_rows); more.type = "button"; more.addEventListener("click", () => { most += 40; board.more(most - 40, most); phone(); }); list.push(more); }
    cards.replaceChildren(...list);
  }

  board.grid = {
    range: () => (board.phone.matches ? [0, most] : shown[0] < 0 ? [0, 60] : [shown[0], Math.max(shown[1], shown[0] + 1)]),
    reset: () => { at = { row: 0, column: 0 }; end = null; close(); },
    enter, lock, at: () => at, focus: focusCell, live,
  };
  board.on((what) => {
    if (what === "view") { build(); choose(at.row, at.column); } else if (what === "figures") { if (editor) return; figures(); rowsInSight(); tellChoice(); }
    $$("[data-do=undo]").forEach((b) => { b.disabled = !board.may.can_undo; });
    $$("[data-do=redo]").forEach((b) => { b.disabled = !board.may.can_redo; });
  });
  host.addEventListener("scroll", () => window.requestAnimationFrame(rowsInSight), { passive: true });
  window.addEventListener("resize", () => { shown = [-1, -1]; rowsInSight(); phone(); });
})();
