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

  // -- A large file travels in pieces: a broken line costs one piece, and it goes on where it stopped -------------------
  const PIECE = 2 * 1048576, TRIES = 8;
  const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
  function keyOf(file) {
    const id = [file.name, file.size, file.lastModified].join("|"), name = "yz-upload";
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(name)); } catch (_) { /* closed to us */ }
    if (kept && kept.id === id) return kept.key;
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    try { localStorage.setItem(name, JSON.stringify({ id, key })); } catch (_) { /* goes on only while the page is open */ }
    return key;
  }
  $$("form[data-pieces]").forEach((form) => {
    const input = $("input[type=file]", form), place = $("[data-sending]", form), button = $(".form-end .button-primary", form);
    const words = $("[data-sent-words]", form), bar = $("progress", place), end = $("[data-stop]", place);
    let stop = null;
    function show(at, size) {
      bar.value = Math.floor((at / size) * 100);
      words.textContent = form.dataset.sent.replace("{percent}", bar.value);
    }
    async function ask(address, options) {
      const answer = await fetch(address, Object.assign({ credentials: "same-origin", signal: stop.signal }, options));
      if (answer.ok) return (await answer.json()).held;
      let told = {};
      try { told = await answer.json(); } catch (_) { /* not ours */ }
      if (answer.status >= 500 || told.code === "gap") throw new TypeError("again");
      throw new RangeError(told.detail || form.dataset.failed);
    }
    async function send(file, address) {
      const token = form.elements.namedItem("csrfmiddlewaretoken").value;
      let at = -1, tries = 0;
      while (at < file.size) {
        try {
          if (at < 0) at = await ask(address, {});
          else at = await ask(address + "?at=" + at, { method: "PUT", headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" }, body: file.slice(at, at + PIECE) });
          tries = 0;
          show(at, file.size);
        } catch (error) {
          if (!(error instanceof TypeError) || ++tries > TRIES) throw error;
          words.textContent = form.dataset.broken;
          await pause(Math.min(2 ** tries, 20));
          at = -1;
        }
      }
    }
    form.addEventListener("submit", async (event) => {
      const file = input.files[0];
      if (!file || file.size <= PIECE || !window.fetch) return;
      event.preventDefault();
      if (stop) return;
      stop = new AbortController();
      const key = keyOf(file);
      place.hidden = end.hidden = false;
      button.disabled = true;
      show(0, 1);
      try {
        await send(file, form.dataset.pieces + key);
        form.elements.namedItem("part").value = key;
        form.elements.namedItem("part_name").value = file.name;
        input.disabled = true;
        form.submit();
        return;
      } catch (error) {
        words.textContent = error.name === "AbortError" ? form.dataset.stopped : error instanceof RangeError ? error.message : form.dataset.failed;
      }
      stop = null;
      button.disabled = false;
      end.hidden = true;
    });
    end.addEventListener("click", () => { if (stop) stop.abort(); });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      input.disabled = button.disabled = false;
      form.elements.namedItem("part").value = "";
      place.hidden = true;
      stop = null;
    });
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
