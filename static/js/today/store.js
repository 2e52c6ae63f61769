// What this phone keeps: a book for each person, holding the day (facts), what waits to be sent, and half-typed forms.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { state, user, say } = app;
  const PREFIX = "yanzhen-today-";
  const MARK = `yz-today-unsent-${user}`;
  const BOOK = "-book", LITTLE = 20e6;
  let books = null, book = "";

  const marked = () => { try { return Number(localStorage.getItem(MARK)) || 0; } catch (_) { return 0; } };
  function mark(number) {
    try {
      if (number) localStorage.setItem(MARK, String(number)); else localStorage.removeItem(MARK);
    } catch (_) { /* storage is closed to us; the count on the page stays right */ }
    document.dispatchEvent(new Event("today-unsent"));
  }
  const isFull = (error) => /quota/i.test(`${error?.name} ${error?.inner?.name} ${error?.message}`);

  async function open() {
    try {
      books = new window.Dexie(PREFIX + user);
      books.version(1).stores({ facts: "name", queue: "++seq, key", drafts: "name" });
      await books.open();
    } catch (_) {
      books = null;
      state.trouble = say("storageOff");
      return;
    }
    await forgetOthers();
    const before = marked();
    book = (await books.drafts.get(BOOK))?.values || "";
    await reread();
    await lookAround();
    if (state.entries.length < before) state.trouble = say("storageLost", { n: before - state.entries.length });
    mark(state.entries.length);
    const kept = await books.facts.get("day");
    if (!kept) return;
    if (new Date(kept.data.kept_until) < new Date()) {
      await books.facts.clear();
      state.trouble = say("outdated");
    } else state.day = kept.data;
  }

  // Of other people only what they typed and did not send stays, unseen, until they sign in.
  async function forgetOthers() {
    const names = (await window.Dexie.getDatabaseNames()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + user);
    for (const name of names) {
      const other = await new window.Dexie(name).open();
      const waiting = other.tables.some((table) => table.name === "queue") ? await other.table("queue").count() : 0;
      if (waiting) {
        await other.table("facts").clear();
        state.others = true;
        other.close();
      } else await other.delete();
    }
  }
  // What the browser cleared under our hands still stands in this page: it is kept again under the keys it had, which
  // the server takes once. So is what the phone had no room for. What another page sent meanwhile is gone for good.
  let turn = Promise.resolve();
  const reread = () => { turn = turn.then(compare).catch((error) => { state.trouble = say("failed", { why: error.message }); }); return turn; };
  async function compare() {
    if (!books) return;
    const there = (await books.drafts.get(BOOK))?.values || "", isCleared = !there || there !== book;
    const kept = await books.queue.orderBy("seq").toArray();
    const held = state.entries.filter((one) => (one.loose || isCleared) && !kept.some((row) => row.key === one.key));
    if (!there) await books.drafts.put({ name: BOOK, values: app.newKey() }).catch(() => {});
    book = (await books.drafts.get(BOOK))?.values || "";
    if (isCleared && state.day && !(await books.facts.get("day"))) await store.keepDay(state.day);
    if (held.some((one) => !one.loose)) state.trouble = say("storageCleared", { n: held.length });
    for (const entry of held) await put(entry);
    state.entries = [...kept, ...held];
    if (state.trouble === say("full") && !state.entries.some((one) => one.loose)) state.trouble = "";
  }
  // Into the book; what it cannot take is held by this page as long as it is open.
  async function put(entry) {
    const { seq: _seq, loose: _loose, ...row } = entry;
    try {
      entry.seq = await books.queue.add(row);
      entry.loose = false;
    } catch (_) {
      entry.loose = true;
      state.trouble = say("full");
    }
  }
  // Told beforehand: whether the browser may clear what waits, and whether there is room left.
  async function lookAround() {
    const storage = navigator.storage;
    if (!storage?.persist) return;
    try {
      state.isSafe = (await storage.persisted()) || (state.entries.length > 0 && (await storage.persist()));
      const { quota, usage } = await storage.estimate();
      state.isNarrow = quota - usage < LITTLE;
    } catch (_) { /* a browser that does not tell; nothing can be said then */ }
  }

  const store = {
    open, reread, isFull,
    isOpen: () => Boolean(books),
    async keepDay(data) {
      state.day = data;
      if (!books) return;
      try { await books.facts.put({ name: "day", data }); } catch (error) { if (isFull(error)) state.trouble = say("full"); }
    },
    async forgetDay() {
      state.day = null;
      if (books) await books.facts.clear();
    },
    // Keep an entry. Without room, or in a browser that keeps nothing, this page holds it until it is sent.
    async add(kind, payload, more) {
      const entry = {
        key: more?.key || app.newKey(), kind, payload, at: moment(), known_at: state.day?.as_of || "",
        depends_on: more?.depends_on || "", name: more?.name || "", file: more?.file || null, type: more?.type || "",
        file_name: more?.file_name || "", tries: 0, next_at: 0, refused: "",
      };
      if (!books) state.entries.push({ ...entry, loose: true });
      else {
        await reread();
        await put(entry);
        if (entry.loose) state.entries.push(entry);
        await reread();
        await lookAround();
      }
      mark(state.entries.length);
      return entry;
    },
    // By its key, never by its place: in a book that was cleared meanwhile another entry may stand there.
    async change(entry, values) {
      Object.assign(entry, values);
      state.entries.filter((one) => one.key === entry.key).forEach((one) => Object.assign(one, values));
      if (books) await books.queue.where("key").equals(entry.key).modify(values);
    },
    async drop(entry) {
      state.entries = state.entries.filter((one) => one.key !== entry.key);
      if (books) { await books.queue.where("key").equals(entry.key).delete(); await reread(); }
      mark(state.entries.length);
    },
    draft: async (name) => (books ? (await books.drafts.get(name))?.values || null : null),
    async keepDraft(name, values) {
      if (!books) return false;
      try { await books.drafts.put({ name, values }); return true; } catch (_) { return false; }
    },
    dropDraft: async (name) => { if (books) await books.drafts.delete(name); },
  };
  // The phone's moment with its zone: 2026-11-22T09:30:00+08:00.
  function moment(at) {
    const now = at || new Date();
    const off = -now.getTimezoneOffset();
    const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
    const local = new Date(now.getTime() + off * 60000).toISOString().slice(0, 19);
    return `${local}${off < 0 ? "-" : "+"}${two(off / 60)}:${two(off % 60)}`;
  }
  app.moment = moment;
  app.store = store;
})();
