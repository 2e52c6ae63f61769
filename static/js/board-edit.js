// Changing the board: typing with live sums, acts on what is chosen, the menu of a cell.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const g = board.grid, { host, table } = g, { words } = board, menu = document.querySelector("[data-context]");

  // -- Typing ---------------------------------------------------------------------------------------------------------
  function edit(first) {
    if (!board.mayChange) { board.trouble({ status: 1, message: words.read_only }); return; }
    if ((board.lock(g.at.row, g.at.column) & 3) === 3) { board.trouble({ status: 1, message: words.closed }); return; }
    const cell = g.cellOf(g.at.row, g.at.column);
    if (!cell || g.editor) return;
    g.end = null; g.drawChoice();
    g.editor = g.make("input", "board-editor");
    g.editor.setAttribute("aria-label", board.side2.nameOf(g.at));
    g.editor.autocomplete = "off"; g.editor.spellcheck = false; g.editor.inputMode = "decimal";
    const frame = host.getBoundingClientRect(), spot = cell.getBoundingClientRect();
    Object.assign(g.editor.style, { left: spot.left - frame.left + host.scrollLeft - 1 + "px", top: spot.top - frame.top + host.scrollTop - 1 + "px", width: Math.max(spot.width, 110) + 2 + "px", height: spot.height + 1 + "px" });
    g.editor.value = first === undefined ? board.plain(board.value(g.at.row, g.at.column) || 0) : first;
    g.editor.addEventListener("input", live);
    g.editor.addEventListener("keydown", typing);
    g.editor.addEventListener("blur", () => save(null));
    host.append(g.editor); g.editor.focus();
    if (first === undefined) g.editor.select();
    live();
  }
  function live(event) {
    const source = event ? event.target : g.editor, now = board.value(g.at.row, g.at.column) || 0;
    const guess = board.guess(source.value, now, (of) => board.shareBase(g.at.row, g.at.column, of) || 0);
    board.side2.typed(source.value, guess);
    const gap = guess === null || board.holds.size ? 0 : guess - now;
    [[g.at.row, -1], [-1, g.at.column], [-1, -1]].forEach(([r, c]) => {
      const cell = g.cellOf(r, c);
      if (!cell || (r === g.at.row && c === g.at.column) || board.show !== "amount") return;
      cell.textContent = board.amount((board.value(r, c) || 0) + gap);
      cell.classList.toggle("is-live", gap !== 0);
    });
  }
  function close() {
    if (!g.editor) return "";
    const value = g.editor.value, gone = g.editor;
    g.editor = null; gone.remove();
    table.querySelectorAll(".is-live").forEach((cell) => cell.classList.remove("is-live"));
    return value;
  }
  function typing(event) {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); g.figures(); g.focus(); board.side2.cell(g.at, null); }
    else if (event.key === "Enter") { event.preventDefault(); save(event.shiftKey ? [-1, 0] : [1, 0]); }
    else if (event.key === "Tab") { event.preventDefault(); save(event.shiftKey ? "back" : "next"); }
    event.stopPropagation();
  }
  function save(then) {
    if (!g.editor) return;
    const place = { row: g.at.row, column: g.at.column }, before = board.value(g.at.row, g.at.column), value = close().trim();
    if (then === "next" || then === "back") g.next(then === "back"); else if (then) g.move(then[0], then[1]);
    if (!value || value === board.plain(before || 0)) { g.figures(); return; }
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
    const b = g.box();
    return { row_places: b.top < 0 ? null : span(b.top, b.bottom), column_places: b.left < 0 ? null : span(b.left, b.right) };
  }
  function lock() {
    const b = g.box(); let open = false;
    for (let r = b.top; r <= b.bottom; r++) for (let c = b.left; c <= b.right; c++) if ((board.lock(r, c) & 3) !== 1 && (board.lock(r, c) & 3) !== 3) open = true;
    if (b.top < 0 || b.left < 0) { const codes = [], rows = b.top < 0 ? Array.from(board.rows.keys()) : span(b.top, b.bottom), columns = b.left < 0 ? span(0, g.size().columns - 1) : span(b.left, b.right); rows.forEach((r) => columns.forEach((c) => codes.push(board.lock(r, c) & 3))); open = codes.some((code) => code === 0 || code === 2); }
    return board.act("/lock", Object.assign(range(), { on: open }));
  }
  const floor = (on) => board.act("/floor", Object.assign(range(), { on }));
  const spread = (basis) => board.act("/spread", Object.assign(chosenOrAll(), { basis, holds: Array.from(board.holds) }));
  function chosenOrAll() { return g.end || g.at.row < 0 || g.at.column < 0 ? range() : { row_places: null, column_places: null }; }
  function fill(down) {
    const b = g.box(), block = [];
    if (!g.end || b.top < 0 || b.left < 0) return;
    for (let r = b.top; r <= b.bottom; r++) block.push(span(b.left, b.right).map((c) => board.plain(down ? board.value(b.top, c) : board.value(r, b.left))));
    return board.act("/paste", { row: b.top, column: b.left, block });
  }
  function act(name) {
    if (name === "edit") edit();
    else if (name === "floor-at") edit(">=" + board.plain(board.value(g.at.row, g.at.column) || 0));
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
      if (!["edit", "floor-at", "mix"].includes(button.dataset.do) && !board.phone.matches) g.focus();
    } else if (!menu.hidden && !menu.contains(event.target)) hideMenu();
  });

  // -- The menu of a cell ---------------------------------------------------------------------------------------------
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
    if (event.key === "Escape") { hideMenu(); g.focus(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); items[(n + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus(); }
  });

  Object.assign(g, { edit, live, close, save, enter, span, lock, fill, act, showMenu });
})();
