// The board on the phone: a card for each row.
(function () {
  "use strict";
  const board = window.YzBoard;
  if (!board) return;
  const g = board.grid, { cards } = g, { words } = board;
  g.most = 40;
  const opened = new Set();
  function phone() {
    if (!board.phone.matches) { if (cards.firstChild) cards.replaceChildren(); return; }
    const { rows, columns } = g.size(), names = board.names(board.view.rows), columnNames = board.names(board.view.columns);
    const card = (row, name) => {
      const box = g.make("details", "board-card"), head = g.make("summary");
      head.append(g.make("span", "board-card-name", name), g.make("span", "board-card-sum", g.text(row, -1)), g.make("span", "board-card-more", board.change(board.value(row, -1), board.before(row, -1)) + " " + words.last_year));
      box.append(head); box.open = opened.has(row);
      box.addEventListener("toggle", () => { if (box.open) { opened.add(row); if (box.children.length === 1) cells(); } else opened.delete(row); });
      const cells = () => [-1].concat(g.span(0, columns - 1)).forEach((c) => {
        const button = g.make("button", "board-card-cell"), lock = g.lockWords(row, c);
        button.type = "button"; button.append(g.make("span", "", c < 0 ? words.sum : columnNames[c]));
        if (lock) button.append(g.make("span", "quiet", lock));
        button.append(g.make("span", "num", g.text(row, c)));
        button.addEventListener("click", () => { g.at = { row, column: c }; g.end = null; board.side2.sheet(g.at); });
        box.append(button);
      });
      if (box.open) cells();
      return box;
    };
    const list = [card(-1, words.total)];
    for (let r = 0; r < Math.min(rows, g.most); r++) if (board.rows.has(r)) list.push(card(r, names[r]));
    if (rows > g.most) { const more = g.make("button", "button button-wide", words.more_rows); more.type = "button"; more.addEventListener("click", () => { g.most += 40; board.more(g.most - 40, g.most); phone(); }); list.push(more); }
    cards.replaceChildren(...list);
  }
  g.phone = phone;
})();
