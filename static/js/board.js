// The allocation board: what is known, asking and telling the server, one act after the other.
(function () {
  "use strict";
  const source = document.getElementById("board-data");
  if (!source) return;
  const data = JSON.parse(source.textContent), root = document.getElementById("board");
  const $ = (selector, within) => (within || root).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || root).querySelectorAll(selector));
  const words = data.words, frame = data.frame;
  const lang = document.documentElement.lang || "zh-Hans";
  const board = window.YzBoard = {
    data, frame, words, root, $, $$,
    view: { rows: data.view.rows, columns: data.view.columns, third: null },
    rows: new Map(), locks: new Map(), last: new Map(), rowSums: new Map(), rowLast: new Map(),
    columnSums: [], columnLast: [], total: 0, totalLast: 0, whole: 0, moves: 0,
    show: "amount", shareOf: "row", holds: new Set(), may: data.may, mayChange: frame.may_change,
    listeners: [], phone: window.matchMedia("(max-width: 767px)"),
  };

  // -- Words and figures ----------------------------------------------------------------------------------------------
  board.fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const rate = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  board.amount = (cents) => whole.format(Math.sign(cents) * Math.round(Math.abs(cents) / 100)).replace(/^-0$/, "0");
  board.exact = (cents) => exact.format(cents / 100);
  board.plain = (cents) => {
    const sign = cents < 0 ? "-" : "", rest = Math.abs(cents);
    return sign + Math.floor(rest / 100) + (rest % 100 ? "." + String(rest % 100).padStart(2, "0") : "");
  };
  board.percent = (ratio) => rate.format(ratio * 100) + "%";
  board.change = (now, before) => {
    if (!before || before < 0) return "–";
    const ratio = now / before - 1;
    return (ratio > 0 ? "+" : ratio < 0 ? "−" : "") + rate.format(Math.abs(ratio) * 100) + "%" + (ratio > 0.0005 ? " ↑" : ratio < -0.0005 ? " ↓" : "");
  };
  board.short = (cents) => {
    const value = cents / 100, size = Math.abs(value), three = (n) => new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(n);
    if (lang.startsWith("zh")) return size >= 1e8 ? three(value / 1e8) + "亿" : size >= 1e4 ? three(value / 1e4) + "万" : whole.format(value);
    return size >= 1e6 ? three(value / 1e6) + "m" : size >= 1e4 ? three(value / 1e3) + "k" : whole.format(value);
  };
  const SUMS = { "": "", r: "row", 行: "row", c: "column", 列: "column", t: "total", 总: "total" };
  const SCALES = { "": 1, k: 1e3, 千: 1e3, 万: 1e4, w: 1e4, m: 1e6, 百万: 1e6, 亿: 1e8 };
  // Only to show sums while typing; the server reads the text itself.
  board.guess = (text, now, baseOf) => {
    const floor = /^(>=|≥)(.+)$/.exec(text.normalize("NFKC").trim());
    if (floor) { const least = board.guess(floor[2], now, () => 0); return least === null ? null : Math.max(now, least); }
    const match = /^([+\-−]?)([\d,\s]*\.?\d*)\s*(k|千|万|w|m|百万|亿)?\s*(%?)\s*([rct行列总]?)$/i.exec(text.normalize("NFKC").trim().replace(/^[¥$€£]/, ""));
    if (!match || !/\d/.test(match[2]) || (match[5] && (match[1] || !match[4]))) return null;
    const value = Number(match[2].replace(/[,\s]/g, "")), base = match[4] && !match[1] ? baseOf(SUMS[match[5].toLowerCase()]) : 0;
    if (match[4]) return match[1] ? Math.round(now * (1 + (match[1] === "+" ? 1 : -1) * value / 100)) : Math.round(base * value / 100);
    return Math.round((match[1] === "-" || match[1] === "−" ? -1 : 1) * value * SCALES[(match[3] || "").toLowerCase()] * 100);
  };

  // -- Sides ----------------------------------------------------------------------------------------------------------
  board.side = (code) => frame.places.find((side) => side.code === code);
  board.names = (code) => board.side(code).names;
  board.thirdSide = () => frame.places.find((side) => side.code !== board.view.rows && side.code !== board.view.columns) || null;
  board.count = () => ({ rows: board.names(board.view.rows).length, columns: board.names(board.view.columns).length });
  board.value = (row, column) => {
    if (row < 0 && column < 0) return board.total;
    if (row < 0) return board.columnSums[column];
    if (column < 0) return board.rowSums.get(row);
    const line = board.rows.get(row);
    return line && line[column];
  };
  board.before = (row, column) => {
    if (row < 0 && column < 0) return board.totalLast;
    if (row < 0) return board.columnLast[column];
    if (column < 0) return board.rowLast.get(row);
    const line = board.last.get(row);
    return line && line[column];
  };
  board.lock = (row, column) => (row < 0 || column < 0 ? 0 : (board.locks.get(row) || [])[column] || 0);
  board.shareBase = (row, column, of) => ((of || board.shareOf) === "total" || (row < 0 && column < 0) ? board.total : (of || board.shareOf) === "row" ? board.value(row, -1) : board.value(-1, column));
  board.on = (listener) => board.listeners.push(listener);
  const tell = (what) => board.listeners.forEach((listener) => listener(what));

  function take(answer) {
    const part = answer.window;
    part.cells.forEach((line, n) => {
      const row = part.start + n;
      board.rows.set(row, line); board.locks.set(row, part.locks[n]); board.last.set(row, part.last[n]);
      board.rowSums.set(row, part.row_sums[n]); board.rowLast.set(row, part.row_last[n]);
    });
    Object.assign(board, { columnSums: part.column_sums, columnLast: part.column_last, total: part.total, totalLast: part.total_last, whole: part.whole });
    if ("can_undo" in answer) board.may = answer;
  }
  function forget() { [board.rows, board.locks, board.last, board.rowSums, board.rowLast].forEach((map) => map.clear()); }

  // -- The server: one act at a time, in order ------------------------------------------------------------------------
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  async function ask(path, options) {
    const response = await fetch(data.api + path, Object.assign({ headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" }, credentials: "same-origin" }, options));
    const body = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) throw Object.assign(new Error((body && body.detail) || response.statusText), { status: response.status, body });
    return body;
  }
  board.ask = ask;
  board.seenRows = () => board.grid ? board.grid.inSight() : [0, 60];
  board.query = () => {
    const [start, stop] = board.seenRows(), third = board.view.third;
    return "rows=" + board.view.rows + "&columns=" + board.view.columns + (third === null ? "" : "&third=" + third) + "&start=" + start + "&stop=" + stop;
  };
  let queue = Promise.resolve(), waiting = 0;
  const state = $("[data-state]");
  function busy(change) { waiting += change; state.textContent = waiting ? words.saving : ""; state.toggleAttribute("data-busy", waiting > 0); }

  // One act. Answers true when it was carried out; otherwise the trouble is shown and nothing of the board has changed.
  board.act = (path, body) => {
    const [start, stop] = board.seenRows();
    const viewed = Object.assign({}, board.view, { start, stop });
    busy(1);
    const run = queue.then(async () => {
      try {
        const answer = await ask(path, { method: "POST", body: JSON.stringify(Object.assign({ seen: board.moves, view: viewed }, body)) });
        board.moves = answer.window.moves;
        if (answer.did) forget();
        take(answer); board.trouble(null); tell("figures");
        state.textContent = answer.did ? words.saved : words.nothing;
        if (answer.did) tell("changed");
        return true;
      } catch (error) {
        if (error.status === 409) await board.refresh();
        board.trouble(error); tell("figures");
        return false;
      } finally { busy(-1); if (!waiting) state.textContent = state.textContent || words.saved; }
    });
    queue = run.catch(() => false);
    return run;
  };
  board.refresh = async () => {
    const answer = await ask("/window?" + board.query());
    forget(); take(answer); board.moves = answer.window.moves; tell("figures");
  };
  let asked = "";
  board.more = (start, stop) => {
    const key = [board.view.rows, board.view.columns, board.view.third, start, stop, board.moves].join();
    if (key === asked) return;
    asked = key;
    const mark = JSON.stringify(board.view);
    const third = board.view.third === null ? "" : "&third=" + board.view.third;
    ask("/window?rows=" + board.view.rows + "&columns=" + board.view.columns + third + "&start=" + start + "&stop=" + stop)
      .then((answer) => { if (mark === JSON.stringify(board.view) && answer.window.moves === board.moves) { take(answer); tell("figures"); } else if (answer.window.moves !== board.moves) board.refresh(); })
      .catch((error) => board.trouble(error));
  };

  // -- Trouble in words -----------------------------------------------------------------------------------------------
  const trouble = $("[data-trouble]");
  board.trouble = (error) => {
    trouble.hidden = !error;
    trouble.replaceChildren();
    if (!error) return;
    const bad = ((error.body && error.body.errors) || []).filter((e) => /^block\.\d+\.\d+$/.test(e.field));
    const text = document.createElement("p");
    const errors = (error.body && error.body.errors) || [];
    const main = errors.filter((e) => !/^block\.\d/.test(e.field)).map((e) => e.message).join(" ");
    text.textContent = error.status ? main || error.message : words.failed;
    trouble.append(text);
    if (bad.length) {
      const list = document.createElement("ul");
      bad.slice(0, 50).forEach((e) => {
        const [, row, column] = e.field.split("."), item = document.createElement("li");
        item.textContent = board.fill(words.row_n, { row: Number(row) + 1, column: Number(column) + 1 }) + " – " + e.message;
        list.append(item);
      });
      trouble.append(list);
    }
    board.bad = bad.map((e) => e.field.split(".").slice(1).map(Number));
  };

  // -- Which sides, shown how -----------------------------------------------------------------------------------------
  function options(select, places, chosen) {
    select.replaceChildren(...places.map(([value, text]) => { const o = document.createElement("option"); o.value = value; o.textContent = text; o.selected = String(value) === String(chosen); return o; }));
  }
  function sides() {
    const all = frame.places.map((side) => [side.code, side.label]);
    options($("[data-side=rows]"), all, board.view.rows);
    options($("[data-side=columns]"), all, board.view.columns);
    const third = board.thirdSide();
    $("[data-third]").hidden = !third;
    if (third) { $("[data-third-name]").textContent = third.label; options($("[data-side=third]"), [["", third.label + ": " + words.all]].concat(third.names.map((n, i) => [i, n])), board.view.third === null ? "" : board.view.third); }
    holds();
  }
  function holds() {
    const box = $("[data-holds]");
    if (!box) return;
    const choices = frame.places.map((side) => [side.code, side.label]).concat([["total", words.total]]);
    box.replaceChildren(...choices.map(([code, text]) => {
      const label = document.createElement("label"), input = document.createElement("input");
      label.className = "menu-item"; input.type = "checkbox"; input.value = code; input.checked = board.holds.has(code);
      input.addEventListener("change", () => { if (input.checked) board.holds.add(code); else board.holds.delete(code); badge(); });
      label.append(input, document.createTextNode(text));
      return label;
    }));
    badge();
  }
  function badge() { const mark = $("[data-holds-count]"); mark.hidden = !board.holds.size; mark.textContent = board.holds.size; }
  async function turn(view) {
    board.view = view; sides(); forget();
    if (board.grid) board.grid.reset();
    try { await board.refresh(); } catch (error) { board.trouble(error); }
    tell("view");
  }
  root.addEventListener("change", (event) => {
    const which = event.target.dataset && event.target.dataset.side;
    if (!which) return;
    const view = Object.assign({}, board.view), value = event.target.value;
    if (which === "third") return turn(Object.assign(view, { third: value === "" ? null : Number(value) }));
    const other = which === "rows" ? "columns" : "rows";
    if (view[other] === value) view[other] = view[which];
    view[which] = value; view.third = null;
    turn(view);
  });
  board.swap = () => turn({ rows: board.view.columns, columns: board.view.rows, third: board.view.third });
  $$("[data-show]").forEach((button) => button.addEventListener("click", () => {
    board.show = button.dataset.show;
    $$("[data-show]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    tell("figures");
  }));
  const shareOf = $("[data-share-of]");
  shareOf.addEventListener("change", () => {
    board.shareOf = shareOf.value;
    tell("figures");
  });
  $$("[data-file]").forEach((link) => link.addEventListener("click", () => { link.href = link.dataset.file + "&" + board.query() + "&show=" + board.show + "&share_of=" + board.shareOf; }));
  const seen = $("[data-seen]");
  if (seen) seen.form.addEventListener("submit", () => { seen.value = board.moves; });
  take({ window: data.window }); board.moves = data.window.moves; sides();
  board.start = () => tell("view");
})();
