// Draws <div data-matrix="id of a json_script">: the growth-share matrix. The lead lies on the left, as the trade draws it.
(function () {
  "use strict";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => window.matchMedia("(max-width: 767.98px)").matches;
  const COLOURS = { star: "chart-1", cash_cow: "chart-4", question_mark: "chart-2", dog: "chart-plan" };

  function look() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue("--yz-" + name).trim();
    return { value, ink: value("ink"), ink2: value("ink-2"), ink3: value("ink-3"), line: value("line"), soft: value("line-soft"),
      surface: value("surface"), raised: value("raised"), font: getComputedStyle(document.body).fontFamily };
  }
  function bounds(data) {
    const xs = data.bubbles.map((b) => b.x).concat(data.cutX).filter((x) => x > 0);
    const ys = data.bubbles.map((b) => b.y).concat(data.cutY);
    const wide = Math.max(2, 1.35 * Math.max(...xs.map((x) => Math.max(x / data.cutX, data.cutX / x))));
    const high = 1.25 * Math.max(8, ...ys.map((y) => Math.abs(y - data.cutY)));
    return { left: data.cutX * wide, right: data.cutX / wide, top: data.cutY + high, bottom: Math.max(0, data.cutY - high) };
  }
  function corners(data, at, colours) {
    const text = (name, x, y, position) => [
      { coord: x, name: data.fields[name], itemStyle: { color: colours.value(COLOURS[name]), opacity: 0.06 },
        label: { show: true, position, distance: 8, color: colours.ink3, fontSize: 13, fontFamily: colours.font } },
      { coord: y },
    ];
    return [
      text("star", [at.left, at.top], [data.cutX, data.cutY], "insideTopLeft"),
      text("question_mark", [data.cutX, at.top], [at.right, data.cutY], "insideTopRight"),
      text("cash_cow", [at.left, data.cutY], [data.cutX, at.bottom], "insideBottomLeft"),
      text("dog", [data.cutX, data.cutY], [at.right, at.bottom], "insideBottomRight"),
    ];
  }
  function option(data) {
    const colours = look();
    const at = bounds(data);
    const most = Math.max(...data.bubbles.map((b) => b.size));
    const size = (value) => Math.max(14, Math.sqrt(value[2] / most) * (narrow() ? 44 : 72));
    const text = { color: colours.ink3, fontSize: 12, fontFamily: colours.font };
    const axis = (name, min, max, write, more) => ({ min, max, name, nameLocation: "middle", nameTextStyle: { color: colours.ink2, fontSize: 12, fontFamily: colours.font },
      axisLabel: { ...text, formatter: write, showMinLabel: false, showMaxLabel: false }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, ...more });
    return {
      textStyle: { fontFamily: colours.font },
      grid: { left: 28, right: 12, top: 12, bottom: 30, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: { confine: true, backgroundColor: colours.raised, borderColor: colours.line, padding: [8, 12], textStyle: { color: colours.ink, fontSize: 13, fontFamily: colours.font },
        formatter: (point) => [point.name].concat(point.data.told).map((part) => window.echarts.format.encodeHTML(part)).join("<br>") },
      xAxis: axis(data.xName, at.right, at.left, (x) => String(Math.round(x * 100) / 100), { type: "log", logBase: 2, inverse: true, nameGap: 26 }),
      yAxis: axis(data.yName, at.bottom, at.top, (y) => Math.round(y) + " %", { type: "value", splitNumber: 4, nameGap: narrow() ? 42 : 48, nameRotate: 90 }),
      series: [{
        type: "scatter",
        symbolSize: size,
        cursor: "pointer",
        data: data.bubbles.map((b) => ({ name: b.name, label: { position: b.x < data.cutX && Math.log(b.x / at.right) < 0.35 * Math.log(data.cutX / at.right) ? "left" : "right" }, value: [b.x, b.y, b.size], told: b.told, url: b.url,
          itemStyle: { color: colours.value(COLOURS[b.field]), opacity: 0.85, borderColor: colours.surface, borderWidth: 1.5 } })),
        label: { show: true, formatter: "{b}", position: "right", color: colours.ink, fontSize: 12, fontFamily: colours.font, textBorderColor: colours.surface, textBorderWidth: 3 },
        labelLayout: { moveOverlap: "shiftY", hideOverlap: narrow() },
        emphasis: { scale: 1.06 },
        animation: !still,
        animationDuration: 300,
        markLine: { silent: true, symbol: "none", animation: false, lineStyle: { color: colours.ink3, type: [5, 4], width: 1.25 }, label: { show: false },
          data: [{ xAxis: data.cutX }, { yAxis: data.cutY }] },
        markArea: { silent: true, animation: false, data: corners(data, at, colours) },
      }],
    };
  }
  const drawn = new Map();
  function draw(box) {
    const source = document.getElementById(box.dataset.matrix);
    if (!source || drawn.has(box)) return;
    const data = JSON.parse(source.textContent);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", data.title || "");
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(data));
    chart.on("click", (point) => { if (point.data && point.data.url) location.assign(point.data.url); });
    new ResizeObserver(() => chart.resize()).observe(box);
    drawn.set(box, { chart, data });
  }
  function redraw() { drawn.forEach((kept) => kept.chart.setOption(option(kept.data), true)); }
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.matchMedia("(max-width: 767.98px)").addEventListener("change", redraw);
  document.querySelectorAll("[data-matrix]").forEach(draw);
})();
