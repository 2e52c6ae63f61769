// Months: the browser's own field speaks the browser's language, so year and month are chosen from lists in the product's.
(function () {
  "use strict";
  const language = document.documentElement.lang || "en";
  const words = new Intl.DisplayNames(language, { type: "dateTimeField" });
  const day = (year, month) => new Date(Date.UTC(year, month - 1, 1));
  const said = (year, month, part) => new Intl.DateTimeFormat(language, Object.assign({ timeZone: "UTC" }, part)).format(day(year, month));
  const order = new Intl.DateTimeFormat(language, { year: "numeric", month: "long" }).formatToParts()
    .map((part) => part.type).filter((type) => type === "year" || type === "month");
  const BACK = 10, AHEAD = 5;

  function list(input, part, label) {
    const select = document.createElement("select");
    select.className = "input";
    select.setAttribute("aria-label", label && label.toLowerCase() !== words.of("month") ? label + " " + words.of(part) : words.of(part));
    ["aria-describedby", "aria-invalid"].forEach((name) => { if (input.hasAttribute(name)) select.setAttribute(name, input.getAttribute(name)); });
    select.required = input.required;
    if (!input.value) select.append(new Option("–", ""));
    return select;
  }

  function chosen(input) {
    const label = input.getAttribute("aria-label") || (input.labels[0] ? input.labels[0].textContent.trim() : "");
    const parts = { year: list(input, "year", label), month: list(input, "month", label) };
    const now = new Date().getFullYear(), [year, month] = (input.value || "-").split("-").map(Number);
    for (let y = Math.max(now + AHEAD, year || 0); y >= Math.min(now - BACK, year || now); y -= 1) parts.year.append(new Option(said(y, 1, { year: "numeric" }), y));
    for (let m = 1; m <= 12; m += 1) parts.month.append(new Option(said(now, m, { month: "short" }), m));
    if (year) { parts.year.value = year; parts.month.value = month; }
    const place = document.createElement("span");
    place.className = "month-lists";
    place.append(...order.map((type) => parts[type]));
    place.addEventListener("change", () => {
      const whole = parts.year.value && parts.month.value;
      input.value = whole ? parts.year.value.padStart(4, "0") + "-" + parts.month.value.padStart(2, "0") : "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    if (input.id) { place.firstChild.id = input.id; input.removeAttribute("id"); }
    input.hidden = true;
    input.required = false;
    input.after(place);
  }

  document.querySelectorAll("input[type=month]").forEach(chosen);
})();
