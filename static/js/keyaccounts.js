// The grid of a rolling plan with a spreadsheet's manners: arrows, Enter, paste of cells, sums that move while typing.
(function () {
  "use strict";
  const grid = document.querySelector("[data-ka-grid]");
  if (!grid) return;
  const body = grid.tBodies[0];
  const written = new Intl.NumberFormat(document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en", {
    minimumFractionDigits: 2, maximumFractionDigits: 2,
  });
  const inputs = (row) => Array.from(row.querySelectorAll("input"));
  const number = (text) => {
    const plain = text.replace(/[,\s¥]/g, "");
    return plain === "" ? 0 : Number(plain);
  };

  function sum() {
    grid.querySelectorAll("[data-total]").forEach((cell) => {
      let total = 0;
      body.querySelectorAll('[data-sum="' + cell.dataset.total + '"]').forEach((input) => {
        const value = number(input.value);
        if (Number.isFinite(value)) total += value;
      });
      cell.textContent = written.format(total);
    });
  }
  function check(input) {
    const value = number(input.value);
    const wrong = input.name !== "product" && !(Number.isFinite(value) && value >= 0);
    input.classList.toggle("is-wrong", wrong);
    input.toggleAttribute("aria-invalid", wrong);
  }
  function addRow() {
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    inputs(row).forEach((input) => { input.value = ""; input.classList.remove("is-wrong"); });
    body.append(row);
    return row;
  }
  function place(input) {
    const row = input.closest("tr");
    return { row: Array.from(body.rows).indexOf(row), column: inputs(row).indexOf(input) };
  }
  function go(row, column) {
    if (row < 0) return;
    const target = body.rows[row] || addRow();
    const found = inputs(target)[column];
    if (found) { found.focus(); found.select(); }
  }

  grid.addEventListener("input", (event) => { check(event.target); sum(); });
  grid.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || event.isComposing) return;
    const at = place(input);
    const picking = input.name === "product" && input.getAttribute("aria-expanded") === "true";
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !picking) {
      event.preventDefault();
      go(at.row + (event.shiftKey ? -1 : 1), at.column);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && input.name !== "product") {
      event.preventDefault();
      go(at.row + (event.key === "ArrowDown" ? 1 : -1), at.column);
    } else if (event.key === "ArrowRight" && input.selectionEnd === input.value.length) {
      go(at.row, at.column + 1);
    } else if (event.key === "ArrowLeft" && input.selectionStart === 0 && input.selectionEnd === 0) {
      go(at.row, at.column - 1);
    }
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const start = place(event.target);
    text.split("\n").slice(0, 500).forEach((line, down) => {
      const row = body.rows[start.row + down] || addRow();
      line.split("\t").forEach((value, across) => {
        const input = inputs(row)[start.column + across];
        if (!input) return;
        input.value = value.trim();
        check(input);
      });
    });
    sum();
  });
  sum();
})();
