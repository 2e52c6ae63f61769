// Columns arranged: their order in the panel, their width at the edge of the head. The last of these scripts, so it begins.
(function () {
  "use strict";
  const lists = window.yzLists;
  const { $, $$, el, words, body, token, phrase } = lists;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    const item = button.closest("li");
    const other = button.matches("[data-up]") ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.matches("[data-up]")) other.before(item); else other.after(item);
    button.focus();
  });
  document.addEventListener("keydown", (event) => {
    const item = event.altKey && event.target.closest && event.target.closest("[data-columns] li");
    if (!item || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const focused = event.target;
    const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (event.key === "ArrowUp") other.before(item); else other.after(item);
    focused.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-address]");
    if (!button) return;
    const address = new URL(button.dataset.copyAddress, location.href).href;
    const say = () => { $("span", button).textContent = button.dataset.done; };
    if (navigator.clipboard) navigator.clipboard.writeText(address).then(say, () => {});
  });
  function widths() {
    $$(".list-grid thead th[data-column]").forEach((head) => {
      if ($(".col-edge", head)) return;
      const edge = el("span", { class: "col-edge", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": phrase(words().width, { label: head.textContent.trim() }), "aria-valuenow": Math.round(head.getBoundingClientRect().width), "aria-valuemin": "48", "aria-valuemax": "900" });
      head.append(edge);
    });
  }
  function widen(head, width) {
    const wide = Math.max(48, Math.min(900, Math.round(width)));
    const at = Array.from(head.parentElement.children).indexOf(head);
    [head, ...$$("tbody tr[data-key]", head.closest("table")).map((row) => row.cells[at])].forEach((cell) => {
      if (cell) { cell.style.minWidth = `${wide}px`; cell.style.maxWidth = `${wide}px`; cell.style.width = `${wide}px`; }
    });
    $(".col-edge", head).setAttribute("aria-valuenow", wide);
    return wide;
  }
  async function keepWidth(name, width) {
    const panel = $(".columns-panel");
    const shown = body();
    if (!panel || !shown) return;
    const columns = shown.dataset.columns.split(",").map((part) => (part.split(":")[0] === name ? `${name}:${width}` : part));
    shown.dataset.columns = columns.join(",");
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("state", shown.dataset.state || "");
    data.set("tab", shown.dataset.tab || "");
    columns.forEach((column) => data.append("columns", column));
    $$("[name=columns]", panel).forEach((box) => { if (box.value.split(":")[0] === name) box.value = `${name}:${width}`; });
    const answer = await fetch(panel.getAttribute("action"), { method: "POST", body: data, headers: { "X-Quiet": "true", "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok && shown.dataset.tab) history.replaceState(history.state, "", answer.headers.get("X-Address"));
  }
  document.addEventListener("pointerdown", (event) => {
    const edge = event.target.closest && event.target.closest(".col-edge");
    if (!edge) return;
    event.preventDefault();
    const head = edge.closest("th");
    const start = event.clientX;
    const from = head.getBoundingClientRect().width;
    let width = from;
    edge.setPointerCapture(event.pointerId);
    const move = (moved) => { width = widen(head, from + moved.clientX - start); };
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => { edge.removeEventListener("pointermove", move); if (width !== from) keepWidth(head.dataset.column, width); }, { once: true });
  });
  document.addEventListener("keydown", (event) => {
    const edge = event.target.closest && event.target.closest(".col-edge");
    if (!edge || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const head = edge.closest("th");
    keepWidth(head.dataset.column, widen(head, head.getBoundingClientRect().width + (event.key === "ArrowLeft" ? -16 : 16)));
  });

  // -- The bulk form: what is touched is meant -----------------------------------------------------------------------
  $$("[data-bulk-form] .bulk-value").forEach((place) => {
    place.addEventListener("input", () => { $("[type=checkbox]", place.previousElementSibling).checked = true; });
  });

  lists.widths = widths;
  lists.begin(true);
})();
