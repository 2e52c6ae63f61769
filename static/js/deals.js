// The board and the calendar of opportunities: cards are dragged, moved by keys, or sent from a menu. Without script
// the menu of a card is a link to its page with the same moves.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const FAR = 6;
  const board = () => $("[data-deals]");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const list = (stage) => $(`[data-column="${stage}"]`);
  const cards = (column) => $$(".deal", column);
  const mayMove = () => Boolean(board()) && board().dataset.mayMove === "true";

  function tell(text, conflict) {
    const news = $("[data-deal-news]");
    if (!news) return;
    news.textContent = text;
    news.classList.toggle("is-conflict", Boolean(conflict));
  }

  function post(url, values) {
    return fetch(url + location.search, {
      method: "POST",
      headers: { "X-CSRFToken": token(), Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(values),
    });
  }

  // -- One card to another column ------------------------------------------------------------------------------------
  // Cards stand by their day, then by their number.
  function place(card, stage) {
    const column = list(stage);
    if (!column) { card.remove(); return; }
    const key = (one) => [one.dataset.day, Number(one.dataset.deal)];
    const [day, number] = key(card);
    const next = cards(column).find((one) => {
      if (one === card) return false;
      const [otherDay, otherNumber] = key(one);
      return otherDay > day || (otherDay === day && otherNumber > number);
    });
    column.insertBefore(card, next || $(".deal-more", column));
  }

  function renew(heads) {
    Object.entries(heads || {}).forEach(([stage, head]) => {
      $$(`[data-count="${stage}"]`).forEach((el) => { el.textContent = head.count; });
      const sums = $(`[data-sums="${stage}"]`);
      if (!sums) return;
      sums.replaceChildren(...(head.sums.length ? head.sums : [{ amount: "–", weighted: "" }]).map((sum) => {
        const line = document.createElement("div");
        [[sum.amount, "num"], [sum.weighted && `≈ ${sum.weighted}`, "num quiet"]].forEach(([text, kind]) => {
          const part = document.createElement("dd");
          part.className = kind;
          part.textContent = text;
          line.append(part);
        });
        return line;
      }));
    });
  }

  function settle(card, answer, conflict) {
    renew(answer.heads);
    tell(answer.message, conflict);
    if (!answer.card) { card.remove(); return; }
    const fresh = document.createElement("template");
    fresh.innerHTML = answer.card;
    const made = fresh.content.firstElementChild;
    card.replaceWith(made);
    place(made, answer.stage);
    made.classList.add("is-news");
    setTimeout(() => made.classList.remove("is-news"), 1600);
    choose(made);
  }

  async function move(card, stage) {
    if (!mayMove() || card.classList.contains("is-busy") || card.dataset.stage === String(stage)) return;
    const from = card.dataset.stage;
    card.classList.add("is-busy");
    place(card, stage);
    tell(board().dataset.wordsMoved);
    try {
      const url = board().dataset.moveUrl.replace("/0/", `/${card.dataset.deal}/`);
      const response = await post(url, { stage, version: card.dataset.version });
      const answer = await response.json();
      settle(card, answer, !response.ok);
    } catch (_) {
      card.classList.remove("is-busy");
      place(card, from);
      tell(board().dataset.wordsFailed, true);
      choose(card);
    }
  }

  // -- Keys: one card of the board is in the order of Tab, arrows go on from there --------------------------------------
  function choose(card) {
    $$(".deal[tabindex='0']").forEach((one) => { one.tabIndex = -1; });
    card.tabIndex = 0;
    card.focus({ preventScroll: false });
  }
  function first() {
    if (board() && !$(".deal[tabindex='0']", board())) {
      const card = $(".deal", board());
      if (card) card.tabIndex = 0;
    }
  }
  function beside(card, step) {
    const columns = $$(".deal-column", board());
    let at = columns.indexOf(card.closest(".deal-column")) + step;
    return columns[at] || null;
  }
  function go(card, key) {
    const column = card.closest("[data-column]");
    const held = cards(column);
    const at = held.indexOf(card);
    if (key === "ArrowUp" || key === "ArrowDown") return held[at + (key === "ArrowUp" ? -1 : 1)];
    const step = key === "ArrowLeft" ? -1 : 1;
    const columns = $$(".deal-column", board());
    for (let next = columns.indexOf(card.closest(".deal-column")) + step; columns[next]; next += step) {
      const there = cards(columns[next]);
      if (there.length) return there[Math.min(at, there.length - 1)];
    }
    return null;
  }
  document.addEventListener("keydown", (event) => {
    const card = event.target.closest && event.target.closest(".deal");
    if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") { location.assign(card.dataset.url); return; }
    if (event.key === "m" || event.key === "M" || event.key === "ContextMenu") { event.preventDefault(); menu(card); return; }
    if (!/^Arrow/.test(event.key)) return;
    event.preventDefault();
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const column = beside(card, event.key === "ArrowLeft" ? -1 : 1);
      if (column) move(card, column.dataset.stage);
      return;
    }
    const next = go(card, event.key);
    if (next) choose(next);
  });

  // -- The menu of a card ------------------------------------------------------------------------------------------------
  let pop = null;
  function close(back) {
    if (!pop) return;
    const card = pop.card;
    pop.remove();
    pop = null;
    if (back && card.isConnected) choose(card);
  }
  function menu(card) {
    close();
    if (!mayMove()) { location.assign(card.dataset.url); return; }
    pop = document.createElement("div");
    pop.className = "deal-pop";
    pop.card = card;
    pop.setAttribute("role", "group");
    const title = document.createElement("p");
    title.textContent = board().dataset.wordsMenu;
    pop.append(title);
    $$(".deal-column", board()).forEach((column) => {
      const choice = document.createElement("button");
      choice.type = "button";
      choice.textContent = $("h2", column).textContent;
      if (column.dataset.stage === card.dataset.stage) { choice.setAttribute("aria-current", "true"); choice.disabled = true; }
      choice.addEventListener("click", () => { close(); move(card, column.dataset.stage); });
      pop.append(choice);
    });
    const open = document.createElement("a");
    open.href = $(".deal-menu", card).href;
    pop.setAttribute("aria-label", $(".deal-menu", card).getAttribute("aria-label"));
    open.textContent = board().dataset.wordsOpen;
    pop.append(open);
    document.body.append(pop);
    const at = card.getBoundingClientRect();
    pop.style.left = `${Math.max(8, Math.min(at.right - pop.offsetWidth, innerWidth - pop.offsetWidth - 8))}px`;
    pop.style.top = `${Math.max(8, Math.min(at.top + 32, innerHeight - pop.offsetHeight - 8))}px`;
    const usable = $("button:not([disabled])", pop);
    if (usable) usable.focus();
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-deal-menu]");
    if (opener && board() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      menu(opener.closest(".deal"));
      return;
    }
    if (pop && !pop.contains(event.target)) { close(); return; }
    const card = event.target.closest(".deal");
    if (card && !event.target.closest("a, button") && !String(getSelection())) location.assign(card.dataset.url);
  });
  document.addEventListener("keydown", (event) => {
    if (!pop) return;
    if (event.key === "Escape") { event.preventDefault(); close(true); return; }
    if (!/^Arrow(Up|Down)$/.test(event.key)) return;
    event.preventDefault();
    const choices = $$("button:not([disabled]), a", pop);
    const at = choices.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    choices[(at + choices.length) % choices.length].focus();
  });

  // -- Dragging by pointer: the mouse and the pen; a finger scrolls and uses the menu --------------------------------------
  let drag = null;
  const target = (x, y) => {
    const el = document.elementFromPoint(x, y);
    return el && el.closest(drag.over);
  };
  document.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("[data-deal-menu]")) return;
    const card = event.target.closest(".deal, .cal-deal[data-deal]");
    if (!card || (card.matches(".deal") && !mayMove())) return;
    drag = { card, x: event.clientX, y: event.clientY, ghost: null, over: card.matches(".deal") ? ".deal-column" : "[data-cal-day]" };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
      drag.ghost = drag.card.cloneNode(true);
      drag.ghost.classList.add("deal-ghost");
      drag.ghost.style.width = `${drag.card.offsetWidth}px`;
      document.body.append(drag.ghost);
      drag.card.classList.add("is-busy");
      document.body.style.userSelect = "none";
    }
    event.preventDefault();
    drag.ghost.style.transform = `translate(${event.clientX - 20}px, ${event.clientY - 12}px)`;
    const over = target(event.clientX, event.clientY);
    $$(".is-over").forEach((el) => { if (el !== over) el.classList.remove("is-over"); });
    if (over) over.classList.add("is-over");
    const frame = board();
    if (frame) {
      const edge = frame.getBoundingClientRect();
      if (event.clientX > edge.right - 40) frame.scrollLeft += 16;
      if (event.clientX < edge.left + 40) frame.scrollLeft -= 16;
    }
  });
  function drop(event, given) {
    if (!drag) return;
    const { card, ghost } = drag;
    const over = ghost && given ? target(event.clientX, event.clientY) : null;
    if (ghost) ghost.remove();
    drag = null;
    document.body.style.userSelect = "";
    $$(".is-over").forEach((el) => el.classList.remove("is-over"));
    card.classList.remove("is-busy");
    if (ghost) window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
    if (!over) return;
    if (card.matches(".deal")) move(card, over.dataset.stage);
    else sendDay(card, over.dataset.calDay);
  }
  const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
  document.addEventListener("pointerup", (event) => drop(event, true));
  document.addEventListener("pointercancel", (event) => drop(event, false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(event, false); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest(".deal, .cal-deal")) event.preventDefault(); });

  // -- The calendar: another day by dragging; the page is loaded anew -----------------------------------------------------
  async function sendDay(card, day) {
    if (!day || card.dataset.day === day) return;
    card.classList.add("is-busy");
    try {
      const response = await post(card.dataset.dayUrl, { expected_on: day, version: card.dataset.version });
      if (response.ok) { location.reload(); return; }
      tell((await response.json()).message, true);
    } catch (_) { tell($("[data-cal]").dataset.wordsFailed, true); }
    card.classList.remove("is-busy");
  }

  // -- The phone: one column at a time, the tabs follow the finger ----------------------------------------------------------
  function watch() {
    first();
    const frame = board();
    if (!frame || !("IntersectionObserver" in window)) return;
    const seen = new IntersectionObserver((entries) => {
      entries.forEach((entry) => {
        if (!entry.isIntersecting) return;
        $$("[data-deal-tab]").forEach((tab) => {
          const here = tab.dataset.dealTab === entry.target.dataset.stage;
          if (here) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current");
          if (here && tab.offsetParent) tab.scrollIntoView({ block: "nearest", inline: "center" });
        });
      });
    }, { root: frame, threshold: 0.6 });
    if (window.matchMedia("(max-width: 767.98px)").matches) $$(".deal-column", frame).forEach((column) => seen.observe(column));
  }
  watch();
  document.addEventListener("htmx:afterSettle", () => { if (board()) watch(); });
})();
