// The palette: search over everything from anywhere, by keyboard alone if one likes. Its hits come from the server.
(function () {
  "use strict";
  const { $, $$, openDialog } = window.yzShell;
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = document.getElementById("palette-input");
  const hits = document.getElementById("palette-hits");
  const start = document.getElementById("palette-start");
  const hints = document.getElementById("palette-hints");
  const failed = $(".palette-failed", dialog);
  const said = document.getElementById("palette-said");
  let answered = "";
  let opensOnAnswer = false;
  let composing = false;

  // -- What was opened lately, kept in this browser under the person's key ------------------------------------------
  const MOST = 8;
  const KEY = `yz-lately-${dialog.dataset.reader || "nobody"}`;
  function lately() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch (_) { return []; }
  }
  function remember() {
    const title = $(".head-title");
    if (!title || !dialog.dataset.reader) return;
    const kind = $(".head-kind");
    const opened = { url: location.pathname, title: title.textContent.trim(), kind: kind ? kind.textContent.trim() : "" };
    const kept = [opened, ...lately().filter((other) => other.url !== opened.url)].slice(0, MOST);
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch (_) { /* not remembered, nothing else suffers */ }
  }
  document.addEventListener("submit", (event) => {
    // Whoever signs out leaves no names behind in the browser.
    if (/sign-out|logout/.test(event.target.getAttribute("action") || "")) {
      try { localStorage.removeItem(KEY); } catch (_) { /* nothing was kept */ }
    }
  });
  function showLately() {
    const box = document.getElementById("palette-recent");
    $$("a", box).forEach((old) => old.remove());
    lately().filter((item) => item.url !== location.pathname && /^\/[^/\\]/.test(item.url)).forEach((item, index) => {
      const link = document.createElement("a");
      link.className = "menu-item";
      link.id = `lately-${index}`;
      link.href = item.url;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      [["hit-title", item.title], ["hit-detail", item.kind]].forEach(([name, text]) => {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = text;
        link.append(part);
      });
      box.append(link);
    });
    box.hidden = !$("a", box);
  }
  remember();

  // -- Choosing ----------------------------------------------------------------------------------------------------
  const options = () => $$("a[role=option]", dialog).filter((option) => option.getClientRects().length);
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  function choose(index) {
    const all = options();
    $$("a[role=option]", dialog).forEach((option) => option.setAttribute("aria-selected", "false"));
    const option = all.length ? all[(index + all.length) % all.length] : null;
    if (!option) { input.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }
  function show() {
    const empty = !input.value.trim();
    start.hidden = !empty;
    hints.hidden = !empty;
    hits.hidden = empty;
    failed.hidden = true;
    if (empty) { hits.replaceChildren(); answered = ""; said.textContent = ""; }
  }
  function follow(event) {
    const all = options();
    const option = all[Math.max(0, chosen())];
    if (!option) return;
    if (event && (event.ctrlKey || event.metaKey)) window.open(option.href, "_blank", "noopener");
    else option.click();
  }

  // -- Asking ------------------------------------------------------------------------------------------------------
  function typed() {
    show();
    opensOnAnswer = false;
    if (composing) return;
    if (input.value.trim()) window.htmx.trigger(input, "palette-typed");
    else choose(0);
  }
  input.addEventListener("input", typed);
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; typed(); });
  dialog.addEventListener("htmx:beforeSwap", (event) => {
    // An answer to what is no longer asked is left out.
    if (event.detail.target === hits && !input.value.trim()) event.detail.shouldSwap = false;
  });
  dialog.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== hits) return;
    failed.hidden = true;
    answered = input.value.trim();
    const count = $("[data-said]", hits);
    said.textContent = count ? count.textContent : "";
    choose(0);
    if (opensOnAnswer) { opensOnAnswer = false; follow(); }
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => {
    dialog.addEventListener(name, (event) => {
      event.stopPropagation();
      hits.replaceChildren();
      failed.textContent = failed.dataset.text;
      failed.hidden = false;
    });
  });

  // -- Opening, keys, closing --------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (opener && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openDialog("palette"); }
    if (event.target.closest("[data-palette-close]")) dialog.close();
  });
  dialog.addEventListener("dialog-opened", () => {
    input.value = "";
    showLately();
    show();
    choose(0);
    input.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || composing) return;
    if (event.key === "ArrowDown") choose(chosen() + 1);
    else if (event.key === "ArrowUp") choose(chosen() - 1);
    else if (event.key === "Home" && event.ctrlKey) choose(0);
    else if (event.key === "End" && event.ctrlKey) choose(-1);
    else if (event.key === "Enter" && event.target === input) {
      // Whoever types and presses Enter at once means what they typed, not what is still shown.
      if (input.value.trim() === answered || !input.value.trim()) follow(event);
      else opensOnAnswer = true;
    } else return;
    event.preventDefault();
  });
})();
