// Runs before the first paint: the theme of the system when the choice is "auto", and the width of the sidebar.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    const choice = root.dataset.themeChoice;
    const theme = choice === "dark" || choice === "light" ? choice : dark.matches ? "dark" : "light";
    if (root.dataset.bsTheme !== theme) root.dataset.bsTheme = theme;
    const tint = document.querySelector('meta[name="theme-color"]');
    if (tint) tint.content = theme === "dark" ? "#141a1f" : "#ffffff";
  }
  apply();
  dark.addEventListener("change", apply);
  window.yzApplyTheme = apply;
  try {
    const kept = localStorage.getItem("yz-sidebar");
    if (kept === "small" || (!kept && window.innerWidth < 1100)) root.dataset.sidebar = "small";
  } catch (_) {
    // Storage may be closed to us; then the sidebar just starts wide.
  }
})();
