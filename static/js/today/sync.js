// Sending what waits, each under its own key: first all that is written, one after the other; then the day is read
// again; photos and recordings follow on a lane of their own, so that a slow line holds nothing else up.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { root, state, store, say } = app;
  const FIRST = 15000, MOST = 300000, STILL = 120000;
  let timer = 0, troubles = 0, isBroken = false;

  const token = () => (document.cookie.match(/(?:^|; )yanzhen_csrf=([^;]+)/) || [])[1] || "";
  function headers(more) {
    return { Accept: "application/json", "X-CSRFToken": token(), "X-Yanzhen-Person": String(app.user), ...more };
  }
  async function ask(url, given) {
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), given.patience || 60000);
    try {
      return await fetch(url, { credentials: "same-origin", redirect: "error", signal: patience.signal, ...given });
    } finally { clearTimeout(end); }
  }
  const problem = async (answer) => { try { return await answer.json(); } catch (_) { return {}; } };
  // 401, a missing token, somebody else's session: only signing in helps, and nothing is lost meanwhile.
  const isClosed = (status, told) => status === 401 || (status === 403 && told.code !== "function") || told.code === "person";

  function form(entry, sent_at) {
    const body = new FormData();
    for (const name of ["key", "kind", "at", "known_at", "depends_on"]) body.set(name, entry[name] || "");
    body.set("sent_at", sent_at);
    body.set("payload", JSON.stringify(entry.payload));
    body.set("file", new Blob([entry.file], { type: entry.type }), entry.file_name);
    return body;
  }
  // A file with its progress; given up only when nothing moved for two minutes, however slow the line is.
  const carry = (entry, sent_at) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let still = 0;
    const moved = () => { clearTimeout(still); still = setTimeout(() => request.abort(), STILL); };
    request.open("POST", root.dataset.uploads);
    Object.entries(headers()).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => { moved(); app.progress(entry, event.total ? event.loaded / event.total : 0); };
    request.onload = () => resolve({ ok: request.status >= 200 && request.status < 300, status: request.status, json: async () => JSON.parse(request.responseText) });
    request.onerror = request.onabort = () => reject(new Error(say("server")));
    request.onloadend = () => { clearTimeout(still); app.progress(entry, null); };
    moved();
    request.send(form(entry, sent_at));
  });
  function send(entry) {
    const sent_at = app.moment();
    if (entry.file) return carry(entry, sent_at);
    const { key, kind, payload, at, known_at, depends_on } = entry;
    const body = JSON.stringify({ key, kind, payload, at, sent_at, known_at, depends_on });
    return ask(root.dataset.entries, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body });
  }
  // True to go on with the next one.
  async function sendOne(entry) {
    let answer, became;
    try {
      answer = await send(entry);
      became = answer.ok ? await answer.json() : null;
    } catch (_) {
      state.online = false;
      isBroken = true;
      return later(entry);
    }
    state.online = true;
    if (became) {
      state.needsSignIn = false;
      await store.drop(entry);
      if (state.day) await store.keepDay({ ...state.day, sent: [became, ...state.day.sent.filter((one) => one.key !== became.key)] });
      return true;
    }
    const told = await problem(answer);
    if (told.code === "person") { await store.forgetDay(); location.reload(); return false; }
    if (isClosed(answer.status, told)) { state.needsSignIn = true; await store.forgetDay(); return false; }
    if (answer.status >= 500 || answer.status === 409 || answer.status === 429) { state.trouble = say("server"); troubles += 1; await later(entry); return troubles < 3; }
    const why = [told.detail, ...(told.errors || []).map((one) => one.message)].find(Boolean) || String(answer.status);
    await store.change(entry, { refused: why });
    return true;
  }
  // Sends one after the other what `wanted` picks, each once; true when something arrived. Whatever is told of one visit
  // goes in the order it was typed, so that an entry which the server cannot take holds up its own visit alone. A clock
  // that was set back does not put off what is due.
  const visitOf = (entry) => entry.payload.visit || entry.payload.visit_key || entry.key;
  const isDue = (entry) => !entry.refused && !(entry.next_at > Date.now() && entry.next_at <= Date.now() + MOST);
  function isFree(entry) {
    const before = state.entries.slice(0, state.entries.findIndex((one) => one.key === entry.key));
    return !before.some((one) => one.key === entry.depends_on || (!one.file && !one.refused && visitOf(one) === visitOf(entry)));
  }
  async function sendAll(wanted, asked) {
    const tried = new Set(), waiting = state.entries.length;
    troubles = 0;
    for (;;) {
      const entry = state.entries.find((one) => wanted(one) && !tried.has(one.key) && (asked || isDue(one)) && isFree(one));
      if (!entry) break;
      tried.add(entry.key);
      if (!(await sendOne(entry))) break;
      app.draw();
    }
    return state.entries.length < waiting;
  }
  async function later(entry) {
    const tries = (entry.tries || 0) + 1;
    const wait = Math.min(MOST, FIRST * 2 ** (tries - 1));
    await store.change(entry, { tries, next_at: Date.now() + wait });
    clearTimeout(timer);
    timer = setTimeout(() => sync(), wait);
    return false;
  }

  async function readDay() {
    let answer;
    // What seldom changes (other customers, goods) is asked for four times a day.
    const whole = !state.day || !(Date.now() - (state.day.whole_at || 0) < 6 * 3600000);
    try { answer = await ask(`${root.dataset.day}?whole=${whole}`, { headers: headers(), patience: 180000 }); } catch (_) { return false; }
    if (answer.ok) {
      const data = await answer.json();
      if (data.user !== app.user) { await store.forgetDay(); location.reload(); return false; }
      state.needsSignIn = false;
      const kept = whole ? { whole_at: Date.now() } : { whole_at: state.day.whole_at, others: state.day.others, goods: state.day.goods, rivals: state.day.rivals };
      const off = Date.now() - new Date(data.as_of);
      await store.keepDay({ ...data, ...kept, off: Math.abs(off) > 300000 ? off : 0 });
      return true;
    }
    if (isClosed(answer.status, await problem(answer))) { state.needsSignIn = true; await store.forgetDay(); }
    else state.trouble = say("server");
    return true;
  }

  // What is written goes first; whether there is reason to go on.
  async function round() {
    const asked = wished.round;
    wished.round = false;
    await store.reread();
    const may = navigator.onLine || (await readDay());
    isBroken = false;
    if (may) await sendAll((entry) => !entry.file, asked);
    else state.online = false;
    return may && !isBroken && !state.needsSignIn;
  }
  async function refresh() {
    state.online = await readDay();
    if (state.online && !state.entries.length && state.trouble === say("server")) state.trouble = "";
  }
  async function carryAll() {
    const asked = wished.files;
    wished.files = false;
    if ((await sendAll((entry) => entry.file, asked)) && state.online) lane("day", refresh);
  }
  // Three lanes, so that none waits for a slower one: entries, the day, files. One tab runs each at a time; who asks
  // meanwhile has it run once more, since what they ask for may have come too late for the turn that is under way.
  const lanes = {}, again = {}, wished = { round: false, files: false };
  function lane(name, work) {
    if (lanes[name]) {
      again[name] ||= lanes[name].catch(() => {}).then(() => { again[name] = null; return lane(name, work); });
      return again[name];
    }
    lanes[name] = (navigator.locks ? navigator.locks.request(`yz-today-${name}-${app.user}`, work) : work()).finally(() => {
      lanes[name] = null;
      state.syncing = Object.values(lanes).some(Boolean);
      app.draw();
    });
    state.syncing = true;
    app.draw();
    return lanes[name];
  }
  async function sync(asked) {
    if (asked === true) wished.round = wished.files = true;
    if (!(await lane("round", round))) return;
    const day = lane("day", refresh);
    if (state.entries.some((entry) => entry.file)) lane("files", carryAll);
    await day;
  }

  async function settle(entry, act) {
    let answer;
    try { answer = await ask(`${root.dataset.settle}${entry.id}/${act}`, { method: "POST", headers: headers() }); }
    catch (_) { state.online = false; return say("onlyOnline"); }
    if (answer.ok) { await readDay(); return ""; }
    const told = await problem(answer);
    if (isClosed(answer.status, told)) { state.needsSignIn = true; return ""; }
    return told.detail || String(answer.status);
  }

  app.sync = sync;
  app.settle = settle;
  window.addEventListener("online", () => { state.online = true; sync(true); });
  window.addEventListener("offline", () => { state.online = false; app.draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
  setInterval(() => { if (!document.hidden && navigator.onLine) sync(); }, 300000);
})();
