// On every page: how much this person has not sent yet from this phone, and no signing out over it without a word.
(function () {
  "use strict";
  const MARK = `yz-today-unsent-${document.body.dataset.sessionOf}`;
  function unsent() {
    try { return Number(localStorage.getItem(MARK)) || 0; } catch (_) { return 0; }
  }
  function show() {
    const number = unsent();
    document.querySelectorAll('a.tab-phone[href="/today/"], .side-nav a.nav-item[href="/today/"]').forEach((place) => {
      let count = place.querySelector(".unsent-count");
      if (!count && number) place.append(count = Object.assign(document.createElement("b"), { className: "unsent-count" }));
      if (count) { count.textContent = number > 99 ? "99+" : String(number); count.hidden = !number; }
    });
  }
  document.addEventListener("submit", (event) => {
    if (document.getElementById("today") || !/\/accounts\/sign-out\/$/.test(event.target.action) || !unsent()) return;
    if (!document.querySelector('a[href="/today/"]')) return;
    event.preventDefault();
    location.assign("/today/#/leave");
  });
  // The phone's page of which a script was cut off on the way is loaded once more, from what the phone keeps if it can.
  window.addEventListener("load", () => {
    const page = document.getElementById("today");
    if (!page || page.dataset.whole) return;
    try {
      const before = Number(sessionStorage.getItem("yz-today-again")) || 0;
      sessionStorage.setItem("yz-today-again", String(Date.now()));
      if (Date.now() - before > 20000) location.reload();
    } catch (_) { /* a browser that keeps nothing is not loaded over and over */ }
  });
  window.addEventListener("storage", show);
  document.addEventListener("today-unsent", show);
  show();
})();
