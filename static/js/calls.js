// Calling by keyboard: digits choose the result, and in an open box the time; letters do the rest. Touch needs none of it.
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);
  const form = $("[data-call-form]");
  const fields = "input, textarea, select";
  const recall = form && $("[data-call-recall]", form), visit = form && $("[data-call-visit]", form);
  const at = form && $("#id_recall_at", form), day = form && $("#id_visit_on", form), hour = form && $("#id_visit_at", form);
  let waitsFor = null;

  const code = (key) => form && $('.call-code[value="' + key + '"]', form);
  function press(button) { form.requestSubmit(button); }
  function ask(button, box, field, save) {
    waitsFor = button;
    form.querySelectorAll(".call-code").forEach((other) => { other.classList.toggle("is-chosen", other === button); });
    box.open = true;
    save.hidden = false;
    box.scrollIntoView({ block: "nearest" });
    const first = box === recall ? $("[data-time]", recall) : field;
    first.focus();
  }
  function choose(button) {
    if (!button) return;
    if (button.dataset.kind === "call_back" && !at.value) ask(button, recall, at, $("[data-recall-save]", form));
    else if (button.dataset.kind === "appointment" && !(day.value && hour.value)) ask(button, visit, day, $("[data-visit-save]", form));
    else press(button);
  }
  function save(field) {
    if (!waitsFor) return;
    if (field.value) press(waitsFor); else field.focus();
  }
  function close() {
    waitsFor = null;
    [recall, visit].forEach((box) => { box.open = false; });
    form.querySelectorAll(".call-code").forEach((other) => { other.classList.remove("is-chosen"); });
  }

  if (form) {
    form.addEventListener("click", (event) => {
      const result = event.target.closest(".call-code");
      const time = event.target.closest("[data-time]");
      if (result) { event.preventDefault(); choose(result); }
      if (time) { at.value = time.dataset.time; if (waitsFor) press(waitsFor); }
      if (event.target.closest("[data-recall-save]")) save(at);
      if (event.target.closest("[data-visit-save]")) save(day.value ? hour : day);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
      event.preventDefault();
      if (event.target === at) save(at); else save(day.value ? hour : day);
    });
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    });
    window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  }

  const click = (selector) => { const found = $(selector); if (found) found.click(); return Boolean(found); };
  const letters = {
    n: () => { const note = $("#id_note"); if (note) note.focus(); return Boolean(note); },
    p: () => click("[data-call-phone]"),
    s: () => click("[data-call-skip]"),
    u: () => click("[data-call-undo]"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches && event.target.matches(fields);
    if (event.key === "Escape" && form) {
      if (typing) event.target.blur(); else close();
      return;
    }
    if (typing) return;
    if (/^[1-9]$/.test(event.key) && form) {
      const time = waitsFor && recall.open ? recall.querySelectorAll("[data-time]")[Number(event.key) - 1] : null;
      event.preventDefault();
      if (time) time.click(); else choose(code(event.key));
    } else if (letters[event.key] && letters[event.key]()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
})();
