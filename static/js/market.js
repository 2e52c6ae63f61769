// The short form of the field: says which photos were chosen.
(function () {
  "use strict";
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.names) return;
    const place = document.getElementById(input.dataset.names);
    if (place) place.textContent = [...input.files].map((file) => file.name).join(", ");
  });
})();
