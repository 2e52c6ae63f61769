// After the visit, by one thumb: what was reached, needs, a competitor, the next step with its day.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { state, store, el, say, time, words } = app;

  const field = (label, control, help) => el("div", { class: "field" }, el("label", { for: control.id }, label), control, help ? el("p", { class: "field-help" }, help) : null);
  const area = (name, value, hint, most) => el("textarea", { class: "input", id: `r-${name}`, name, rows: 2, maxlength: most, placeholder: hint }, value || "");
  const line = (name, value, hint, most, more) => el("input", { class: "input", id: `r-${name}`, name, maxlength: most, placeholder: hint, value: value || "", autocomplete: "off", ...more });

  // Usual answers, one tap each; they stand as words in the field below, where more can be added.
  const chip = (text, act) => el("button", { type: "button", class: "button today-chip", "aria-pressed": "false", "data-says": text, onclick: act }, text);
  const answered = (label, control, chips) => el("div", { class: "field" }, el("label", { for: control.id }, label), el("div", { class: "today-chips" }, chips), control);
  const parts = (text) => text.split(/[,，、;；]\s*/).map((one) => one.trim()).filter(Boolean);
  function toggled(text, one) {
    const told = parts(text);
    return (told.includes(one) ? told.filter((part) => part !== one) : [...told, one]).join(words.joiner);
  }
  // The next step by one tap, a week from now; a second tap takes it back.
  function stepped(form, step) {
    const again = form.next_step.value === step.text;
    form.next_step.value = again ? "" : step.text;
    form.next_kind.value = step.kind;
    if (again) form.next_on.value = "";
    else form.next_on.value ||= time.plus(state.day?.today || time.iso(new Date()), 7);
    form.oninput();
  }
  function pressed(form) {
    const told = new Set([...parts(form.needs.value), form.next_step.value, form.next_on.value]);
    form.querySelectorAll("[data-says]").forEach((one) => one.setAttribute("aria-pressed", String(told.has(one.dataset.says))));
  }

  function results(visit, chosen) {
    const told = { best: visit.best, least: visit.least, none: "" };
    return el("fieldset", { class: "today-results" }, el("legend", {}, say("result")),
      ["best", "least", "none"].map((value) => el("label", { class: `today-result today-result-${value}` },
        el("input", { type: "radio", name: "result", value, checked: chosen === value, required: true }),
        el("span", {}, el("strong", {}, words.results[value]), told[value] ? el("small", {}, told[value]) : null))));
  }
  function days(form) {
    const today = state.day?.today || time.iso(new Date());
    const pick = (days) => el("button", { type: "button", class: "button", "aria-pressed": "false", "data-says": time.plus(today, days), onclick: () => { form.next_on.value = time.plus(today, days); form.oninput(); } }, days === 1 ? say("tomorrow") : say("inDays", { n: days }));
    return el("div", { class: "today-days" }, [1, 7, 14, 30].map(pick));
  }
  function rivals(values) {
    const list = state.day?.rivals || [];
    const choice = el("select", { class: "input", id: "r-competitor", name: "competitor" },
      el("option", { value: "" }, say("rivalNone")), list.map((one) => el("option", { value: one.id }, one.name)), el("option", { value: "other" }, say("rivalOther")));
    choice.value = values.competitor || "";
    const more = el("div", { class: "today-rival" },
      field(say("rivalName"), line("rival", values.rival, "", 120)), field(say("rivalWords"), area("words", values.words, "", 300)),
      field(say("rivalPrice"), line("amount", values.amount, "0.00", 18, { inputmode: "decimal" })));
    const show = () => { more.hidden = !choice.value; more.firstChild.hidden = choice.value !== "other"; };
    choice.addEventListener("change", show);
    show();
    return [field(say("rival"), choice), more];
  }

  function draw(key) {
    const visit = app.day.find(key);
    if (!visit) return [app.head(say("report"), "#/")];
    const name = `report-${key}`;
    const form = el("form", { class: "today-form", novalidate: true });
    const known = visit.result ? visit : {};
    fill(form, visit, { result: visit.result || "", needs: known.needs, remark: known.remark, next_step: known.next_step, next_on: known.next_on }, name);
    store.draft(name).then((values) => { if (values && !form.touched) fill(form, visit, values, name); });
    return [app.head(visit.customer_name, `#/visit/${key}`), form];
  }
  function fill(form, visit, values, name) {
    const kinds = el("select", { class: "input", id: "r-next_kind", name: "next_kind", "aria-label": say("nextStep") }, el("option", { value: "task" }, say("asTask")), el("option", { value: "visit" }, say("asVisit")));
    kinds.value = values.next_kind || "task";
    form.replaceChildren(
      results(visit, values.result),
      answered(say("nextStep"), line("next_step", values.next_step, say("nextHint"), 200), words.stepKinds.map((step) => chip(step.text, () => stepped(form, step)))),
      field(say("nextOn"), line("next_on", values.next_on, "", 10, { type: "date" })), days(form), kinds,
      answered(say("needs"), area("needs", values.needs, say("needsHint"), 1000), words.needKinds.map((text) => chip(text, () => { form.needs.value = toggled(form.needs.value, text); form.oninput(); }))),
      el("details", { class: "form-more", open: Boolean(values.competitor || values.remark) }, el("summary", {}, app.icon("chevron-right"), say("more")),
        rivals(values), field(say("remark"), area("remark", values.remark, "", 1000))),
      el("p", { class: "field-error", hidden: true, role: "alert" }),
      el("div", { class: "today-bar" }, el("button", { class: "button button-primary today-big", "data-act": "save" }, say("save"))));
    form.oninput = () => { form.touched = true; pressed(form); app.drafting(name, Object.fromEntries(new FormData(form))); };
    form.onsubmit = (event) => { event.preventDefault(); keep(form, visit, name); };
    pressed(form);
  }
  function wrong(form, text, control) {
    const told = form.querySelector(".field-error");
    told.textContent = text;
    told.hidden = false;
    control?.focus();
  }
  function keep(form, visit, name) {
    const typed = Object.fromEntries(new FormData(form));
    const step = (typed.next_step || "").trim();
    if (!typed.result) { wrong(form, say("resultMissing"), form.querySelector("[name=result]")); return; }
    if (Boolean(step) !== Boolean(typed.next_on)) { wrong(form, say("nextMissing"), step ? form.next_on : form.next_step); return; }
    const amount = (typed.amount || "").replace(/[,，\s]/g, "");
    const rival = typed.competitor && (typed.competitor !== "other" || (typed.rival || typed.words || amount))
      ? [{ competitor: typed.competitor === "other" ? null : Number(typed.competitor), rival: typed.competitor === "other" ? typed.rival.trim() : "", words: (typed.words || "").trim(), amount: /^\d+(\.\d{1,2})?$/.test(amount) ? amount : null }] : [];
    app.once(async () => {
      await app.visit.enter(visit, "visit.report", {
        result: typed.result, needs: typed.needs.trim(), remark: (typed.remark || "").trim(), next_step: step, next_on: typed.next_on || null,
        next_kind: typed.next_kind || "task", rivals: rival,
      });
      await app.drafted(name);
      app.go(`#/visit/${visit.id || visit.key}`);
      app.note(say("saved"));
    });
  }
  app.report = { draw, field, line, area };
})();
