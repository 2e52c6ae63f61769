// What waits on this phone, what needs a word, and what arrived of late.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { root, state, store, el, icon, button, say, time, words } = app;

  const kindName = (kind) => words.kindNames[kind] || kind;
  const waitsHere = () => (state.day?.sent || []).filter((entry) => entry.state === "waiting");

  function unsent(entry) {
    return el("li", { class: "today-entry", "data-kind": entry.kind },
      el("div", { class: "today-entryhead" },
        el("span", {}, el("strong", {}, kindName(entry.kind)), el("small", { class: "quiet" }, [entry.name || entry.payload.customer_name, time.moment(entry.at), entry.file ? app.size(entry.file.byteLength) : ""].filter(Boolean).join("\u00a0· "))),
        el("span", { class: `state state-${entry.refused ? "bad" : "warning"}` }, entry.refused ? say("refused") : say("notSentYet"))),
      app.carried(entry),
      entry.loose ? el("p", { class: "today-why today-bad" }, say("loose")) : null,
      entry.refused ? el("p", { class: "today-why" }, entry.refused) : null,
      entry.refused ? el("div", { class: "today-choices" },
        button(say("sendAgain"), "refresh", () => store.change(entry, { refused: "", next_at: 0 }).then(() => app.sync(true))),
        button(say("drop"), "trash", async () => { if (await app.sure(say("dropSure"), say("drop"))) { await store.drop(entry); app.draw(); } }, { class: "button button-danger" })) : null);
  }

  function choice(entry, act, label, primary) {
    return button(label, "", async (event) => {
      event.currentTarget.disabled = true;
      const why = await app.settle(entry, act);
      app.note(why);
      app.draw();
    }, { class: `button${primary ? " button-primary" : ""}`, "data-act": act, disabled: !state.online });
  }
  function conflict(entry) {
    const differs = (side) => Boolean(side.mine && side.theirs) && side.mine !== side.theirs;
    return el("li", { class: "today-entry is-conflict", "data-kind": entry.kind },
      el("div", { class: "today-entryhead" }, el("span", {}, el("strong", {}, entry.label), el("small", { class: "quiet" }, [entry.title, time.moment(entry.happened_at)].filter(Boolean).join("\u00a0· ")))),
      el("p", { class: "today-why" }, entry.reason),
      entry.sides.length ? el("table", { class: "today-sides" },
        el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, say("asTyped")), el("th", { scope: "col" }, say("inBooks")))),
        el("tbody", {}, entry.sides.map((side) => el("tr", { class: differs(side) ? "is-different" : null }, el("th", { scope: "row" }, side.label), el("td", {}, side.mine || "–"), el("td", {}, side.theirs || "–"))))) : null,
      el("div", { class: "today-choices" }, choice(entry, "place", say("keepMine"), true), choice(entry, "drop", say("takeTheirs")), choice(entry, "note", say("asNote"))),
      state.online ? null : el("p", { class: "quiet" }, say("onlyOnline")));
  }
  function arrived(entry) {
    const tone = { placed: "good", noted: "neutral", dropped: "neutral" }[entry.state];
    const title = el("span", {}, el("strong", {}, entry.label), el("small", { class: "quiet" }, [entry.record?.title || "", entry.title !== entry.record?.title ? entry.title : "", time.moment(entry.happened_at)].filter(Boolean).join("\u00a0· ")));
    return el("li", { class: "today-entry" }, el("div", { class: "today-entryhead" },
      entry.record?.url ? el("a", { href: entry.record.url }, title) : title, el("span", { class: `state state-${tone}` }, entry.state_label)),
      entry.is_doubtful ? el("p", { class: "quiet" }, say("inDoubt")) : null);
  }
  const list = (title, entries, write) => (entries.length ? el("section", { class: "today-section" }, el("h2", { class: "today-heading" }, title, el("span", { class: "quiet num" }, String(entries.length))), el("ul", { class: "today-entries" }, entries.map(write))) : null);

  function draw() {
    const waits = waitsHere(), late = (state.day?.sent || []).filter((entry) => entry.state !== "waiting");
    return [
      app.head(say("queue"), "#/"),
      !state.entries.length && !waits.length ? el("p", { class: "notice notice-good" }, icon("check"), say("queueEmpty")) : null,
      list(say("conflicts"), waits, conflict), list(say("waiting"), state.entries, unsent),
      state.entries.length ? el("p", { class: "quiet today-more" }, state.isSafe ? say("isSafe") : say("atRisk")) : null, list(say("arrived"), late, arrived),
      el("p", { class: "today-more" }, el("a", { href: root.dataset.waiting }, say("allWaiting"))),
    ];
  }
  app.queue = { draw, waitsHere };
})();
