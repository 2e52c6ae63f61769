// Due list, week plan and route: choosing, dragging, and the order of a day. All of it also works by links and buttons.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // -- Due list: how many are chosen -----------------------------------------------------------------------------------
  function count() {
    const form = $("[data-due]");
    const bar = form && $("[data-due-bar]", form);
    if (!bar) return;
    const chosen = $$("input[name=customer]:checked", form).length;
    $("[data-due-count]", bar).textContent = chosen;
    bar.classList.toggle("is-idle", chosen === 0);
  }
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-due]")) count();
    const auto = event.target.closest("[data-auto]");
    if (auto && event.target.matches("select")) auto.requestSubmit();
  });

  // -- Week: cards are dragged from the due list to a day, and from day to day -------------------------------------------
  function send(url, values) {
    const week = $("[data-week]");
    window.htmx.ajax("POST", url, {
      target: "#week", swap: "outerHTML",
      values: { day: week.dataset.first, person: week.dataset.of, ...values },
    });
  }
  function dropped(event) {
    const { item, from, to } = event;
    const day = to.dataset.day;
    if (!day || from === to) return;
    if (item.dataset.customer) send($("[data-week]").dataset.putUrl, { customer: item.dataset.customer, to: day });
    else send(item.dataset.moveUrl, { to: day });
  }
  function week() {
    const page = $("[data-week]");
    if (!page || !page.dataset.may || !window.Sortable || page.dataset.ready) return;
    page.dataset.ready = "1";
    const usual = { animation: 120, draggable: ".week-visit:not(.is-still)", filter: ".week-menu", preventOnFilter: false, sort: false, onEnd: dropped, delay: 180, delayOnTouchOnly: true };
    $$("[data-day]", page).forEach((list) => window.Sortable.create(list, { ...usual, group: { name: "visits", put: true } }));
    const due = $("[data-due-cards]", page);
    if (due) window.Sortable.create(due, { ...usual, group: { name: "visits", put: false } });
  }

  // -- Route: another order is laid out by the server, with its price ----------------------------------------------------
  function show(url) {
    window.htmx.ajax("GET", url, { target: "#route", swap: "outerHTML" });
    history.replaceState(null, "", url);
  }
  function order() {
    const list = $("[data-order]");
    if (!list || !window.Sortable || list.dataset.ready) return;
    list.dataset.ready = "1";
    window.Sortable.create(list, {
      animation: 120, draggable: ".line-stop", filter: ".menu", preventOnFilter: false, delay: 180, delayOnTouchOnly: true,
      onEnd: (event) => {
        if (event.oldIndex === event.newIndex) return;
        const route = $("#route");
        const given = new URLSearchParams({ day: route.dataset.day, person: route.dataset.of });
        given.set("order", $$(".line-stop", list).map((one) => one.dataset.key).join(","));
        if (route.dataset.with) given.set("with", route.dataset.with);
        show(`${list.dataset.orderUrl}?${given}`);
      },
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-order-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    const key = link.closest("[data-key]");
    const label = link.getAttribute("aria-label");
    document.addEventListener("htmx:afterSettle", () => {
      const same = key && label && $(`[data-key="${key.dataset.key}"] [aria-label="${CSS.escape(label)}"]`);
      if (same) same.focus();
    }, { once: true });
    show(link.getAttribute("href"));
  });

  // On a phone the filters are folded until they are asked for.
  function fold() {
    const form = $("[data-due-filter]");
    const more = form && $("[data-due-more]", form);
    if (!more || more.dataset.ready) return;
    more.dataset.ready = "1";
    more.hidden = !window.matchMedia("(max-width: 720px)").matches;
    form.classList.toggle("is-folded", !more.hidden);
    more.addEventListener("click", () => {
      more.setAttribute("aria-expanded", String(!form.classList.toggle("is-folded")));
    });
  }

  function ready() {
    fold();
    count();
    week();
    order();
    $$("[data-auto-hide]").forEach((button) => { button.hidden = true; });
    if ($("[data-reload]")) location.reload();
  }
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:afterSettle", ready);
})();
