// What the scripts of lists have in common: finding and making elements, the words of the page, the short word at its foot.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (name === "text") node.textContent = value;
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    });
    node.append(...children.filter(Boolean));
    return node;
  };
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const words = () => ($("[data-list-words]") || { dataset: {} }).dataset;
  const body = () => document.getElementById("list-body");
  const token = () => ($("input[name=csrfmiddlewaretoken]") || {}).value || "";
  const narrow = window.matchMedia("(max-width: 767.98px)");
  const phrase = (text, values) => (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  // -- A short word at the foot of the page, with the way back -------------------------------------------------------
  let fading = 0;
  function toast(text, action, act) {
    const old = $(".toast");
    if (old) old.remove();
    clearTimeout(fading);
    const box = el("div", { class: "toast show", role: "status" }, el("span", { text }));
    if (action) {
      const button = el("button", { type: "button", text: action });
      button.addEventListener("click", () => { box.remove(); act(); });
      box.append(button);
    }
    document.body.append(box);
    fading = setTimeout(() => box.remove(), 12000);
  }

  window.yzLists = { $, $$, el, typing, words, body, token, narrow, phrase, grouped, toast };
})();
