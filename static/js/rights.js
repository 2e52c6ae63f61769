// The grid of a role: rows that match what is typed stay, the arrow keys walk from box to box.
(function () {
  "use strict";
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-grid-search]")) return;
    const wanted = event.target.value.trim().toLowerCase();
    document.querySelectorAll("[data-grid-row]").forEach((row) => {
      row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
    });
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches(".rights-grid input[type=checkbox]")) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step && !down) return;
    const boxes = Array.from(box.closest(".rights-grid").querySelectorAll("tr:not([hidden]) input[type=checkbox]"));
    let next = boxes[boxes.indexOf(box) + (step || 0)];
    if (down) {
      const here = box.closest("td").cellIndex;
      const rows = boxes.map((b) => b.closest("tr")).filter((row, at, all) => all.indexOf(row) === at);
      for (let at = rows.indexOf(box.closest("tr")) + down; rows[at]; at += down) {
        const cell = rows[at].cells[here];
        next = (cell && cell.querySelector("input")) || null;
        if (next) break;
      }
    }
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
