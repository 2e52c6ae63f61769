// Choosing cells on the board, a spreadsheet's way: keys, ranges, mouse, clipboard.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const g = board.grid, { host, table, ROW } = g, TOP = 64;
  let drag = false;

  // -- Choosing -------------------------------------------------------------------------------------------------------
  function box() {
    const to = g.end || g.at;
    return { top: Math.min(g.at.row, to.row), bottom: Math.max(g.at.row, to.row), left: Math.min(g.at.column, to.column), right: Math.max(g.at.column, to.column) };
  }
  function choose(row, column, keep) {
    const { rows, columns } = g.size();
    g.at = { row: Math.max(-1, Math.min(rows - 1, row)), column: Math.max(-1, Math.min(columns - 1, column)) };
    if (!keep) g.end = null;
    drawChoice();
    if (!keep) { scrollTo(g.at); tellChoice(); }
  }
  function drawChoice() {
    const b = box();
    table.querySelectorAll(".is-chosen, .is-active").forEach((cell) => { cell.classList.remove("is-chosen", "is-active"); cell.removeAttribute("aria-selected"); cell.tabIndex = -1; });
    if (g.end) for (let r = Math.max(b.top, g.shown[0], -1); r <= b.bottom; r++) for (let c = b.left; c <= b.right; c++) { const cell = g.cellOf(r, c); if (cell) { cell.classList.add("is-chosen"); cell.setAttribute("aria-selected", "true"); } }
    const cell = g.cellOf(g.at.row, g.at.column);
    if (cell) { cell.classList.add("is-active"); cell.setAttribute("aria-selected", "true"); cell.tabIndex = 0; }
    return cell;
  }
  function scrollTo(place) {
    const held = host.contains(document.activeElement);
    const cell = g.cellOf(place.row, place.column);
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
    g.rowsInSight();
    const now = drawChoice();
    // The cell that had the focus may be out of sight by now; keys still belong to the grid.
    if (held && !g.editor) (now || host).focus({ preventScroll: true });
  }
  let telling = 0;
  function tellChoice() { clearTimeout(telling); telling = setTimeout(() => board.side2 && board.side2.cell(g.at, g.end ? box() : null), 60); }
  function stretch(row, column) {
    const { rows, columns } = g.size();
    g.end = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
    if (g.at.row < 0) g.at.row = 0;
    if (g.at.column < 0) g.at.column = 0;
    scrollTo(g.end); tellChoice();
  }
  function focusCell() { const cell = g.cellOf(g.at.row, g.at.column); if (cell) cell.focus({ preventScroll: true }); }
  function move(dr, dc, far) {
    const { rows, columns } = g.size();
    choose(far && dr ? (dr > 0 ? rows - 1 : -1) : g.at.row + dr, far && dc ? (dc > 0 ? columns - 1 : -1) : g.at.column + dc);
    focusCell();
  }
  function next(back) {
    const { rows, columns } = g.size();
    let row = g.at.row, column = g.at.column + (back ? -1 : 1);
    if (column >= columns) { column = 0; row += 1; }
    if (column < -1) { column = columns - 1; row -= 1; }
    if (row < rows && row >= -1) { choose(row, column); focusCell(); }
  }

  // -- Keys -----------------------------------------------------------------------------------------------------------
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  host.addEventListener("keydown", (event) => {
    if (g.editor || event.target.closest(".board-cards")) return;
    const key = event.key, ctrl = event.ctrlKey || event.metaKey, lower = key.toLowerCase();
    if (ARROWS[key]) {
      event.preventDefault();
      const [dr, dc] = ARROWS[key];
      if (event.shiftKey) { const from = g.end || g.at; stretch(from.row + dr, from.column + dc); } else move(dr, dc, ctrl);
    } else if (key === "Tab") { const { rows, columns } = g.size(); if (event.shiftKey ? g.at.row > -1 || g.at.column > -1 : g.at.row < rows - 1 || g.at.column < columns - 1) { event.preventDefault(); next(event.shiftKey); } }
    else if (key === "Enter" || key === "F2") { event.preventDefault(); g.edit(); }
    else if (key === "Home") { event.preventDefault(); choose(ctrl ? 0 : g.at.row, 0); focusCell(); }
    else if (key === "End") { event.preventDefault(); choose(ctrl ? g.size().rows - 1 : g.at.row, g.size().columns - 1); focusCell(); }
    else if (key === "PageDown" || key === "PageUp") { event.preventDefault(); move((key === "PageDown" ? 1 : -1) * Math.max(1, Math.floor(host.clientHeight / ROW) - 3), 0); }
    else if (key === "Escape") { g.end = null; drawChoice(); board.trouble(null); tellChoice(); }
    else if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) { event.preventDefault(); const spot = g.cellOf(g.at.row, g.at.column).getBoundingClientRect(); g.showMenu(spot.left + 20, spot.bottom); }
    else if (ctrl && lower === "z") { event.preventDefault(); g.act(event.shiftKey ? "redo" : "undo"); }
    else if (ctrl && lower === "y") { event.preventDefault(); g.act("redo"); }
    else if (ctrl && lower === "d") { event.preventDefault(); g.fill(true); }
    else if (ctrl && lower === "r") { event.preventDefault(); g.fill(false); }
    else if (ctrl && lower === "a") { event.preventDefault(); const { rows, columns } = g.size(); choose(0, 0, true); g.end = { row: rows - 1, column: columns - 1 }; drawChoice(); tellChoice(); }
    else if (ctrl || event.altKey) return;
    else if (lower === "l") { event.preventDefault(); event.stopPropagation(); g.lock(); }
    else if (key === "Delete" || key === "Backspace") { event.preventDefault(); if (board.mayChange) clear(); }
    else if (/^[0-9.,+\-−(¥>≥＞]$/.test(key)) { event.preventDefault(); event.stopPropagation(); g.edit(key); }
  });
  function clear() {
    const b = box();
    if (!g.end) return g.enter(g.at, "0");
    if (b.top >= 0 && b.left >= 0) board.act("/paste", { row: b.top, column: b.left, block: g.span(b.top, b.bottom).map(() => g.span(b.left, b.right).map(() => "0")) });
  }

  // -- Mouse ----------------------------------------------------------------------------------------------------------
  const placeOf = (target) => { const cell = target.closest && target.closest("td[data-row]"); return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) }; };
  host.addEventListener("mousedown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.button === 1) return;
    if (g.editor) g.save(null);
    if (event.button === 2) { const b = box(); if (g.end && place.row >= b.top && place.row <= b.bottom && place.column >= b.left && place.column <= b.right) return; }
    event.preventDefault();
    if (event.shiftKey) stretch(place.row, place.column); else { choose(place.row, place.column); drag = event.button === 0; }
    focusCell();
  });
  host.addEventListener("mouseover", (event) => { const place = drag && placeOf(event.target); if (place && (place.row !== g.at.row || place.column !== g.at.column) && place.row >= 0 && place.column >= 0) stretch(place.row, place.column); });
  document.addEventListener("mouseup", () => { drag = false; });
  host.addEventListener("dblclick", (event) => { if (placeOf(event.target)) g.edit(); });
  host.addEventListener("contextmenu", (event) => { if (placeOf(event.target)) { event.preventDefault(); g.showMenu(event.clientX, event.clientY); } });

  // -- Clipboard: as a spreadsheet writes it --------------------------------------------------------------------------
  const here = () => !g.editor && host.contains(document.activeElement) && !document.activeElement.closest(".board-cards");
  document.addEventListener("copy", (event) => {
    if (!here()) return;
    const b = box(), lines = g.span(b.top, b.bottom).map((r) => g.span(b.left, b.right).map((c) => board.plain(board.value(r, c) || 0)).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\r\n")); event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (!here() || !board.mayChange) return;
    event.preventDefault();
    const block = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((l) => l.split("\t"));
    if (block.length === 1 && block[0].length === 1) { g.enter(g.at, block[0][0]); return; }
    const b = box(), row = Math.max(0, b.top), column = Math.max(0, b.left);
    board.act("/paste", { row, column, block }).then((done) => { if (!done) (board.bad || []).forEach(([r, c]) => { const cell = g.cellOf(row + r, column + c); if (cell) { cell.classList.add("is-bad"); setTimeout(() => cell.classList.remove("is-bad"), 6000); } }); else { g.at = { row, column }; stretch(row + block.length - 1, column + Math.max(...block.map((l) => l.length)) - 1); } });
  });

  Object.assign(g, { box, choose, drawChoice, tellChoice, focus: focusCell, move, next });
})();
