// The day: the visits of today and tomorrow as they stand on the server, with what was typed here laid over them.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { root, state, el, icon, button, say, time, words } = app;

  const mine = (entry, visit) => (entry.payload.visit ? entry.payload.visit === visit.id : Boolean(visit.key) && entry.payload.visit_key === visit.key);
  // What is known of a visit, with everything that waits for it laid over.
  function laidOver(visit) {
    const waiting = state.entries.filter((entry) => mine(entry, visit));
    const of = (kind) => waiting.filter((entry) => entry.kind === kind).at(-1);
    const arrival = of("visit.check_in"), told = of("visit.report");
    const steps = visit.steps.map((step) => {
      const typed = waiting.filter((entry) => entry.kind === "visit.step" && entry.payload.position === step.position).at(-1);
      return typed ? { ...step, is_done: typed.payload.is_done, answer: typed.payload.answer } : step;
    });
    return {
      ...visit, steps, waiting,
      arrived_at: visit.arrived_at || arrival?.at || "",
      state: told ? "done" : arrival && visit.state === "planned" ? "under_way" : visit.state,
      result: told?.payload.result || visit.result,
      files: waiting.filter((entry) => entry.file).length,
    };
  }
  function planned(entry) {
    const today = state.day?.today || time.iso(new Date());
    return {
      id: 0, key: entry.key, number: "", customer: entry.payload.customer, customer_name: entry.payload.customer_name,
      contact: "", day: entry.payload.day || today, starts_at: "", is_fixed: false, minutes: 30, kind: words.kinds[entry.payload.kind] || "",
      state: "planned", state_label: "", reason: entry.payload.reason, best: "", least: "", material: "", experts: "",
      arrived_at: "", result: "", result_label: "", needs: "", next_step: "", next_on: "", steps: [],
    };
  }
  function visits() {
    const known = state.day?.visits || [];
    const typed = state.entries.filter((entry) => entry.kind === "visit.create" && !known.some((one) => one.key === entry.key));
    return [...known, ...typed.map(planned)].map(laidOver);
  }
  const find = (key) => visits().find((one) => String(one.id) === key || (one.key && one.key === key));
  const facts = (customer) => state.day?.facts.find((one) => one.id === customer) || null;
  const customers = () => {
    const known = state.day?.facts || [];
    return [...known, ...(state.day?.others || []).filter((one) => !known.some((fact) => fact.id === one.id))];
  };

  const TONES = { planned: "neutral", under_way: "warning", done: "good", missed: "bad", cancelled: "neutral" };
  function badge(visit) {
    const label = visit.state === "done" && visit.result ? words.results[visit.result] : words.states[visit.state] || visit.state_label;
    const tone = visit.state === "done" && visit.result === "none" ? "neutral" : TONES[visit.state];
    return el("span", { class: `state state-${tone}` }, label);
  }
  function card(visit, number) {
    const known = facts(visit.customer);
    const late = known?.owed.find((one) => one.late);
    return el("a", { class: `today-card${visit.state === "done" ? " is-done" : ""}`, href: `#/visit/${visit.id || visit.key}`, "data-visit": visit.id || visit.key },
      el("span", { class: "today-when num" }, visit.starts_at || String(number), visit.is_fixed ? el("small", {}, say("fixed")) : null),
      el("span", { class: "today-who" },
        el("strong", {}, visit.customer_name),
        el("span", { class: "today-sub" }, [visit.kind, known?.address || known?.city].filter(Boolean).join(" · ")),
        late ? el("span", { class: "today-sub today-bad" }, say("late", { amount: late.late })) : null),
      el("span", { class: "today-end" }, badge(visit), visit.waiting.length ? el("span", { class: "today-wait" }, icon("clock"), say("notSentYet")) : null));
  }

  function section(title, list, more) {
    return el("section", { class: "today-section" },
      el("h2", { class: "today-heading" }, title, more ? el("span", { class: "quiet num" }, more) : null),
      el("div", { class: "today-cards" }, list.map((visit, n) => card(visit, n + 1))));
  }
  function empty(title, text, act) {
    return el("div", { class: "empty today-empty" }, el("p", { class: "empty-title" }, title), el("p", { class: "empty-text" }, text), act ? el("p", { class: "empty-actions" }, act) : null);
  }
  // Nothing today: the way to plan something, or for those who visit nobody to the visits of the others.
  function free(may) {
    const link = (href, sign, label) => el("a", { class: "button", href }, icon(sign), label);
    return may.add_visit ? empty(say("noVisits"), say("noVisitsText"), link(root.dataset.week, "calendar-week", say("planWeek")))
      : empty(say("noVisits"), say("noVisitsElse"), link(root.dataset.visits, "map-pin", say("allVisits")));
  }

  function drawDay() {
    const all = visits(), data = state.day;
    const today = data?.today || time.iso(new Date());
    const now = all.filter((one) => one.day <= today), next = all.filter((one) => one.day > today);
    const done = now.filter((one) => one.state === "done").length;
    const may = data?.may || {};
    return [
      el("div", { class: "today-head" }, el("h1", {}, say("title")), el("span", { class: "quiet" }, time.day(today))),
      !data && !now.length ? empty(state.syncing ? say("loading") : say("nothingKept"), state.syncing ? "" : say("nothingKeptText"))
        : now.length ? section(say("today"), now, `${done}/${now.length}`) : free(may),
      next.length ? section(say("tomorrow"), next) : null,
      el("div", { class: "today-acts" },
        may.add_visit ? el("a", { class: "button", href: "#/new-visit" }, icon("plus"), say("newVisit")) : null,
        may.order ? el("a", { class: "button", href: "#/order" }, icon("receipt"), say("newOrder")) : null),
      app.installHint(),
    ];
  }
  app.day = { visits, find, facts, customers, badge, draw: drawDay, empty };
})();
