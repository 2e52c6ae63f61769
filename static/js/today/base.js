// Visits today: what its parts share. Each part puts itself on `yzToday`; nothing is drawn before app.js begins.
(function () {
  "use strict";
  const root = document.getElementById("today");
  if (!root) return;
  const words = JSON.parse(document.getElementById("today-words").textContent);
  const language = root.dataset.language === "en" ? "en" : "zh-CN";
  const say = (name, values) => String(words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values?.[key] ?? "");

  // el("p", { class: "quiet", onclick: … }, "text", child, null)
  function el(tag, given, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (name === "value") made.value = value;
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    return made;
  }
  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const picture = document.createElementNS(space, "svg");
    const use = document.createElementNS(space, "use");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${root.dataset.icons}#${name}`);
    picture.append(use);
    return picture;
  }
  const button = (label, sign, act, more) =>
    el("button", { type: "button", class: "button", onclick: act, ...more }, sign ? icon(sign) : null, label);

  // Days are bare dates (2026-11-22): they are read at noon, so that no zone moves them.
  const day = (text) => new Date(`${text}T12:00:00`);
  const written = (options) => new Intl.DateTimeFormat(language, options);
  const dayWords = written({ month: "long", day: "numeric", weekday: "short" });
  const shortDay = written({ month: "short", day: "numeric" });
  const clock = written({ hour: "2-digit", minute: "2-digit", hour12: false });
  const isoDay = (moment) => `${moment.getFullYear()}-${String(moment.getMonth() + 1).padStart(2, "0")}-${String(moment.getDate()).padStart(2, "0")}`;
  const time = {
    day: (text) => (text ? dayWords.format(day(text)) : ""),
    short: (text) => (text ? shortDay.format(day(text)) : ""),
    clock: (moment) => clock.format(new Date(moment)),
    moment: (moment) => (isoDay(new Date(moment)) === isoDay(new Date()) ? "" : `${shortDay.format(new Date(moment))} `) + clock.format(new Date(moment)),
    iso: isoDay,
    // How long, in its largest unit: 3 minutes, 1 day.
    span: (far) => {
      const minutes = Math.abs(far) / 60000;
      const [unit, number] = minutes < 90 ? ["minute", minutes] : minutes < 1200 ? ["hour", minutes / 60] : ["day", minutes / 1440];
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(number));
    },
    // Now, as nearly as this phone can tell: by the server's clock where its own was found wrong.
    now: () => new Date(Date.now() - (window.yzToday.state.day?.off || 0)),
    plus: (text, days) => { const moved = day(text); moved.setDate(moved.getDate() + days); return isoDay(moved); },
  };
  const metres = (far) => (far < 1000 ? `${Math.round(far)} m` : `${(far / 1000).toFixed(far < 10000 ? 1 : 0)} km`);
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))}\u00a0KB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`);
  // A browser makes keys only on a safe address; ours is as random.
  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16)));

  window.yzToday = {
    root, words, say, el, icon, button, time, metres, size, newKey,
    user: Number(root.dataset.user), person: root.dataset.whose,
    state: { day: null, entries: [], online: navigator.onLine, syncing: false, needsSignIn: false, trouble: "", note: "" },
  };
})();
