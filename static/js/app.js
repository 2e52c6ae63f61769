// The shell's manners: menus, dialogs, keyboard, lists, waiting and failing. Works on top of plain links and forms.
(function () {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  // A field named "method" or "action" hides the form's own property of that name.
  const posts = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";
  const shown = (el) => Boolean(el && el.getClientRects().length);

  // -- Menus (details) and dialogs ---------------------------------------------------------------------------------
  function closeMenus(except) {
    $$("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  }
  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    closeMenus();
    $$("[popover]:popover-open").forEach((sheet) => sheet.hidePopover());
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("dialog-opened", { bubbles: true }));
  }
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details.menu");
    closeMenus(inside);
    if (event.target.closest("[data-menu-close]") && inside) inside.open = false;
    const opener = event.target.closest("[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog);
    if (event.target.matches("dialog.dialog")) event.target.close();
    if (event.target.closest("[data-sidebar-toggle]")) toggleSidebar();
    const row = event.target.closest("tr[data-url]");
    if (row && !event.target.closest("a, button, input, label, select, summary") && !String(getSelection())) {
      if (event.metaKey || event.ctrlKey) window.open(row.dataset.url, "_blank", "noopener");
      else location.assign(row.dataset.url);
    }
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches("details.menu")) return;
    if (menu.open) {
      const first = $(".filter-panel select, .filter-panel input", menu);
      if (first) first.focus();
    }
  }, true);
  $$("[data-menu-if-filled]").forEach((menu) => { if (!$(".menu-item", menu)) menu.remove(); });
  if (window.matchMedia("(max-width: 767.98px)").matches) {
    $$("[data-phone-closed]").forEach((details) => { details.open = false; });
  }
  window.matchMedia("(min-width: 768px)").addEventListener("change", (event) => {
    $$("[data-phone-closed]").forEach((details) => { details.open = event.matches; });
  });

  $$(".tabs > [aria-current], .course-steps > [aria-current]").forEach((tab) => {
    const bar = tab.parentElement;
    bar.scrollLeft += tab.getBoundingClientRect().right - bar.getBoundingClientRect().right + 24;
  });

  function toggleSidebar() {
    const small = root.dataset.sidebar !== "small";
    if (small) root.dataset.sidebar = "small"; else delete root.dataset.sidebar;
    try { localStorage.setItem("yz-sidebar", small ? "small" : "wide"); } catch (_) { /* not remembered, still done */ }
    window.dispatchEvent(new Event("resize"));
  }

  // -- Theme: shown at once, kept by the server --------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    const button = event.submitter;
    const theme = button.matches("[data-theme-toggle]") ? (root.dataset.bsTheme === "dark" ? "light" : "dark") : button.value;
    root.dataset.themeChoice = theme;
    window.yzApplyTheme();
    $$('[data-theme-form] [name="theme"][aria-pressed]').forEach((other) => {
      other.setAttribute("aria-pressed", String(other.value === theme));
    });
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" })
      .then((answer) => { if (answer.type !== "opaqueredirect" && !answer.ok) banner(String(answer.status)); })
      .catch(() => banner("offline"));
  });

  // -- Lists -------------------------------------------------------------------------------------------------------
  function labelTotals() {
    $$("table.rows tfoot tr").forEach((row) => {
      const heads = $$("thead th", row.closest("table"));
      Array.from(row.children).forEach((cell, index) => {
        if (heads[index] && !cell.dataset.label) cell.dataset.label = heads[index].textContent.trim();
      });
    });
  }
  function watchScroll(grid) {
    grid.addEventListener("scroll", () => { grid.toggleAttribute("data-scrolled", grid.scrollLeft > 0); }, { passive: true });
  }
  // After a swap the filter form, which stays, must say what the address says.
  function syncFilters() {
    const form = $("[data-filter-form]");
    const body = document.getElementById("list-body");
    if (!form || !body) return;
    const asked = new URLSearchParams(body.dataset.state || "");
    if (body.dataset.tab) asked.set("tab", body.dataset.tab);
    $$("input[name], select[name]", form).forEach((control) => {
      const value = asked.get(control.name) || "";
      if (control !== document.activeElement && control.value !== value) control.value = value;
    });
    const badge = $("[data-filter-count]", form);
    if (badge) { badge.textContent = body.dataset.chips; badge.hidden = !Number(body.dataset.chips); }
    const count = document.getElementById("page-count");
    if (count && body.dataset.count) count.textContent = body.dataset.count;
  }
  document.addEventListener("htmx:configRequest", (event) => {
    // Empty filters stay out of the address.
    if (event.detail.elt.matches("[data-filter-form]")) {
      const parameters = event.detail.parameters;
      Object.keys(parameters).forEach((name) => { if (parameters[name] === "") delete parameters[name]; });
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-filter-form]")) closeMenus();
  });
  // While an input method is composing (pinyin), nothing is searched yet.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    if (event.target.matches("[data-search]")) event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (composing && event.detail.elt.matches("[data-filter-form]")) event.preventDefault();
  });
  document.addEventListener("htmx:pushedIntoHistory", syncFilters);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "list-body" || (event.detail.elt && event.detail.elt.id === "list-body")) {
      syncFilters();
      $$(".list-grid").forEach((grid) => { watchScroll(grid); });
      const source = event.detail.requestConfig && event.detail.requestConfig.elt;
      if (source && source.id && source.id.startsWith("page-")) {
        const grid = $(".list-grid");
        if (grid) { grid.scrollTop = 0; grid.scrollLeft = 0; }
        if (!shown($(".rows thead"))) document.getElementById("list").scrollIntoView();
      }
      labelTotals();
    }
  });

  // -- Waiting and failing -----------------------------------------------------------------------------------------
  let running = 0;
  let waiting = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("#job")) return;
    running += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (running > 0) document.body.classList.add("is-waiting"); }, 200);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("#job")) return;
    running = Math.max(0, running - 1);
    if (!running) { clearTimeout(waiting); document.body.classList.remove("is-waiting"); }
  });
  let retry = null;
  function banner(kind) {
    const box = document.getElementById("net-banner");
    if (!box) return;
    const code = Number(kind);
    box.querySelector("[data-text]").textContent = box.dataset[kind] || box.dataset[code >= 500 ? "500" : "422"];
    box.hidden = false;
  }
  function noBanner() {
    const box = document.getElementById("net-banner");
    if (box) box.hidden = true;
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-retry]")) return;
    noBanner();
    if (retry) window.htmx.ajax(retry.verb, retry.path, { source: retry.elt, target: retry.target });
    else location.reload();
  });
  function remember(event) {
    const asked = event.detail.requestConfig;
    retry = asked && asked.verb === "get" && asked.elt.isConnected ? asked : null;
  }
  document.addEventListener("htmx:sendError", (event) => { remember(event); banner("offline"); });
  document.addEventListener("htmx:timeout", (event) => { remember(event); banner("timeout"); });
  document.addEventListener("htmx:responseError", (event) => { remember(event); banner(String(event.detail.xhr.status)); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (answer.status < 400) noBanner();
    // A whole page where a part was asked for: the session ended and this is the sign-in page.
    const whole = /^\s*<!doctype/i.test(answer.responseText || "");
    if (whole && !event.detail.selectOverride && !event.detail.elt.closest("[hx-select]")) {
      event.detail.shouldSwap = false;
      location.assign(event.detail.pathInfo.finalRequestPath || location.href);
    }
  });
  window.addEventListener("offline", () => banner("offline"));
  window.addEventListener("online", noBanner);
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !posts(event.target) || event.target.matches("[data-theme-form]")) return;
    if (!navigator.onLine) { event.preventDefault(); retry = null; banner("offline"); return; }
    const button = event.submitter;
    if (button) setTimeout(() => button.setAttribute("aria-busy", "true"), 200);
  });
  window.addEventListener("pageshow", () => { $$("[aria-busy]").forEach((el) => el.removeAttribute("aria-busy")); });

  $$(".list-grid").forEach(watchScroll);
  syncFilters();
  labelTotals();

  // What the other files of the shell need.
  window.yzShell = { $, $$, posts, shown, openDialog, toggleSidebar };
})();
