// The keyboard: one place for every shortcut. Silent while somebody types, composes or has a dialog open.
(function () {
  "use strict";
  const { $, $$, posts, shown, openDialog, toggleSidebar } = window.yzShell;
  const fields = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select";
  const typing = (el) => Boolean(el && el.closest && (el.isContentEditable || el.closest(fields)));
  const LEADER_LASTS = 1200;

  // -- Rows of a list ----------------------------------------------------------------------------------------------
  const rows = () => $$("tr[data-url], [data-row-url]").filter(shown);
  const current = () => rows().find((row) => row.classList.contains("row-selected"));
  function moveRow(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const row = all[Math.min(all.length - 1, Math.max(0, at + step))];
    all.forEach((other) => { other.classList.toggle("row-selected", other === row); });
    const link = $("a", row);
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return true;
  }
  function openRow(event) {
    const row = current();
    // A link or a button that has the focus opens itself.
    if (!row || event.target.closest("a, button, summary, input")) return false;
    location.assign(row.dataset.url || row.dataset.rowUrl);
    return true;
  }
  function selectRow() {
    const row = current();
    const box = row && $("input[type=checkbox]", row);
    if (!box) return false;
    box.click();
    return true;
  }

  // -- Acts --------------------------------------------------------------------------------------------------------
  function create() {
    const direct = $$('[data-key="n"]').find(shown);
    if (direct) { direct.click(); return true; }
    const menu = $('[data-menu="create"]');
    if (!shown(menu)) return false;
    menu.open = true;
    const first = $(".menu-item", menu);
    if (first) first.focus();
    return true;
  }
  function searchHere() {
    const box = $$("[data-search]").find(shown);
    if (!box) return openDialog("palette");
    box.focus();
    box.select();
    return true;
  }

  // -- G, then a letter --------------------------------------------------------------------------------------------
  let leader = 0;
  const waitsForPlace = () => Date.now() - leader < LEADER_LASTS;
  function goTo(letter) {
    const place = $(`[data-go="${CSS.escape(letter)}"]`);
    leader = 0;
    if (!place) return false;
    location.assign(place.href);
    return true;
  }

  const ACTS = {
    "/": searchHere,
    "?": () => openDialog("shortcuts"),
    "[": toggleSidebar,
    n: create,
    g: () => { leader = Date.now(); },
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: selectRow,
    Enter: openRow,
  };
  function menuArrows(event) {
    const open = event.target.closest && event.target.closest("details.menu[open]");
    if (!open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return false;
    const items = $$(".menu-item", open).filter(shown);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items[(items.indexOf(event.target) + step + items.length) % items.length];
    if (next) { event.preventDefault(); next.focus(); }
    return true;
  }
  function withControl(event) {
    if (event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      openDialog("palette");
    } else if (event.key === "Enter") {
      const form = (event.target.closest && event.target.closest("form")) || $("form[data-draft][data-guard]");
      if (form && posts(form)) { event.preventDefault(); form.requestSubmit(); }
    }
  }
  function escape(event) {
    const open = $("details.menu[open]");
    if (open) { open.open = false; $("summary", open).focus(); } else if (event.target.matches && event.target.matches("[data-search]")) event.target.blur();
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) { withControl(event); return; }
    if (event.key === "Escape") { escape(event); return; }
    if (event.altKey || typing(event.target) || $("dialog[open]") || $("[popover]:popover-open")) return;
    if (menuArrows(event)) return;
    if (waitsForPlace() && /^[a-z]$/i.test(event.key)) {
      if (goTo(event.key.toLowerCase())) event.preventDefault();
      return;
    }
    const act = ACTS[event.key];
    if (act && act(event) !== false) event.preventDefault();
  });
})();
