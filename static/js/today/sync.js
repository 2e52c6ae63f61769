// Sending what waits, one after the other, each under its own key; then reading the day again.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { root, state, store, say } = app;
  const FIRST = 15000, MOST = 300000;
  let timer = 0;

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
  function send(entry) {
    const sent_at = app.moment();
    if (entry.file) return ask(root.dataset.uploads, { method: "POST", headers: headers(), body: form(entry, sent_at), patience: 600000 });
    const { key, kind, payload, at, known_at, depends_on } = entry;
    const body = JSON.stringify({ key, kind, payload, at, sent_at, known_at, depends_on });
    return ask(root.dataset.entries, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body });
  }
  // True to go on with the next one.
  async function sendOne(entry) {
    let answer;
    try { answer = await send(entry); } catch (_) { return later(entry); }
    if (answer.ok) {
      const became = await answer.json();
      await store.drop(entry);
      if (state.day) await store.keepDay({ ...state.day, sent: [became, ...state.day.sent.filter((one) => one.key !== became.key)] });
      state.reached = true;
      return true;
    }
    const told = await problem(answer);
    if (isClosed(answer.status, told)) { state.needsSignIn = true; await store.forgetDay(); return false; }
    if (answer.status >= 500 || answer.status === 409 || answer.status === 429) { state.trouble = say("server"); return later(entry); }
    const why = [told.detail, ...(told.errors || []).map((one) => one.message)].find(Boolean) || String(answer.status);
    await store.change(entry, { refused: why });
    return true;
  }
  async function later(entry) {
    const tries = entry.tries + 1;
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
    try { answer = await ask(`${root.dataset.day}?whole=${whole}`, { headers: headers() }); } catch (_) { return false; }
    if (answer.ok) {
      const data = await answer.json();
      if (data.user !== app.user) { await store.forgetDay(); location.reload(); return false; }
      state.needsSignIn = false;
      const kept = whole ? { whole_at: Date.now() } : { whole_at: state.day.whole_at, others: state.day.others, goods: state.day.goods, rivals: state.day.rivals };
      await store.keepDay({ ...data, ...kept });
      return true;
    }
    if (isClosed(answer.status, await problem(answer))) { state.needsSignIn = true; await store.forgetDay(); }
    else state.trouble = say("server");
    return true;
  }

  async function round(asked) {
    state.syncing = true;
    app.draw();
    try {
      state.online = await readDay();
      await store.reread();
      const now = Date.now();
      let sent = 0;
      for (const entry of state.online && !state.needsSignIn ? [...state.entries] : []) {
        if (entry.refused && !asked) continue;
        if (entry.next_at > now && !asked) break;
        if (!(await sendOne(entry))) break;
        sent += 1;
      }
      if (sent) state.online = await readDay();
      if (state.online && !state.entries.length && state.trouble === say("server")) state.trouble = "";
    } finally {
      state.syncing = false;
      app.draw();
    }
  }
  // One tab sends at a time; another one that asks meanwhile waits for its turn.
  let running = null;
  function sync(asked) {
    if (running) return running;
    const work = () => round(asked === true);
    running = (navigator.locks ? navigator.locks.request(`yz-today-${app.user}`, work) : work()).finally(() => { running = null; });
    return running;
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
