// Forms: nothing typed is lost, errors are jumped to, lines are added and removed.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // -- Show a password ---------------------------------------------------------------------------------------------
  $$("[data-reveal]").forEach((button) => {
    const input = $("input", button.parentElement);
    const show = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      button.textContent = hidden ? button.dataset.hide : show;
      input.focus();
    });
  });

  // -- Copy what is shown once -------------------------------------------------------------------------------------
  $$("[data-copy]").forEach((button) => button.addEventListener("click", () => {
    const input = document.getElementById(button.dataset.copy);
    input.select();
    const done = () => { $("span", button).textContent = button.dataset.done; };
    if (navigator.clipboard) navigator.clipboard.writeText(input.value).then(done, () => input.focus());
    else if (document.execCommand("copy")) done();
  }));

  // -- Errors ------------------------------------------------------------------------------------------------------
  const summary = $("[data-summary]");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    (field.matches("input, select, textarea") ? field : $("input, select, textarea", field) || field).focus({ preventScroll: true });
  });
  if (!summary) {
    const first = $("form[data-guard] :is(input:not([type=hidden]), select, textarea), .auth-card input:not([type=hidden])");
    if (first && window.matchMedia("(min-width: 768px)").matches) first.focus({ preventScroll: true });
  }

  // -- Drafts: kept for this tab until the server has taken them --------------------------------------------------
  const skip = /^(csrfmiddlewaretoken|next|.*version|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)$/;
  const key = (form) => "yz-draft:" + new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const version = (form) => { const field = form.elements.namedItem("version"); return field ? field.value : ""; };
  const fields = (form) => Array.from(form.elements).filter((el) =>
    el.name && !skip.test(el.name) && !el.closest(".field-secret") && !/^(password|file|hidden|submit|button)$/.test(el.type));
  const read = (form) => fields(form).map((el) => [el.name, /^(checkbox|radio)$/.test(el.type) ? el.value : "", state(el)]);
  function state(el) {
    if (/^(checkbox|radio)$/.test(el.type)) return el.checked;
    return el.multiple && el.options ? Array.from(el.selectedOptions, (option) => option.value) : el.value;
  }
  function put(el, value) {
    if (/^(checkbox|radio)$/.test(el.type)) el.checked = value;
    else if (Array.isArray(value)) Array.from(el.options).forEach((option) => { option.selected = value.includes(option.value); });
    else el.value = value;
  }
  const store = {
    get(name) { try { return JSON.parse(sessionStorage.getItem(name)); } catch (_) { return null; } },
    set(name, value) { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch (_) { /* full or closed: no draft */ } },
    drop(name) { try { sessionStorage.removeItem(name); } catch (_) { /* nothing was kept */ } },
  };
  const drafted = $$("form[data-draft]");
  const here = new Set(drafted.map(key));
  // A draft that was sent, and another page came back: the server has it.
  try {
    Object.keys(sessionStorage).filter((name) => name.startsWith("yz-draft:") && !here.has(name)).forEach((name) => {
      const draft = store.get(name);
      if (draft && draft.sent) store.drop(name);
    });
  } catch (_) { /* storage closed to us */ }

  let leaving = false;
  drafted.forEach((form) => {
    const name = key(form);
    const start = JSON.stringify(read(form));
    const draft = store.get(name);
    const refused = Boolean($("[data-summary]", form));
    if (draft && draft.sent && !refused && form.matches(".note-form")) store.drop(name);
    else if (draft && !refused && draft.version === version(form) && JSON.stringify(draft.values) !== start) restore(form, draft, name);
    const changed = () => JSON.stringify(read(form)) !== start;
    const keep = () => {
      if (changed()) store.set(name, { version: version(form), values: read(form), lines: lines(form) });
      else store.drop(name);
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      leaving = true;
      store.set(name, { version: version(form), values: read(form), lines: lines(form), sent: true });
    });
    $$("[data-leave]", form).forEach((link) => link.addEventListener("click", () => { leaving = true; store.drop(name); }));
    if (form.matches("[data-guard]")) {
      window.addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
    }
  });
  function lines(form) {
    const set = $("[data-formset]", form);
    return set ? $$("[data-line]", set).length : 0;
  }
  function restore(form, draft, name) {
    const set = $("[data-formset]", form);
    while (set && lines(form) < draft.lines) addLine(set, false);
    fields(form).forEach((el) => {
      const own = /^(checkbox|radio)$/.test(el.type) ? el.value : "";
      const kept = draft.values.find(([field, value]) => field === el.name && value === own);
      if (kept) put(el, kept[2]);
    });
    if (!form.dataset.restored) return;
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = form.dataset.restored;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "notice-end";
    again.textContent = form.dataset.discard;
    again.addEventListener("click", () => { store.drop(name); leaving = true; location.reload(); });
    notice.append(text, again);
    form.prepend(notice);
  }

  // -- References: matches while typing a code or a name ------------------------------------------------------------
  const list = document.createElement("div");
  list.className = "picks";
  list.id = "picks";
  list.setAttribute("role", "listbox");
  list.popover = "manual";
  document.body.append(list);
  const pick = { input: null, timer: 0, asked: "", at: -1, pending: false };
  function closePicks() {
    clearTimeout(pick.timer);
    pick.pending = false;
    if (list.matches(":popover-open")) list.hidePopover();
    if (pick.input) { pick.input.setAttribute("aria-expanded", "false"); pick.input.removeAttribute("aria-activedescendant"); }
    pick.at = -1;
  }
  function mark(at) {
    const options = $$("[role=option]", list);
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    pick.at = at;
    if (options[at]) {
      const { offsetTop, offsetHeight } = options[at];
      if (offsetTop < list.scrollTop) list.scrollTop = offsetTop;
      else if (offsetTop + offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = offsetTop + offsetHeight - list.clientHeight;
      pick.input.setAttribute("aria-activedescendant", options[at].id);
    }
  }
  function showPicks(items) {
    list.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("div");
      const code = document.createElement("span");
      option.className = "menu-item";
      option.id = "pick-" + index;
      option.setAttribute("role", "option");
      option.dataset.value = `${item.code} ${item.name}`;
      code.className = "pick-code num";
      code.textContent = item.code;
      option.append(item.name, code);
      return option;
    }));
    if (!items.length) {
      const none = document.createElement("div");
      none.className = "pick-none";
      none.textContent = document.body.dataset.wordNone;
      list.append(none);
    }
    const box = pick.input.getBoundingClientRect();
    const below = window.innerHeight - box.bottom > 240 || box.top < 240;
    list.style.left = box.left + "px";
    list.style.width = Math.max(box.width, 240) + "px";
    list.style.top = below ? box.bottom + 4 + "px" : "auto";
    list.style.bottom = below ? "auto" : window.innerHeight - box.top + 4 + "px";
    if (!list.matches(":popover-open")) list.showPopover();
    pick.input.setAttribute("aria-expanded", "true");
    mark(items.length ? 0 : -1);
  }
  function ask(input) {
    attach(input);
    clearTimeout(pick.timer);
    pick.pending = true;
    pick.timer = setTimeout(() => {
      const wanted = input.value.trim();
      pick.asked = wanted;
      fetch(input.dataset.pick + "?q=" + encodeURIComponent(wanted), { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : null))
        .catch(() => null) // the code can still be typed; the server checks it
        .then((found) => {
          if (pick.asked !== wanted || document.activeElement !== input) return;
          pick.pending = false;
          if (found) showPicks(found.items); else closePicks();
        });
    }, 150);
  }
  function choose(option) {
    pick.input.value = option.dataset.value;
    closePicks();
    pick.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function attach(input) {
    if (pick.input === input) return;
    pick.input = input;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", "picks");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
  }
  document.addEventListener("focusin", (event) => {
    const input = event.target.closest("[data-pick]");
    if (!input) return;
    attach(input);
    input.select();
  });
  document.addEventListener("focusout", (event) => { if (event.target === pick.input) closePicks(); });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-pick]") && !event.isComposing) ask(event.target);
  });
  document.addEventListener("compositionend", (event) => { if (event.target.matches("[data-pick]")) ask(event.target); });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-pick]") || event.isComposing) return;
    const open = list.matches(":popover-open");
    const options = $$("[role=option]", list);
    if (event.key === "ArrowDown" && !open) ask(event.target);
    else if (event.key === "Enter" && pick.pending && !event.ctrlKey) event.preventDefault(); // the matches are on their way
    else if (!open) return;
    else if (event.key === "ArrowDown") mark((pick.at + 1) % (options.length || 1));
    else if (event.key === "ArrowUp") mark((pick.at - 1 + options.length) % (options.length || 1));
    else if (event.key === "Enter" && options[pick.at]) choose(options[pick.at]);
    else if (event.key === "Tab" && options[pick.at]) { choose(options[pick.at]); return; }
    else if (event.key === "Escape") { event.stopPropagation(); closePicks(); }
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  window.addEventListener("scroll", (event) => { if (event.target !== list) closePicks(); }, { passive: true, capture: true });

  // -- Lines -------------------------------------------------------------------------------------------------------
  function total(set) { return $(`[name="${set.dataset.formset}-TOTAL_FORMS"]`, set); }
  function number(set) {
    let count = 0;
    $$("[data-line]", set).forEach((row) => {
      const mark = $("[data-number]", row);
      const removed = row.classList.contains("removed");
      if (!removed) count += 1;
      if (mark) mark.textContent = removed ? "" : String(count);
    });
  }
  function prepare(row) {
    const box = $("[data-delete]", row);
    const button = $("[data-remove-line]", row);
    if (!box) return;
    box.hidden = true;
    button.hidden = false;
    row.classList.toggle("removed", $("input", box).checked);
  }
  function addLine(set, focus) {
    const count = total(set);
    const html = $("template", set).innerHTML.replaceAll("__prefix__", count.value);
    const body = $("tbody", set);
    body.insertAdjacentHTML("beforeend", html);
    count.value = String(Number(count.value) + 1);
    const row = body.lastElementChild;
    prepare(row);
    number(set);
    if (focus) { const first = $("input:not([type=hidden]), select", row); if (first) first.focus(); }
  }
  $$("[data-formset]").forEach((set) => {
    $$("[data-line]", set).forEach(prepare);
    number(set);
    const add = $("[data-add-line]", set);
    add.hidden = false;
    add.addEventListener("click", () => addLine(set, true));
    set.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove-line]");
      if (!button) return;
      const row = button.closest("[data-line]");
      const box = $("[data-delete] input", row);
      box.checked = !box.checked;
      row.classList.toggle("removed", box.checked);
      const words = [button.getAttribute("aria-label"), button.dataset.undo];
      button.setAttribute("aria-label", words[1]);
      button.title = words[1];
      button.dataset.undo = words[0];
      number(set);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
