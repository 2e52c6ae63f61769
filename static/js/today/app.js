// Begins Visits today: the line of state above, one view by the address after #, and leaving with something unsent.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { root, state, store, el, icon, button, say, time } = app;
  const HINT = "yz-today-hint";
  let shown = "", noted = 0;

  // -- The line of state -------------------------------------------------------------------------------------------
  const bar = el("div", { class: "today-state", role: "status" });
  const notices = el("div", { class: "today-notices" });
  const view = el("div", { class: "today-view" });
  const word = el("p", { class: "today-note", role: "status", hidden: true });

  const asOf = () => {
    if (!state.day) return "";
    const moment = new Date(state.day.as_of);
    return time.iso(moment) === time.iso(new Date()) ? say("asOf", { time: time.clock(moment) }) : say("asOfDay", { day: time.short(time.iso(moment)), time: time.clock(moment) });
  };
  function drawBar() {
    const number = state.entries.length;
    bar.replaceChildren(...[
      el("span", { class: `state state-${state.online ? "good" : "warning"}`, "data-net": state.online ? "on" : "off" }, state.online ? say("online") : say("offline")),
      el("span", { class: "quiet today-asof" }, asOf()),
      el("a", { class: `today-unsent${number ? " is-some" : ""}`, href: "#/queue", "data-unsent": number }, number ? say("unsent", { n: number }) : say("allSent")),
      progress("today-progress"),
      el("button", { type: "button", class: "button button-icon", "data-act": "sync", "aria-label": state.syncing ? say("syncing") : say("sync"), title: say("sync"), "aria-busy": state.syncing ? "true" : null, onclick: () => app.sync(true) }, icon("refresh")),
    ].filter(Boolean));
  }
  // How far a file has come; moved in place, so that nothing is drawn anew under the fingers.
  const percent = () => `${Math.floor((state.carried?.part || 0) * 100)} %`;
  const progress = (name) => (state.carried ? el("progress", { class: name, max: 1, value: state.carried.part, "aria-label": say("carrying") }) : null);
  app.progress = (entry, part) => {
    const isNew = part === null || state.carried?.key !== entry.key;
    state.carried = part === null ? null : { key: entry.key, part };
    if (isNew) { draw(); return; }
    root.querySelectorAll("progress").forEach((bar) => { bar.value = part; });
    root.querySelectorAll("[data-part]").forEach((place) => { place.textContent = percent(); });
  };
  app.carried = (entry) => (state.carried?.key === entry.key ? el("p", { class: "today-carried" }, progress(""), el("span", { class: "num quiet", "data-part": true }, percent())) : null);

  const notice = (tone, sign, text, end) => el("div", { class: `notice notice-${tone}` }, icon(sign), el("span", {}, text), end ? el("span", { class: "notice-end" }, end) : null);
  function drawNotices() {
    const waits = app.queue.waitsHere().length, number = state.entries.length;
    const signIn = el("a", { class: "button", href: root.dataset.signIn }, say("signInDo"));
    notices.replaceChildren(...[
      state.needsSignIn ? notice("warning", "lock", number ? say("signIn", { n: number }) : say("signInPlain"), signIn) : null,
      !state.online && !state.needsSignIn && shown === "#/" ? notice("neutral", "wifi-off", say("offlineNotice")) : null,
      state.trouble ? notice("warning", "alert-triangle", state.trouble, button(say("close"), "", () => { state.trouble = ""; app.draw(); })) : null,
      state.day?.off ? notice("warning", "clock", say("clockWrong", { by: time.span(state.day.off) })) : null,
      state.isNarrow && !state.trouble ? notice("warning", "alert-triangle", say("narrow")) : null,
      state.others ? notice("neutral", "lock", say("others")) : null,
      waits && shown === "#/" ? notice("warning", "alert-circle", say("needYou", { n: waits }), el("a", { class: "button", href: "#/queue" }, say("show"))) : null,
    ].filter(Boolean));
  }

  // -- Views -------------------------------------------------------------------------------------------------------
  const parts = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  const isForm = () => { const [first, , third] = parts(); return third === "report" || third === "stock" || first === "order" || first === "new-visit"; };
  function content() {
    const [first, key, third] = parts();
    if (first === "visit" && third === "report") return app.report.draw(key);
    if (first === "visit" && third === "stock") return app.stock.draw(key);
    if (first === "visit" && key) return app.visit.draw(key);
    if (first === "order") return app.order.draw(key, third);
    if (first === "new-visit") return app.newVisit.draw();
    return first === "queue" ? app.queue.draw() : app.day.draw();
  }
  // A form in hand, or a field being typed in, is never drawn anew under the fingers.
  function draw() {
    drawBar();
    drawNotices();
    const here = location.hash || "#/";
    const typing = view.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea, select");
    if (here === shown && (isForm() || typing)) return;
    const moved = here !== shown;
    shown = here;
    view.replaceChildren(...content().flat(3).filter(Boolean));
    drawNotices();
    if (moved) {
      word.hidden = true;
      window.scrollTo(0, 0);
    }
  }
  app.draw = draw;
  app.go = (hash) => { if (location.hash === hash) draw(); else location.hash = hash; };
  app.head = (title, back, end) => el("div", { class: "today-head" },
    el("a", { class: "button button-plain button-icon", href: back, "aria-label": say("back") }, icon("chevron-left")), el("h1", {}, title), end || null);
  app.note = (text) => {
    clearTimeout(noted);
    word.textContent = text;
    word.hidden = !text;
    if (text) noted = setTimeout(() => { word.hidden = true; }, 6000);
  };
  // Whatever fails is told; what was typed still stands in its form.
  let busy = false;
  app.once = (work) => app.guarded(async () => {
    if (busy) return;
    busy = true;
    try { await work(); } finally { busy = false; }
  });
  app.guarded = async (work) => {
    try { await work(); } catch (error) { app.note(error.message); state.trouble = error.message; drawNotices(); }
  };
  const pending = new Map();
  app.drafting = (name, values) => {
    clearTimeout(pending.get(name));
    pending.set(name, setTimeout(() => { pending.delete(name); store.keepDraft(name, values); }, 400));
  };
  app.drafted = (name) => { clearTimeout(pending.get(name)); pending.delete(name); return store.dropDraft(name); };

  // -- Asking ------------------------------------------------------------------------------------------------------
  app.sure = (text, act) => new Promise((resolve) => {
    const ask = el("dialog", { class: "dialog today-ask" }, el("p", {}, text), el("div", { class: "today-choices" },
      button(say("stay"), "", () => { ask.close(); }), button(act, "", () => { ask.returnValue = "yes"; ask.close("yes"); }, { class: "button button-danger" })));
    ask.addEventListener("close", () => { resolve(ask.returnValue === "yes"); ask.remove(); });
    document.body.append(ask);
    ask.showModal();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!/\/accounts\/sign-out\/$/.test(form.action) || !state.entries.length || form.dataset.sure) return;
    event.preventDefault();
    if (await app.sure(say("leaveSure", { n: state.entries.length }), say("leaveDo"))) { form.dataset.sure = "yes"; form.submit(); }
  });
  // Asked to sign out on another page while something waits here.
  async function leave() {
    const form = document.querySelector('form[action$="/accounts/sign-out/"]');
    if (form && (!state.entries.length || await app.sure(say("leaveSure", { n: state.entries.length }), say("leaveDo")))) { form.dataset.sure = "yes"; form.submit(); } else app.go("#/queue");
  }
  window.addEventListener("beforeunload", (event) => {
    if (app.recording || pending.size || state.entries.some((entry) => entry.loose)) event.preventDefault();
  });

  // -- On the home screen ------------------------------------------------------------------------------------------
  let offered = null;
  const hidden = () => { try { return Boolean(localStorage.getItem(HINT)); } catch (_) { return true; } };
  const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  const isApple = () => /iPhone|iPad/.test(navigator.userAgent);
  app.installHint = () => {
    if (isInstalled() || hidden() || !(offered || isApple())) return null;
    const later = button(say("later"), "", () => { try { localStorage.setItem(HINT, "no"); } catch (_) { /* asked again next time */ } draw(); }, { class: "button button-plain" });
    const add = offered ? button(say("installDo"), "device-mobile", async () => { offered.prompt(); await offered.userChoice; offered = null; draw(); }) : null;
    return el("div", { class: "today-install" }, icon("device-mobile"), el("p", {}, say("install"), offered ? "" : ` ${say("installApple")}`), el("div", { class: "today-choices" }, later, add));
  };
  window.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offered = event; draw(); });

  // Seen by the guard: a script that the line cut off leaves the page half there.
  const PARTS = ["store", "sync", "media", "day", "visit", "report", "order", "stock", "newVisit", "queue"];
  if (PARTS.every((name) => app[name])) root.dataset.whole = "yes";
  async function begin() {
    root.append(bar, notices, view, word);
    // Messages of the server in a page that was kept are old news.
    if (Math.abs(Date.now() / 1000 - Number(root.dataset.rendered)) > 60) document.querySelectorAll(".main > .notice").forEach((one) => one.remove());
    await store.open();
    draw();
    window.addEventListener("hashchange", draw);
    if (location.hash === "#/leave") leave();
    if (navigator.serviceWorker) navigator.serviceWorker.register(root.dataset.worker, { scope: "/" }).catch(() => { state.trouble = state.trouble || ""; });
    await app.sync(true);
    root.dataset.ready = "yes";
  }
  begin();
})();
