// The page that stands in for others without network: tries the one that was asked for again.
(function () {
  "use strict";
  const again = () => location.reload();
  document.addEventListener("click", (event) => { if (event.target.closest("[data-retry-page]")) again(); });
  // A browser says "online" before anything answers; reloading then would only take the page from under the finger.
  window.addEventListener("online", () => { fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" }).then(again, () => {}); });
})();
