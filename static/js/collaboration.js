// Working together: the bell, naming colleagues, sending files, following. Everything also works as a plain form.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // -- The bell: looked at again each minute while the page is seen, and when it is seen again ----------------------
  const bell = $("[data-bell]");
  if (bell) {
    const badge = $(".bell-count", bell);
    let asked = Date.now();
    const look = () => {
      if (document.hidden || Date.now() - asked < 5000) return;
      asked = Date.now();
      fetch(bell.dataset.bell, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" })
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((answer) => { if (answer) show(answer.unread); })
        .catch(() => { /* offline; the banner says so where it matters */ });
    };
    const show = (unread) => {
      badge.dataset.count = unread > 99 ? "99+" : String(unread);
      badge.hidden = !unread;
      bell.setAttribute("aria-label", bell.dataset.word + (unread ? ` (${unread})` : ""));
    };
    setInterval(look, 60000);
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
  }

  // -- People: after @ in a note, or in a field -----------------------------------------------------------------------
  const list = document.createElement("div");
  list.className = "picks";
  list.id = "people-picks";
  list.setAttribute("role", "listbox");
  list.popover = "manual";
  document.body.append(list);
  const state = { field: null, start: -1, at: -1, turn: 0, timer: 0 };

  function close() {
    clearTimeout(state.timer);
    if (list.matches(":popover-open")) list.hidePopover();
    if (state.field) state.field.removeAttribute("aria-activedescendant");
    state.at = -1;
  }
  const options = () => $$("[role=option]", list);
  function select(index) {
    const all = options();
    if (!all.length) return;
    state.at = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === state.at)));
    all[state.at].scrollIntoView({ block: "nearest" });
    state.field.setAttribute("aria-activedescendant", all[state.at].id);
  }
  function wanted(field) {
    if (field.dataset.person) return { start: 0, text: field.value };
    const before = field.value.slice(0, field.selectionStart);
    const found = /(?:^|[\s，。；：、（(])@([^\s@]{0,20})$/u.exec(before) || /([\u3400-\u9fff])@([^\s@]{0,20})$/u.exec(before);
    if (!found) return null;
    const text = found[found.length - 1];
    return { start: before.length - text.length - 1, text };
  }
  function ask(field) {
    const sought = wanted(field);
    if (!sought || (field.dataset.person && !sought.text.trim())) { close(); return; }
    state.field = field;
    state.start = sought.start;
    const turn = ++state.turn;
    const address = (field.dataset.person || field.dataset.mention) + "?q=" + encodeURIComponent(sought.text);
    fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : { items: [] }))
      .then((answer) => { if (turn === state.turn) draw(field, answer.items); })
      .catch(close);
  }
  function draw(field, items) {
    if (!items.length) { close(); return; }
    list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("button");
      option.type = "button";
      option.className = "menu-item";
      option.id = "person-" + index;
      option.setAttribute("role", "option");
      option.tabIndex = -1;
      option.append(item.name);
      const code = document.createElement("span");
      code.className = "pick-code";
      code.textContent = item.hint || item.username;
      option.append(code);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(item); });
      return option;
    }));
    const box = field.getBoundingClientRect();
    list.style.left = Math.max(8, box.left) + "px";
    list.style.top = Math.min(box.bottom + 4, window.innerHeight - 200) + "px";
    list.style.minWidth = Math.min(280, box.width) + "px";
    if (!list.matches(":popover-open")) list.showPopover();
    field.setAttribute("aria-controls", list.id);
    list.items = items;
    select(0);
  }
  function take(item) {
    const field = state.field;
    if (field.dataset.person) {
      field.value = item.name;
      const key = field.form.elements.namedItem("assignee");
      key.value = item.id;
    } else {
      const after = field.value.slice(field.selectionStart);
      const text = "@" + item.name + " ";
      field.value = field.value.slice(0, state.start) + text + after.replace(/^ /, "");
      field.setSelectionRange(state.start + text.length, state.start + text.length);
      const named = document.createElement("input");
      named.type = "hidden";
      named.name = "mention";
      named.value = item.id;
      field.form.append(named);
    }
    close();
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  $$("[data-mention], [data-person]").forEach((field) => {
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", (event) => {
      if (event.isComposing) return;
      if (field.dataset.person) field.form.elements.namedItem("assignee").value = "";
      clearTimeout(state.timer);
      state.timer = setTimeout(() => ask(field), 120);
    });
    field.addEventListener("compositionend", () => { clearTimeout(state.timer); state.timer = setTimeout(() => ask(field), 120); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (!list.matches(":popover-open") || event.isComposing) return;
      if (event.key === "ArrowDown") select(state.at + 1);
      else if (event.key === "ArrowUp") select(state.at - 1);
      else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") take(list.items[state.at]);
      else if (event.key === "Escape") { event.stopPropagation(); close(); }
      else return;
      event.preventDefault();
    });
  });

  // -- Files: chosen, dropped or photographed; sent at once with progress ---------------------------------------------
  $$("[data-upload]").forEach((form) => {
    const bar = $(".upload-bar", form);
    const error = $(".upload-error", form);
    $$("[data-no-script]", form).forEach((button) => button.remove());
    const fail = (text) => { error.textContent = text; error.hidden = !text; bar.hidden = true; form.classList.remove("is-over"); };
    function send(files) {
      if (!files.length) return;
      fail("");
      const large = Array.from(files).find((file) => file.size > Number(form.dataset.most));
      if (large) { fail(form.dataset.tooLarge.replace("{name}", large.name)); return; }
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
      Array.from(files).forEach((file) => body.append("files", file));
      const request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action"));
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100; });
      request.addEventListener("error", () => fail(form.dataset.failed));
      request.addEventListener("load", () => {
        if (request.status === 200) { location.hash = "files"; location.reload(); return; }
        let text = form.dataset.failed;
        try { text = JSON.parse(request.responseText).error || text; } catch (_) { /* an answer of another kind */ }
        fail(text);
      });
      bar.value = 0;
      bar.hidden = false;
      request.send(body);
    }
    $$("input[type=file]", form).forEach((input) => input.addEventListener("change", () => { send(input.files); }));
    const zone = form.closest(".record-middle") || form;
    zone.addEventListener("dragover", (event) => {
      if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-over");
    });
    zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) form.classList.remove("is-over"); });
    zone.addEventListener("drop", (event) => {
      if (!event.dataTransfer || !event.dataTransfer.files.length) return;
      event.preventDefault();
      form.classList.remove("is-over");
      send(event.dataTransfer.files);
    });
  });
  $$("form[data-confirm]").forEach((form) => form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.confirm)) event.preventDefault();
  }));

  // -- Following: the star turns at once ------------------------------------------------------------------------------
  $$("[data-follow]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = $("button", form);
    const turn = (on) => { button.setAttribute("aria-pressed", String(on)); button.value = on ? "0" : "1"; };
    const on = button.value === "1";
    const body = new FormData(form);
    body.set("on", on ? "1" : "0");
    turn(on);
    fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => { if (!answer.ok) turn(!on); })
      .catch(() => turn(!on));
  }));

  // -- A new task: the first field is ready to be typed in ------------------------------------------------------------
  $$(".adder").forEach((adder) => adder.addEventListener("toggle", () => { if (adder.open) $("input[name=title]", adder).focus(); }));
})();
