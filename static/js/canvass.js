// Canvassing: the map of an area with its blocks, drawing an area by tapping corners, and walking from door to door.
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--yz-" + name).trim();

  // -- The datum of the tiles ----------------------------------------------------------------------------------------
  // Places are kept in WGS-84; tiles of mainland China are drawn in GCJ-02 (the usual published approximation).
  function shifted(lat, lon) {
    if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [0, 0];
    const x = lon - 105, y = lat - 35, pi = Math.PI, sin = Math.sin;
    const waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3;
    let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves;
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3 + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3;
    let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves;
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3 + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3;
    const a = 6378245, ee = 0.00669342162296594323, rad = lat / 180 * pi;
    const magic = 1 - ee * sin(rad) * sin(rad), root = Math.sqrt(magic);
    return [north * 180 / ((a * (1 - ee)) / (magic * root) * pi), east * 180 / (a / root * Math.cos(rad) * pi)];
  }
  function datum(name) {
    if (name !== "gcj02") return { shown: (at) => at, kept: (at) => at };
    const shown = (at) => { const by = shifted(at[0], at[1]); return [at[0] + by[0], at[1] + by[1]]; };
    const kept = (at) => {
      let found = at;
      for (let turn = 0; turn < 4; turn += 1) { const now = shown(found); found = [found[0] + at[0] - now[0], found[1] + at[1] - now[1]]; }
      return found;
    };
    return { shown, kept };
  }

  // -- A map, with tiles or blank --------------------------------------------------------------------------------------
  function laid(box, data) {
    const map = L.map(box, { attributionControl: Boolean(data.tiles), zoomControl: true, maxZoom: data.most || 19, zoomSnap: 0.25 });
    if (data.tiles) L.tileLayer(data.tiles, { maxZoom: data.most || 19, attribution: data.credit || "" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    if (map.attributionControl) map.attributionControl.setPrefix("");
    return map;
  }
  const look = {
    open: () => ({ color: colour("control-line"), weight: 1, fillColor: colour("surface"), fillOpacity: 0.55 }),
    worked: () => ({ color: colour("good"), weight: 1, fillColor: colour("good"), fillOpacity: 0.42 }),
    skipped: () => ({ color: colour("warning"), weight: 1, dashArray: "4 3", fillColor: colour("warning"), fillOpacity: 0.26 }),
  };

  function drawArea(box) {
    const data = JSON.parse($("#" + box.dataset.canvass).textContent);
    const at = datum(data.datum), map = laid(box, data);
    const outline = L.polygon(data.corners.map(at.shown), { color: colour("accent"), weight: 2, fill: false, interactive: false });
    map.fitBounds(outline.getBounds(), { padding: [16, 16] });
    data.blocks.forEach((block) => {
      const square = L.rectangle(block.box.map(at.shown), look[block.state]()).addTo(map);
      if (block.id === data.current) square.setStyle({ color: colour("accent"), weight: 3, dashArray: null });
      square.bindTooltip(block.title);
      square.on("click", () => chosen(box, block));
      L.marker(square.getBounds().getCenter(), {
        interactive: false, keyboard: false, icon: L.divIcon({ className: "canvass-name", html: block.name, iconSize: [40, 16] }),
      }).addTo(map);
    });
    outline.addTo(map);
    const current = data.blocks.find((block) => block.id === data.current);
    if (current && box.dataset.walk) map.fitBounds(L.latLngBounds(current.box.map(at.shown)).pad(1.6));
    data.customers.forEach((one) => {
      L.circleMarker(at.shown(one.at), { radius: 4, weight: 1.5, color: colour("accent"), fillColor: colour("surface"), fillOpacity: 1 })
        .bindTooltip(data.words.customer + ": " + one.title).addTo(map);
    });
    data.doors.forEach((door) => {
      const good = door.result === "prospect";
      L.circleMarker(at.shown(door.at), {
        radius: good ? 6 : 3.5, weight: 1, color: colour("surface"), fillColor: colour(good ? "chart-2" : "ink-2"), fillOpacity: 0.95,
      }).bindTooltip(door.title).addTo(map);
    });
    names(map, box);
    map.on("zoomend", () => names(map, box));
    return { map, at };
  }
  // Names of blocks only where they fit.
  function names(map, box) {
    const one = $(".leaflet-interactive", box);
    box.classList.toggle("is-far", Boolean(one) && one.getBoundingClientRect().width < 30);
  }
  function chosen(box, block) {
    if (box.dataset.walk) { location.assign(box.dataset.walk + "?block=" + block.id); return; }
    const row = document.getElementById("block-" + block.id);
    if (!row) return;
    $$(".canvass-block details[open]").forEach((other) => { other.open = false; });
    const details = $("details", row);
    details.open = true;
    row.scrollIntoView({ block: "nearest" });
    $("summary", details).focus({ preventScroll: true });
  }

  // -- Drawing ---------------------------------------------------------------------------------------------------------
  function drawing(section) {
    const text = $("[data-corners]"), box = $("[data-draw-map]", section);
    const data = JSON.parse($("#canvass-draw-data").textContent), at = datum(data.datum);
    section.hidden = false;
    const map = laid(box, data).setView(at.shown(data.start), 14);
    data.customers.forEach((one) => {
      L.circleMarker(at.shown(one.at), { radius: 4, weight: 1.5, color: colour("accent"), fillColor: colour("surface"), fillOpacity: 1 })
        .bindTooltip(one.title).addTo(map);
    });
    const shape = L.polygon([], { color: colour("accent"), weight: 2, fillOpacity: 0.12, fillColor: colour("accent") }).addTo(map);
    let corners = [], marks = [];
    const read = () => text.value.split("\n").map((line) => line.split(/[\s,，;；]+/).filter(Boolean).map(Number))
      .filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
    function show() {
      shape.setLatLngs(corners.map(at.shown));
      marks.forEach((mark) => mark.remove());
      marks = corners.map((corner, index) => {
        const mark = L.marker(at.shown(corner), {
          draggable: true, keyboard: true, title: section.dataset.wordCorner + " " + (index + 1), alt: section.dataset.wordCorner + " " + (index + 1),
          icon: L.divIcon({ className: "canvass-corner", html: String(index + 1), iconSize: [24, 24] }),
        });
        mark.on("drag", () => { const p = mark.getLatLng(); corners[index] = at.kept([p.lat, p.lng]); shape.setLatLngs(corners.map(at.shown)); });
        mark.on("dragend", write);
        return mark.addTo(map);
      });
    }
    function write() {
      text.value = corners.map((corner) => corner[0].toFixed(6) + ", " + corner[1].toFixed(6)).join("\n");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    map.on("click", (event) => { corners.push(at.kept([event.latlng.lat, event.latlng.lng])); write(); show(); });
    text.addEventListener("change", () => { corners = read(); show(); if (corners.length > 1) map.fitBounds(shape.getBounds()); });
    $("[data-draw-undo]", section).addEventListener("click", () => { corners.pop(); write(); show(); });
    $("[data-draw-clear]", section).addEventListener("click", () => { corners = []; write(); show(); });
    $("[data-draw-here]", section).addEventListener("click", () => {
      if (navigator.geolocation) navigator.geolocation.getCurrentPosition((p) => map.setView(at.shown([p.coords.latitude, p.coords.longitude]), 16), () => {});
    });
    corners = read();
    show();
    if (corners.length > 1) map.fitBounds(shape.getBounds(), { padding: [16, 16] });
  }

  // -- Walking ---------------------------------------------------------------------------------------------------------
  function walking(form, drawn) {
    const told = $("[data-place]", form), near = $("[data-near]");
    let mark = null, here = null;
    const put = (name, value) => { const field = $("[name=" + name + "]", form); if (field) field.value = value; };
    const lost = () => { told.textContent = told.dataset.wordsUnknown; };
    function found(position) {
      const c = position.coords;
      here = [c.latitude, c.longitude];
      put("latitude", c.latitude.toFixed(6));
      put("longitude", c.longitude.toFixed(6));
      put("accuracy_m", Math.round(c.accuracy));
      told.textContent = told.dataset.wordsKnown.replace("{m}", Math.round(c.accuracy));
      if (!drawn) return;
      const at = drawn.at.shown(here);
      if (mark) mark.setLatLng(at);
      else mark = L.circleMarker(at, { radius: 7, weight: 3, color: colour("surface"), fillColor: colour("accent"), fillOpacity: 1 }).addTo(drawn.map);
    }
    if (navigator.geolocation) navigator.geolocation.watchPosition(found, lost, { enableHighAccuracy: true, maximumAge: 15000, timeout: 20000 });
    else lost();
    if (near) near.addEventListener("click", (event) => {
      if (!here) return;
      event.preventDefault();
      location.assign("?near=" + here[0].toFixed(6) + "," + here[1].toFixed(6));
    });
    // A prospect needs a name first: its button opens the fields, and theirs saves.
    const box = $("[data-prospect-box]", form), company = $("#id_company", form);
    $("[data-prospect]", form).addEventListener("click", (event) => {
      if (company.value.trim()) return;
      event.preventDefault();
      box.open = true;
      company.focus();
    });
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    });
    window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.L) return;
    const box = $("[data-canvass]"), draw = $("[data-canvass-draw]"), form = $("[data-walk-form]");
    const drawn = box ? drawArea(box) : null;
    if (draw) drawing(draw);
    if (form) walking(form, drawn);
  });
})();
