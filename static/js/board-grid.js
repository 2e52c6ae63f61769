// The grid of the board: a table of windowed rows, painted from what is known.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const { $, $$, words } = board, host = $("[data-grid]");
  const ROW = 32, EXTRA = 12;
  let previous = new Map();
  // What the files of the grid share: the chosen cell, the other end of a range, the open editor, the rows in sight.
  const g = board.grid = { host, ROW, at: { row: 0, column: 0 }, end: null, editor: null, shown: [0, 0] };

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
    g.shown = [-1, -1];
    host.scrollTop = 0;
    rowsInSight();
  }
  function rowsInSight() {
    const { rows, columns } = size(), names = board.names(board.view.rows);
    const first = Math.max(0, Math.floor(host.scrollTop / ROW) - EXTRA), last = Math.min(rows, Math.ceil((host.scrollTop + host.clientHeight) / ROW) + EXTRA);
    if (first === g.shown[0] && last === g.shown[1]) return;
    g.shown = [first, last];
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
    g.choose(g.at.row, g.at.column, true);
    g.phone();
  }

  Object.assign(g, {
    make, size, text, lockWords, cellOf, rowsInSight, figures, table, cards,
    inSight: () => (board.phone.matches ? [0, g.most] : g.shown[0] < 0 ? [0, 60] : [g.shown[0], Math.max(g.shown[1], g.shown[0] + 1)]),
    reset: () => { g.at = { row: 0, column: 0 }; g.end = null; g.close(); },
  });
  board.on((what) => {
    if (what === "view") { build(); g.choose(g.at.row, g.at.column); } else if (what === "figures") { if (g.editor) return; figures(); rowsInSight(); g.tellChoice(); }
    $$("[data-do=undo]").forEach((b) => { b.disabled = !board.may.can_undo; });
    $$("[data-do=redo]").forEach((b) => { b.disabled = !board.may.can_redo; });
  });
  // A phone tells its size before the first figures are there; until then there is nothing to draw again.
  host.addEventListener("scroll", () => { if (body) window.requestAnimationFrame(rowsInSight); }, { passive: true });
  window.addEventListener("resize", () => { if (!body) return; g.shown = [-1, -1]; rowsInSight(); g.phone(); });
})();
