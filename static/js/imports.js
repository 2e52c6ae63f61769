// Imports: drop a file, see its size before it travels, one column per field, a grid with a spreadsheet's manners.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // -- The file ----------------------------------------------------------------------------------------------------
  $$("[data-drop]").forEach((zone) => {
    const input = $("input[type=file]", zone), chosen = $("[data-chosen]", zone), limits = $("[data-most]");
    function show() {
      const file = input.files[0];
      chosen.hidden = !file;
      input.setCustomValidity("");
      if (!file) return;
      const size = file.size / 1048576;
      chosen.textContent = file.name + " · " + (size >= 1 ? size.toFixed(1) + " MB" : Math.max(1, Math.round(file.size / 1024)) + " KB");
      if (limits && size > Number(limits.dataset.most)) {
        chosen.textContent += " · " + limits.dataset.tooLarge;
        input.setCustomValidity(limits.dataset.tooLarge);
      }
    }
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => { event.preventDefault(); zone.setAttribute("data-over", ""); }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.removeAttribute("data-over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
    show();
  });

  // -- The columns: what one takes is free again elsewhere ------------------------------------------------------------
  const columns = $("[data-import-columns]");
  if (columns) columns.addEventListener("change", (event) => {
    const select = event.target.closest("[data-slot]");
    if (!select) return;
    if (select.value) $$("[data-slot]", columns).forEach((other) => { if (other !== select && other.value === select.value) { other.value = ""; mark(other); } });
    mark(select);
  });
  function mark(select) {
    const row = select.closest("[data-column]"), sure = $(".map-sure", row);
    row.classList.toggle("map-off", !select.value);
    if (sure) sure.remove();
  }

  // -- The grid: arrows, Enter, and cells pasted from a spreadsheet ---------------------------------------------------
  $$("[data-grid]").forEach((grid) => {
    const cells = () => $$("tbody tr", grid).map((row) => $$("input", row));
    const at = (input) => { const all = cells(); const y = all.findIndex((row) => row.includes(input)); return [all, y, all[y].indexOf(input)]; };
    function go(all, y, x) { const next = all[y] && all[y][x]; if (next) { next.focus(); next.select(); } return Boolean(next); }
    grid.addEventListener("keydown", (event) => {
      const input = event.target.closest("input");
      if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
      const [all, y, x] = at(input);
      const end = input.selectionStart === input.value.length, start = input.selectionEnd === 0;
      const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
      if (end) moves.ArrowRight = [0, 1];
      if (start) moves.ArrowLeft = [0, -1];
      const move = moves[event.key];
      if (move && (go(all, y + move[0], x + move[1]) || event.key === "Enter")) event.preventDefault();
    });
    grid.addEventListener("paste", (event) => {
      const input = event.target.closest("input"), text = event.clipboardData.getData("text");
      if (!input || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      const [all, y, x] = at(input);
      text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, dy) => line.split("\t").forEach((value, dx) => {
        const cell = all[y + dy] && all[y + dy][x + dx];
        if (cell) cell.value = value;
      }));
    });
  });
})();
