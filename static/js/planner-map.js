// The map of a route: configured tiles, or a blank layer with a grid. Places come converted to the datum of the tiles.
(function () {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const COLOURS = ["#0b6580", "#a8600b", "#7a5fa8", "#3c7a4d", "#b04a6b", "#4b5a8f", "#6b6b1f", "#7a4b3a"];
  let map = null;
  let drawn = null;

  function layer(box) {
    if (box.dataset.tiles) {
      return window.L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: Number(box.dataset.most) });
    }
    const Grid = window.L.GridLayer.extend({
      createTile() {
        const tile = document.createElement("div");
        tile.className = "map-grid";
        return tile;
      },
    });
    return new Grid({ tileSize: 96 });
  }
  function words(name, text) {
    const box = document.createElement("div");
    const strong = document.createElement("strong");
    strong.textContent = name;
    box.append(strong, document.createElement("br"), text);
    return box;
  }
  function icon(kind, text) {
    const mark = document.createElement("span");
    mark.className = kind;
    mark.textContent = text;
    return window.L.divIcon({ html: mark, className: "", iconSize: [24, 24], iconAnchor: [12, 12] });
  }
  function draw() {
    const box = $("#route-map");
    const source = $("#route-data");
    if (!box || !source || !window.L) return;
    if (!map) {
      map = window.L.map(box, { zoomControl: true, attributionControl: Boolean(box.dataset.credit), maxZoom: Number(box.dataset.most) });
      layer(box).addTo(map);
      window.L.control.scale({ imperial: false }).addTo(map);
      drawn = window.L.featureGroup().addTo(map);
    }
    const data = JSON.parse(source.textContent);
    drawn.clearLayers();
    data.lines.forEach((line) => {
      if (line.way.length) window.L.polyline(line.way, { color: COLOURS[line.colour % COLOURS.length], weight: 3, opacity: 0.75 }).addTo(drawn);
    });
    data.homes.forEach((home) => {
      window.L.marker(home.at, { icon: icon("map-home", ""), title: home.name, alt: home.name }).bindPopup(words(home.name, "")).addTo(drawn);
    });
    data.points.forEach((point) => {
      const kind = `map-pin map-colour-${point.colour < 0 ? "out" : point.colour % COLOURS.length}`;
      window.L.marker(point.at, { icon: icon(kind, point.number), title: `${point.number} ${point.name}`, alt: point.name })
        .bindPopup(words(point.name, point.text)).addTo(drawn);
    });
    const near = [...data.homes, ...data.points.filter((point) => point.colour >= 0)].map((point) => point.at);
    data.lines.forEach((line) => near.push(...line.way));
    if (near.length === data.homes.length) near.push(...data.points.map((point) => point.at));
    if (near.length) map.fitBounds(window.L.latLngBounds(near).pad(0.12), { maxZoom: 15, animate: false });
    else map.setView([31.23, 121.47], 5);
  }
  // A file of the reader's own (districts, areas): drawn here, sent nowhere.
  document.addEventListener("change", async (event) => {
    if (!event.target.matches("[data-geojson]") || !event.target.files.length || !map) return;
    const news = $("[data-geojson-news]");
    news.textContent = "";
    try {
      const shapes = window.L.geoJSON(JSON.parse(await event.target.files[0].text()), {
        style: { color: "#5b6770", weight: 1.5, fillOpacity: 0.06 },
        pointToLayer: (feature, at) => window.L.circleMarker(at, { radius: 4 }),
      }).addTo(map);
      shapes.bringToBack();
      if (shapes.getLayers().length) map.fitBounds(shapes.getBounds());
    } catch (_) {
      news.textContent = news.dataset.wordBad;
    }
  });
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
})();
