// What this phone keeps: a book for each person, holding the day (facts), what waits to be sent, and half-typed forms.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { state, user, say } = app;
  const PREFIX = "yanzhen-today-";
  const MARK = `yz-today-unsent-${user}`;
  let books = null;

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
    await reread();
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
  async function reread() {
    state.entries = books ? await books.queue.orderBy("seq").toArray() : [];
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
    // Keep an entry; what the browser has no room for is refused loudly, and what was typed stays in its form.
    async add(kind, payload, more) {
      const entry = {
        key: more?.key || app.newKey(), kind, payload, at: moment(), known_at: state.day?.as_of || "",
        depends_on: more?.depends_on || "", name: more?.name || "", file: more?.file || null, type: more?.type || "",
        file_name: more?.file_name || "", tries: 0, next_at: 0, refused: "",
      };
      if (navigator.storage?.persist) navigator.storage.persist().catch(() => false);
      if (!books) { entry.seq = Date.now() + state.entries.length; state.entries.push(entry); return entry; }
      try {
        entry.seq = await books.queue.add(entry);
      } catch (error) {
        throw new Error(isFull(error) ? say("full") : say("failed", { why: error.message }));
      }
      await reread();
      mark(state.entries.length);
      return entry;
    },
    async change(entry, values) {
      Object.assign(entry, values);
      if (books) await books.queue.update(entry.seq, values);
    },
    async drop(entry) {
      if (books) { await books.queue.delete(entry.seq); await reread(); }
      else state.entries = state.entries.filter((one) => one !== entry);
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
