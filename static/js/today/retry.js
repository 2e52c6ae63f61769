// The page that stands in for others without network: tries the one that was asked for again.
(function () {
  "use strict";
  const again = () => location.reload();
  document.addEventListener("click", (event) => { if (event.target.closest("[data-retry-page]")) again(); });
  window.addEventListener("online", again);
})();
