// Rows scrolled without end: one <tbody> per stretch of rows; those far from the window are emptied to one tall row and
// filled again later. And groups that are opened.
(function () {
  "use strict";
  const lists = window.yzLists;
  const { $, $$, el, words, body, narrow, phrase, grouped, toast, chosen, bulkUrl, rowsOnShow, decorate, decorateHead, bar } = lists;

  const AHEAD = 1600;
  const KEEP = 3;
  let feed = null;
  class Feed {
    constructor(grid, tbody) {
      this.grid = grid;
      this.table = tbody.closest("table");
      this.total = Number(body().dataset.total);
      this.status = $(".list-foot [data-range]");
      this.parts = [this.part(tbody, location.href)];
      this.busy = false;
      this.waiting = false;
      this.scroller = narrow.matches ? window : grid;
      this.onScroll = () => this.later();
      this.scroller.addEventListener("scroll", this.onScroll, { passive: true });
    }
    part(tbody, url) {
      return { tbody, url, first: Number(tbody.dataset.first), count: tbody.rows.length, next: tbody.dataset.next, previous: tbody.dataset.previous, html: null };
    }
    end() { this.scroller.removeEventListener("scroll", this.onScroll); }
    later() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => { this.waiting = false; this.look(); });
    }
    window() {
      if (this.scroller === window) return { top: 0, bottom: window.innerHeight };
      const box = this.grid.getBoundingClientRect();
      return { top: box.top, bottom: box.bottom };
    }
    look() {
      const view = this.window();
      const boxes = this.parts.map((part) => part.tbody.getBoundingClientRect());
      this.say(view, boxes);
      this.recycle(view, boxes);
      const last = this.parts[this.parts.length - 1];
      if (last.next && boxes[boxes.length - 1].bottom - view.bottom < AHEAD) this.load(last.next, true);
      else if (this.parts[0].previous && view.top - boxes[0].top < AHEAD) this.load(this.parts[0].previous, false);
    }
    say(view, boxes) {
      const head = narrow.matches ? 0 : 34;
      const at = (y) => {
        for (let n = 0; n < this.parts.length; n += 1) {
          const box = boxes[n];
          if (y < box.bottom || n === this.parts.length - 1) {
            const share = Math.min(0.9999, Math.max(0, (y - box.top) / (box.height || 1)));
            return this.parts[n].first + Math.floor(share * this.parts[n].count) + 1;
          }
        }
        return 1;
      };
      const first = at(view.top + head + 1);
      const last = Math.min(this.total || Infinity, at(view.bottom - 40));
      if (this.status) this.status.textContent = phrase(this.status.dataset.range, { first: grouped(first), last: grouped(last), total: grouped(this.total) });
      this.remember(view, boxes);
    }
    remember(view, boxes) {
      const n = boxes.findIndex((box) => box.bottom > view.top + 34);
      if (n < 0) return;
      const place = { url: this.parts[n].url, offset: Math.round(view.top - boxes[n].top), first: this.parts[n].first };
      try { sessionStorage.setItem(`yz-list ${location.pathname}${location.search}`, JSON.stringify(place)); } catch (_) { /* then it starts at the top */ }
    }
    recycle(view, boxes) {
      const near = boxes.map((box) => box.bottom > view.top - 2 * AHEAD && box.top < view.bottom + 2 * AHEAD);
      this.parts.forEach((part, n) => {
        if (near[n] && part.html !== null) {
          part.tbody.innerHTML = part.html;
          part.html = null;
          decorate(Array.from(part.tbody.rows));
        } else if (!near[n] && part.html === null && this.parts.length > KEEP && !part.tbody.contains(document.activeElement)) {
          const height = boxes[n].height;
          $$("[data-check]", part.tbody).forEach((box) => box.remove());
          part.html = part.tbody.innerHTML;
          const gap = el("td", { colspan: this.table.tHead.rows[0].cells.length });
          gap.style.height = `${height}px`;
          part.tbody.replaceChildren(el("tr", { class: "row-gap", "aria-hidden": "true" }, gap));
        }
      });
    }
    async load(url, after) {
      if (this.busy) return;
      this.busy = true;
      try {
        const tbody = await rowsFrom(url);
        if (!tbody || feed !== this) return;
        const edge = this.parts[after ? this.parts.length - 1 : 0];
        const height = this.grid.scrollHeight;
        if (after) { edge.tbody.after(tbody); this.parts.push(this.part(tbody, url)); edge.next = ""; }
        else { edge.tbody.before(tbody); this.parts.unshift(this.part(tbody, url)); edge.previous = ""; }
        decorate(Array.from(tbody.rows));
        if (!after && this.scroller === this.grid) this.grid.scrollTop += this.grid.scrollHeight - height;
        this.later();
      } catch (_) {
        /* the paging links are still there */
      } finally { this.busy = false; }
    }
    async restore(place) {
      if (place.first > this.parts[0].first) {
        const tbody = await rowsFrom(place.url);
        if (!tbody) return;
        this.parts[0].tbody.replaceWith(tbody);
        this.parts = [this.part(tbody, place.url)];
        decorate(Array.from(tbody.rows));
      }
      const away = this.parts[0].tbody.getBoundingClientRect().top - this.window().top + place.offset;
      if (this.scroller === this.grid) this.grid.scrollTop += away;
      else window.scrollTo(0, window.scrollY + away);
      this.later();
    }
  }
  async function rowsFrom(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": "list-rows" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const tbody = $("tbody[data-rows]", page);
    if (!tbody) { location.reload(); return null; }
    return document.importNode(tbody, true);
  }
  function begin(fresh) {
    if (feed) { feed.end(); feed = null; }
    const tbody = $(".list-grid tbody[data-rows]");
    decorate(rowsOnShow());
    decorateHead();
    $$("[data-group-open]").forEach((button) => { button.hidden = false; });
    $$("[data-where-open], [data-copy-address], [data-up], [data-down]").forEach((button) => { button.hidden = false; });
    lists.widths();
    selectMode();
    if (!tbody) return;
    feed = new Feed(tbody.closest(".list-grid"), tbody);
    if (!fresh) return;
    const entry = performance.getEntriesByType("navigation")[0];
    const kept = sessionStorage.getItem(`yz-list ${location.pathname}${location.search}`);
    if (entry && entry.type === "back_forward" && kept) feed.restore(JSON.parse(kept)).catch(() => {});
  }
  function selectMode() {
    const foot = $(".list-foot");
    if (!foot || !bulkUrl() || $("[data-select-mode]", foot)) return;
    foot.append(el("button", { class: "button phone", type: "button", "data-select-mode": true, text: words().select }));
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "list-body") { chosen.keys.clear(); chosen.whole = false; bar(); begin(false); } });

  // -- Groups --------------------------------------------------------------------------------------------------------
  async function openGroup(button) {
    const group = button.closest("tbody");
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    const rows = $$("tr:not(.group-head)", group);
    if (rows.length) { rows.forEach((row) => { row.hidden = !open; }); return; }
    const found = await rowsFrom(group.dataset.group);
    if (!found) return;
    const more = found.dataset.next;
    group.append(...Array.from(found.rows));
    if (more) {
      const link = $("a", group);
      const cell = el("td", { colspan: group.rows[0].cells.length }, el("a", { href: link.href, text: "…" }));
      group.append(el("tr", { class: "group-more" }, cell));
    }
    decorate($$("tr[data-key]", group));
    decorateHead();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-group-open]");
    if (button) openGroup(button).catch(() => toast(words().failed));
  });

  lists.begin = begin;
})();
