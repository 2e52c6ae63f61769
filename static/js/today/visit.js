// One visit: what it is for, what is known of the customer, arrival, steps, photo and voice.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { state, store, media, el, icon, button, say, time, metres } = app;

  // What every entry about a visit says: which one it is, and what must arrive before it.
  function about(visit) {
    const payload = { customer_name: visit.customer_name };
    if (visit.id) payload.visit = visit.id; else payload.visit_key = visit.key;
    return { payload, more: { name: visit.customer_name, depends_on: visit.id ? "" : visit.key } };
  }
  async function enter(visit, kind, values, more) {
    const ref = about(visit);
    await store.add(kind, { ...ref.payload, ...values }, { ...ref.more, ...more });
    app.draw();
    app.sync();
  }

  // -- Arrival -----------------------------------------------------------------------------------------------------
  async function arrive(visit, pressed) {
    pressed.disabled = true;
    app.note(say("locating"));
    try {
      const found = await media.place();
      app.note("");
      await enter(visit, "visit.check_in", found);
    } catch (error) {
      app.note(error.message);
      app.places.failed = visit.id || visit.key;
      app.draw();
    }
  }
  const plainly = (visit) => app.guarded(() => { app.places.failed = ""; app.note(""); return enter(visit, "visit.check_in", {}); });
  function distance(visit, known) {
    const typed = visit.waiting.filter((entry) => entry.kind === "visit.check_in").at(-1);
    if (!typed || typed.payload.latitude === undefined) return "";
    const parts = [say("accuracy", { distance: metres(typed.payload.accuracy_m) })];
    if (known && known.latitude !== null) parts.unshift(say("distance", { distance: metres(media.apart(typed.payload, known)) }));
    return parts.join(" · ");
  }
  function arrival(visit, known) {
    const far = distance(visit, known);
    const line = visit.arrived_at ? el("p", { class: "today-fact" }, icon("map-pin"), el("span", {}, say("checkedIn", { time: time.clock(visit.arrived_at) }), far ? el("small", { class: "quiet" }, far) : null)) : null;
    const isOpen = visit.state === "planned" || visit.state === "under_way" || visit.state === "missed";
    const key = String(visit.id || visit.key);
    return el("div", { class: "today-primary" }, line,
      isOpen && !visit.arrived_at ? button(say("checkIn"), "map-pin", (event) => arrive(visit, event.currentTarget), { class: "button button-primary today-big", "data-act": "check-in" }) : null,
      isOpen && !visit.arrived_at && String(app.places.failed) === key ? button(say("checkInWithout"), "", () => plainly(visit), { class: "button today-big", "data-act": "check-in-plainly" }) : null,
      (visit.arrived_at && visit.state !== "cancelled") || visit.state === "done" ? el("a", { class: `button today-big${visit.state === "done" ? "" : " button-primary"}`, href: `#/visit/${key}/report`, "data-act": "report" }, icon("check"), visit.state === "done" ? say("reportAgain") : say("report")) : null,
      !visit.arrived_at && visit.state === "planned" ? el("a", { class: "button button-plain today-big", href: `#/visit/${key}/report`, "data-act": "report" }, say("report")) : null);
  }

  // -- Photo and voice ---------------------------------------------------------------------------------------------
  function photoButton(visit) {
    const field = el("input", { type: "file", accept: "image/*", capture: "environment", class: "sr-only", "data-photo": true, "aria-label": say("photo") });
    field.addEventListener("change", () => app.guarded(async () => {
      const [chosen] = field.files;
      field.value = "";
      if (!chosen) return;
      const now = time.now();
      const small = await media.photo(chosen, [visit.customer_name, `${time.iso(now)} ${time.clock(now)} · ${app.person}`, app.places.last]);
      await enter(visit, "visit.photo", {}, { file: small.bytes, type: small.type, file_name: `${visit.customer_name.slice(0, 40)} ${time.iso(now)} ${time.clock(now).replace(":", "")}.jpg` });
      app.note(say("photoKept", { size: app.size(small.size) }));
    }));
    return el("label", { class: "button today-media" }, icon("camera"), say("photo"), field);
  }
  function voiceButton(visit) {
    if (!media.canRecord()) return null;
    if (app.recording && app.recording.of === (visit.id || visit.key)) {
      return button(say("stop"), "player-stop", () => app.guarded(async () => {
        const held = app.recording;
        app.recording = null;
        const sound = await held.recorder.stop();
        const now = time.now();
        await enter(visit, "visit.voice", { seconds: sound.seconds }, { file: sound.bytes, type: sound.type, file_name: `${visit.customer_name.slice(0, 40)} ${time.iso(now)} ${time.clock(now).replace(":", "")}.${sound.ending}` });
        app.note(say("voiceKept", { time: media.length(sound.seconds) }));
      }), { class: "button button-danger today-media", "data-act": "stop" });
    }
    return button(say("voice"), "microphone", () => app.guarded(async () => {
      const recorder = await media.record((seconds) => app.note(say("recording", { time: media.length(seconds) })));
      app.recording = { of: visit.id || visit.key, recorder };
      app.draw();
    }), { class: "button today-media", "data-act": "voice" });
  }

  // -- Steps of the template ---------------------------------------------------------------------------------------
  function step(visit, one) {
    const id = `step-${one.position}`;
    const tick = el("input", { type: "checkbox", id, checked: one.is_done, onchange: (event) => app.guarded(() => enter(visit, "visit.step", { position: one.position, is_done: event.target.checked, answer: one.answer })) });
    const asks = one.kind === "text";
    const field = asks ? el("textarea", { class: "input", rows: 2, maxlength: 600, "aria-label": `${one.name}: ${say("answer")}`, placeholder: one.help || say("answer"), onchange: (event) => app.guarded(() => enter(visit, "visit.step", { position: one.position, is_done: true, answer: event.target.value.trim() })) }, one.answer) : null;
    return el("li", { class: `today-step${one.is_done ? " is-done" : ""}` },
      el("label", { for: id }, tick, el("span", {}, one.name, one.help && !asks ? el("small", { class: "quiet" }, one.answer && one.kind === "stock" ? one.answer : one.help) : null)), field,
      one.kind === "stock" ? el("a", { class: "button", href: `#/visit/${visit.id || visit.key}/stock`, "data-act": "stock" }, icon("package"), say("countStock")) : null);
  }
  function steps(visit) {
    if (!visit.steps.length) return null;
    const done = visit.steps.filter((one) => one.is_done).length;
    return block(say("steps"), say("stepsDone", { done, all: visit.steps.length }), el("ol", { class: "today-steps" }, visit.steps.map((one) => step(visit, one))));
  }

  // -- Facts -------------------------------------------------------------------------------------------------------
  const block = (title, more, ...inside) => el("section", { class: "today-block" }, el("h2", { class: "today-heading" }, title, more ? el("span", { class: "quiet" }, more) : null), inside);
  const pair = (label, ...value) => (value.flat().some(Boolean) ? [el("dt", {}, label), el("dd", {}, value)] : null);
  const call = (name, phone) => (phone ? el("a", { class: "today-call", href: `tel:${phone.replace(/[^\d+]/g, "")}`, "aria-label": say("call", { name }) }, icon("phone"), el("span", { class: "num" }, phone)) : phone === null ? el("span", { class: "masked" }, "•••") : null);

  function purpose(visit) {
    const list = [pair(say("reason"), visit.reason), pair(say("best"), visit.best), pair(say("least"), visit.least), pair(say("bring"), visit.material), pair(say("experts"), visit.experts)].flat(2).filter(Boolean);
    return list.length ? block(say("purpose"), "", el("dl", { class: "today-list" }, list)) : null;
  }
  function known(visit, one) {
    if (!one) return el("p", { class: "quiet today-missing" }, say("factsMissing"));
    const owed = one.owed.map((sum) => el("span", { class: sum.late ? "today-bad" : null }, sum.amount, sum.late ? ` · ${say("overdue", { amount: sum.late })}` : ""));
    const people = one.contacts.map((person) => el("div", { class: "today-person" }, el("span", {}, person.name, person.title ? el("small", { class: "quiet" }, person.title) : null), call(person.name, person.phone)));
    const last = one.last_visit;
    return block(say("facts"), [one.type, one.industry, one.grade ? `${say("class")} ${one.grade}` : ""].filter(Boolean).join(" · "),
      el("dl", { class: "today-list" },
        pair(say("address"), one.address || one.city, one.latitude !== null ? el("a", { href: `geo:${one.latitude},${one.longitude}?q=${one.latitude},${one.longitude}` }, say("way")) : null),
        pair(say("lastOrder"), one.last_order_on ? time.day(one.last_order_on) : say("never")),
        pair(say("owed"), owed.length ? owed : say("nothingOwed")),
        last ? pair(say("lastVisit"), [time.short(last.day), last.result].filter(Boolean).join(" · ")) : null,
        last ? pair(say("needsThen"), last.needs) : null,
        last ? pair(say("nextThen"), last.next_step) : null),
      people.length ? el("h3", {}, say("contacts")) : null, people,
      one.deals.length ? el("h3", {}, say("deals")) : null,
      one.deals.map((deal) => el("div", { class: "today-deal" }, el("span", {}, deal.name, el("small", { class: "quiet" }, [deal.stage, time.short(deal.expected_on), deal.next_step].filter(Boolean).join(" · "))), el("span", { class: "num" }, deal.amount))));
  }

  function drawVisit(key) {
    const visit = app.day.find(key);
    if (!visit) return [app.head(say("visit"), "#/"), app.day.empty(say("nothingKept"), say("nothingKeptText"))];
    const facts = app.day.facts(visit.customer);
    const may = state.day?.may || {};
    const sub = [time.short(visit.day), visit.starts_at, visit.kind, say("minutes", { n: visit.minutes })].filter(Boolean).join(" · ");
    return [
      app.head(visit.customer_name, "#/", app.day.badge(visit)),
      el("p", { class: "quiet today-line" }, sub, visit.waiting.length ? el("span", { class: "today-wait" }, icon("clock"), say("notSentYet")) : null),
      may.visit === false ? null : arrival(visit, facts),
      el("div", { class: "today-acts" }, may.file === false ? null : [photoButton(visit), voiceButton(visit)],
        may.order ? el("a", { class: "button today-media", href: `#/order/${visit.customer}/${visit.id || visit.key}` }, icon("receipt"), say("newOrder")) : null),
      purpose(visit), steps(visit), known(visit, facts),
    ];
  }
  app.places = { failed: "", last: "" };
  app.visit = { draw: drawVisit, enter, about };
})();
