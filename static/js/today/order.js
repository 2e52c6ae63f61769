// Typed without network: an order of a customer, and a visit that nobody had planned.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { state, store, el, icon, button, say, words } = app;
  const SHOWN = 8;
  const cents = (text) => (/^\d{1,12}(\.\d{1,4})?$/.test(text) ? Math.round(Number(text) * 100) : null);
  const money = (sum) => new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(sum / 100);
  const matches = (text, ...parts) => text.trim().toLowerCase().split(/\s+/).every((word) => parts.some((part) => String(part || "").toLowerCase().includes(word)));

  // A field that finds one of the things on this phone, by a few letters.
  function finder(id, label, list, parts, shown, take) {
    const found = el("div", { class: "today-found", role: "listbox", "aria-label": label });
    const typed = el("input", { class: "input", id, type: "search", autocomplete: "off", placeholder: label, enterkeyhint: "search" });
    const show = () => {
      const hits = list.filter((one) => matches(typed.value, ...parts(one))).slice(0, SHOWN);
      found.replaceChildren(...(typed.value.trim() || list.length <= SHOWN ? hits : hits.slice(0, 4)).map((one) =>
        el("button", { type: "button", role: "option", class: "today-hit", onclick: () => { typed.value = ""; take(one); } }, shown(one))));
      if (typed.value.trim() && !hits.length) found.replaceChildren(el("p", { class: "quiet" }, say("noneFound")));
    };
    typed.addEventListener("input", (event) => { event.stopPropagation(); show(); });
    show();
    return el("div", { class: "field" }, el("label", { for: id }, label), typed, found);
  }
  const customerFinder = (take) => finder("find-customer", say("customerFind"), app.day.customers(), (one) => [one.name, one.code, one.city],
    (one) => [el("strong", {}, one.name), el("small", { class: "quiet num" }, [one.code, one.city].filter(Boolean).join(" · "))], take);
  function chosen(one, clear) {
    return el("div", { class: "today-chosen" }, el("span", {}, icon("building-store"), el("strong", {}, one.name)),
      el("button", { type: "button", class: "button button-plain button-icon", "aria-label": say("removeLine", { name: one.name }), onclick: clear }, icon("x")));
  }
  const error = () => el("p", { class: "field-error", hidden: true, role: "alert" });
  function wrong(form, text) { const told = form.querySelector(".field-error"); told.textContent = text; told.hidden = false; }

  // -- Order -------------------------------------------------------------------------------------------------------
  // Of a customer, and from the visit that `visit` names, to which it leads back.
  function drawOrder(key, visit) {
    const values = { customer: Number(key) || 0, lines: [], remark: "" };
    const form = el("form", { class: "today-form", novalidate: true });
    const from = visit || app.visitOf(Number(key)), back = from ? `#/visit/${from}` : "#/";
    const redraw = () => { fillOrder(form, values, redraw); };
    form.onsubmit = (event) => { event.preventDefault(); keepOrder(form, values, back); };
    form.redraw = redraw;
    redraw();
    store.draft("order").then((kept) => { if (kept && !values.lines.length && (!values.customer || values.customer === kept.customer)) { Object.assign(values, kept); redraw(); } });
    return [app.head(say("order"), back), form];
  }
  function fillOrder(form, values, redraw) {
    const goods = state.day?.goods || [];
    const buyer = app.day.customers().find((one) => one.id === values.customer);
    const keep = () => app.drafting("order", { ...values });
    const add = (one) => {
      const there = values.lines.find((line) => line.product === one.id);
      if (there) there.quantity = String(Number(there.quantity || 0) + 1);
      else values.lines.push({ product: one.id, name: one.name, unit: one.unit, currency: one.currency, quantity: "1", unit_price: one.price, listed: one.price });
      keep(); redraw();
    };
    const remark = el("textarea", { class: "input", id: "o-remark", rows: 2, maxlength: 500, oninput: (event) => { values.remark = event.target.value; keep(); } }, values.remark);
    form.replaceChildren(
      buyer ? el("div", { class: "field" }, el("span", { class: "field-label" }, say("customer")), chosen(buyer, () => { values.customer = 0; keep(); redraw(); }))
        : customerFinder((one) => { values.customer = one.id; keep(); redraw(); }),
      values.lines.length ? el("div", { class: "today-lines" }, values.lines.map((line) => orderLine(line, values, keep, redraw))) : "",
      goods.length ? finder("find-goods", say("goodsFind"), goods, (one) => [one.name, one.code],
        (one) => [el("strong", {}, one.name), el("small", { class: "quiet num" }, `${one.code} · ${one.price ? `${one.price} ${one.currency}` : say("noPrice")}`)], add)
        : el("p", { class: "quiet" }, say("goodsEmpty")),
      app.report.field(`${say("remark")} (${say("optional")})`, remark),
      error(),
      el("div", { class: "today-bar" }, el("p", { class: "today-total" }, el("span", {}, say("total")), el("strong", { class: "num", "data-total": true }, total(values))),
        el("p", { class: "field-help" }, say("orderNote")), el("button", { class: "button button-primary today-big", "data-act": "save" }, say("takeOrder"))));
  }
  function total(values) {
    const sums = {};
    for (const line of values.lines) {
      const price = cents(line.unit_price || "");
      if (price === null) return "–";
      sums[line.currency] = (sums[line.currency] || 0) + Math.round(price * Number(line.quantity || 0));
    }
    return Object.entries(sums).map(([currency, sum]) => `${money(sum)} ${currency}`).join(" + ") || "–";
  }
  function orderLine(line, values, keep, redraw) {
    const again = () => { keep(); redraw(); };
    const step = (by) => { line.quantity = String(Math.max(0, Number(line.quantity || 0) + by)); again(); };
    const quiet = (name) => (event) => {
      event.stopPropagation();
      line[name] = event.target.value.trim().replace(/[,，]/g, "");
      keep();
      event.target.closest("form").querySelector("[data-total]").textContent = total(values);
    };
    return el("div", { class: "today-orderline" },
      el("div", { class: "today-orderhead" }, el("strong", {}, line.name), el("button", { type: "button", class: "button button-plain button-icon", "aria-label": say("removeLine", { name: line.name }), onclick: () => { values.lines.splice(values.lines.indexOf(line), 1); again(); } }, icon("x"))),
      el("div", { class: "today-count" },
        el("button", { type: "button", class: "button", "aria-label": `${line.name}: ${say("less1")}`, onclick: () => step(-1) }, "−"),
        el("input", { class: "input num", inputmode: "decimal", "aria-label": `${line.name}: ${say("quantity")}`, value: line.quantity, oninput: quiet("quantity") }),
        el("button", { type: "button", class: "button", "aria-label": `${line.name}: ${say("more1")}`, onclick: () => step(1) }, "+"),
        el("span", { class: "quiet" }, `${line.unit} ×`),
        el("input", { class: "input num", inputmode: "decimal", "aria-label": `${line.name}: ${say("listPrice")}`, value: line.unit_price, oninput: quiet("unit_price") })));
  }
  function keepOrder(form, values, back) {
    const buyer = app.day.customers().find((one) => one.id === values.customer);
    if (!buyer) { wrong(form, say("customerMissing")); return; }
    const lines = values.lines.filter((line) => Number(line.quantity) > 0);
    if (!lines.length || lines.length !== values.lines.length || lines.some((line) => line.unit_price && cents(line.unit_price) === null)) { wrong(form, say("goodsMissing")); return; }
    app.once(async () => {
      await store.add("order", {
        customer: buyer.id, customer_name: buyer.name, owner: buyer.owner, remark: values.remark.trim(),
        lines: lines.map((line) => ({ product: line.product, quantity: line.quantity, unit_price: line.unit_price || null, is_listed: Boolean(line.listed) && line.unit_price === line.listed })),
      }, { name: buyer.name });
      await app.drafted("order");
      app.go(back);
      app.note(say("saved"));
      app.sync();
    });
  }
  app.visitOf = (customer) => { const found = app.day.visits().find((one) => one.customer === customer); return found ? found.id || found.key : ""; };

  // -- Unplanned visit ---------------------------------------------------------------------------------------------
  function drawVisit() {
    const values = { customer: null };
    const form = el("form", { class: "today-form", novalidate: true });
    const redraw = () => {
      const kinds = el("select", { class: "input", id: "v-kind", name: "kind" }, Object.entries(words.kinds).map(([value, label]) => el("option", { value }, label)));
      form.replaceChildren(
        values.customer ? el("div", { class: "field" }, el("span", { class: "field-label" }, say("customer")), chosen(values.customer, () => { values.customer = null; redraw(); }))
          : customerFinder((one) => { values.customer = one; redraw(); }),
        app.report.field(say("kind"), kinds),
        app.report.field(`${say("visitReason")} (${say("optional")})`, app.report.area("reason", "", "", 600)),
        error(), el("div", { class: "today-bar" }, el("button", { class: "button button-primary today-big", "data-act": "save" }, say("startVisit"))));
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      if (!values.customer) { wrong(form, say("customerMissing")); return; }
      app.once(async () => {
        const typed = Object.fromEntries(new FormData(form));
        const { id, name } = values.customer;
        const today = app.time.iso(new Date());
        const entry = await store.add("visit.create", { customer: id, customer_name: name, kind: typed.kind, reason: (typed.reason || "").trim(), day: state.day?.today === today ? today : null }, { name });
        app.go(`#/visit/${entry.key}`);
        app.sync();
      });
    };
    redraw();
    return [app.head(say("newVisit"), "#/"), form];
  }
  // -- Stock of a store --------------------------------------------------------------------------------------------
  function drawStock(key) {
    const visit = app.day.find(key);
    if (!visit) return [app.head(say("stockTitle"), "#/")];
    const name = `stock-${key}`, values = { lines: [] };
    const form = el("form", { class: "today-form", novalidate: true });
    const keep = () => app.drafting(name, { ...values });
    const redraw = () => form.replaceChildren(
      el("div", { class: "today-lines" }, values.lines.map((line) => stockLine(line, values, keep, redraw))),
      finder("find-goods", say("goodsFind"), state.day?.goods || [], (one) => [one.name, one.code],
        (one) => [el("strong", {}, one.name), el("small", { class: "quiet num" }, one.code)],
        (one) => { values.lines.push({ product: one.id, name: one.name, unit: one.unit, quantity: "", produced_on: "", shelf_days: "" }); keep(); redraw(); }),
      error(), el("div", { class: "today-bar" }, el("button", { class: "button button-primary today-big", "data-act": "save" }, say("save"))));
    form.onsubmit = (event) => {
      event.preventDefault();
      const lines = values.lines.map((line) => ({ product: line.product, quantity: line.quantity, produced_on: line.produced_on || null, shelf_days: Number(line.shelf_days) || null }));
      if (!lines.length || lines.some((line) => !/^\d{1,9}(\.\d{1,3})?$/.test(line.quantity))) { wrong(form, say("stockMissing")); return; }
      app.once(async () => {
        await app.visit.enter(visit, "visit.stock", { lines });
        const step = visit.steps.find((one) => one.kind === "stock");
        if (step) await app.visit.enter(visit, "visit.step", { position: step.position, is_done: true, answer: say("stockLines", { n: lines.length }) });
        await app.drafted(name);
        app.go(`#/visit/${key}`);
        app.note(say("saved"));
      });
    };
    redraw();
    store.draft(name).then((kept) => { if (kept && !values.lines.length) { Object.assign(values, kept); redraw(); } });
    return [app.head(visit.customer_name, `#/visit/${key}`), el("p", { class: "quiet today-line" }, say("stockTitle")), form];
  }
  function stockLine(line, values, keep, redraw) {
    const typed = (name, more) => el("input", { class: "input num", value: line[name], oninput: (event) => { event.stopPropagation(); line[name] = event.target.value.trim(); keep(); }, ...more });
    const part = (label, field) => el("label", { class: "today-part" }, el("span", {}, label), field);
    return el("div", { class: "today-orderline" },
      el("div", { class: "today-orderhead" }, el("strong", {}, line.name), el("button", { type: "button", class: "button button-plain button-icon", "aria-label": say("removeLine", { name: line.name }), onclick: () => { values.lines.splice(values.lines.indexOf(line), 1); keep(); redraw(); } }, icon("x"))),
      el("div", { class: "today-parts" }, part(`${say("quantity")} (${line.unit})`, typed("quantity", { inputmode: "decimal" })), part(say("producedOn"), typed("produced_on", { type: "date" })), part(say("shelfDays"), typed("shelf_days", { inputmode: "numeric" }))));
  }
  app.stock = { draw: drawStock };
  app.order = { draw: drawOrder };
  app.newVisit = { draw: drawVisit };
})();
