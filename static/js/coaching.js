// Choosing a person or a unit shows it at once; printing the minutes.
(() => {
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
    for (const button of select.form.querySelectorAll("[data-with-script=hide]")) button.hidden = true;
  }
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();
