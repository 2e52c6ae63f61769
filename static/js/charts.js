// Draws <div class="chart" data-chart="id of a json_script"> with one look for both themes.
// Actual solid, plan dashed, the period before in grey; direct labels; a click drills down.
(function () {
  "use strict";
  const language = document.documentElement.lang || "zh-hans";
  const locale = language.startsWith("zh") ? "zh-CN" : language;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => window.matchMedia("(max-width: 767.98px)").matches;

  function look() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue("--yz-" + name).trim();
    return {
      ink: value("ink"), ink2: value("ink-2"), ink3: value("ink-3"), line: value("line"), soft: value("line-soft"),
      surface: value("surface"), raised: value("raised"), previous: value("chart-previous"), plan: value("chart-plan"),
      palette: [1, 2, 3, 4, 5].map((n) => value("chart-" + n)),
      font: getComputedStyle(document.body).fontFamily,
    };
  }
  function numbers(decimals) {
    const format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return (value) => (value === null || value === undefined ? "–" : format.format(value));
  }
  function short(value) {
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  }
  function colourOf(series, index, data, colours) {
    if (series.style === "previous") return colours.previous;
    if (series.style === "plan") return colours.plan;
    if (series.style === "own") return colours.palette[3];
    if (series.style === "forecast" || series.style === "band") return colours.palette[0];
    const actual = data.series.filter((other) => !other.style || other.style === "actual");
    return colours.palette[Math.max(0, actual.indexOf(series)) % colours.palette.length];
  }
  function tooltip(data, colours, write) {
    return {
      trigger: "axis",
      confine: true,
      axisPointer: { type: data.kind === "line" ? "line" : "shadow", lineStyle: { color: colours.line }, shadowStyle: { color: colours.line, opacity: 0.3 } },
      backgroundColor: colours.raised,
      borderColor: colours.line,
      padding: [8, 12],
      textStyle: { color: colours.ink, fontSize: 13, fontFamily: colours.font },
      valueFormatter: (value) => write(value) + (data.unit ? " " + data.unit : ""),
    };
  }
  function axes(data, colours, write) {
    const across = data.kind === "hbar";
    const text = { color: colours.ink2, fontSize: 12, fontFamily: colours.font };
    const categories = {
      type: "category",
      data: data.categories,
      inverse: across,
      boundaryGap: data.kind !== "line",
      axisTick: { show: false },
      axisLine: { show: !across, lineStyle: { color: colours.line } },
      axisLabel: { ...text, ...(across
        ? { width: narrow() ? 88 : 132, overflow: "truncate" }
        : data.kind === "bar" && data.categories.length <= 8
          ? { interval: 0, width: narrow() ? 44 : 96, overflow: "break" }
          : { hideOverlap: true }), margin: 10 },
      triggerEvent: true,
    };
    const values = {
      type: "value",
      name: across ? "" : data.unit || "",
      nameTextStyle: { color: colours.ink3, fontSize: 12, align: "left", padding: [0, 0, 0, -36] },
      splitNumber: 4,
      axisLabel: { show: !across, color: colours.ink3, fontSize: 12, fontFamily: colours.font, formatter: short },
      max: across ? "dataMax" : undefined,
      splitLine: { show: !across, lineStyle: { color: colours.soft } },
      axisLine: { show: false },
    };
    return across ? { xAxis: values, yAxis: categories } : { xAxis: categories, yAxis: values };
  }
  function line(series, index, data, colours, write) {
    const colour = colourOf(series, index, data, colours);
    const actual = series.style !== "previous" && series.style !== "plan";
    return {
      type: "line",
      name: series.name,
      data: series.values,
      color: colour,
      z: actual ? 5 : 3,
      symbol: "circle",
      symbolSize: 6,
      showSymbol: series.values.filter((value) => value !== null).length < 3,
      lineStyle: { width: actual && series.style !== "forecast" ? 2.5 : 1.75, type: series.style === "plan" ? [5, 4] : series.style === "own" ? [1, 3] : "solid" },
      emphasis: { disabled: true },
      endLabel: { show: data.series.length > 1, formatter: series.name, color: series.style === "previous" ? colours.ink3 : colour, fontSize: 12, fontFamily: colours.font, distance: 6 },
      labelLayout: { moveOverlap: "shiftY" },
      animation: !still && series.values[0] !== null, // an end label has no place to start from at a gap
      animationDuration: 300,
    };
  }
  // Two stacked lines without strokes: what lies under the band, and the band itself.
  function band(series, index, data, colours) {
    const common = {
      type: "line", stack: "band" + index, stackStrategy: "all", symbol: "none", silent: true, z: 1,
      color: colourOf(series, index, data, colours), lineStyle: { opacity: 0 }, emphasis: { disabled: true },
      tooltip: { show: false }, animation: false,
    };
    const width = series.values.map((high, at) => (high === null ? null : high - series.low[at]));
    return [
      { ...common, name: series.name, data: series.low },
      { ...common, name: series.name, data: width, areaStyle: { opacity: 0.13 } },
    ];
  }
  // What is planned: an outline, in the bars and in the legend.
  function outlined(colours) {
    return { color: "transparent", borderColor: colours.plan, borderWidth: 1.25, borderType: [3, 2] };
  }
  function bar(series, index, data, colours, write) {
    const across = data.kind === "hbar";
    const actual = series.style !== "previous" && series.style !== "plan";
    const several = data.series.length > 1;
    const few = data.categories.length <= (narrow() ? 6 : 12);
    return {
      type: "bar",
      name: series.name,
      data: series.values,
      color: colourOf(series, index, data, colours),
      z: actual ? 4 : 3, // its label stands over the outline of the plan
      barMaxWidth: across ? (several ? 9 : 14) : 28,
      barGap: across ? "25%" : "12%",
      barCategoryGap: across ? "40%" : "32%",
      cursor: data.links ? "pointer" : "default",
      itemStyle: { borderRadius: across ? [0, 2, 2, 0] : [2, 2, 0, 0], ...(series.style === "plan" ? outlined(colours) : {}) },
      label: { show: actual && (across || (few && !several)), position: across ? "right" : "top", color: colours.ink, fontSize: 12, fontFamily: colours.font, backgroundColor: several ? colours.surface : "transparent", formatter: (point) => write(point.value) },
      labelLayout: { hideOverlap: true },
      emphasis: { itemStyle: { opacity: 0.8 } },
      animation: !still,
      animationDuration: 300,
    };
  }
  function option(data) {
    const colours = look();
    const write = numbers(data.decimals || 0);
    const across = data.kind === "hbar";
    const several = data.series.length > 1;
    const make = data.kind === "line" ? line : bar;
    const legend = several && data.kind !== "line";
    const named = data.series.filter((series) => series.style !== "band");
    const longest = Math.max(0, ...named.map((series) => [...series.name].reduce((sum, c) => sum + (c > "\u2e80" ? 12 : 7), 0)));
    return {
      textStyle: { fontFamily: colours.font },
      aria: { enabled: false },
      grid: {
        left: 4,
        right: across ? (narrow() ? 64 : 76) : several && data.kind === "line" ? longest + 14 : 8,
        top: (legend ? 26 : 0) + (across ? 4 : data.unit ? 30 : 14),
        bottom: 4,
        outerBoundsMode: "same",
        outerBoundsContain: "axisLabel",
      },
      legend: legend ? { top: 0, right: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, icon: "roundRect", selectedMode: false, textStyle: { color: colours.ink2, fontSize: 12, fontFamily: colours.font }, data: named.map((series) => ({ name: series.name, ...(series.style === "plan" ? { itemStyle: outlined(colours) } : {}) })) } : undefined,
      tooltip: tooltip(data, colours, write),
      ...axes(data, colours, write),
      series: data.series.flatMap((series, index) => (series.style === "band" ? band : make)(series, index, data, colours, write)),
    };
  }
  function follow(data, point) {
    if (!data.links) return;
    const index = point.componentType === "series" ? point.dataIndex : data.categories.indexOf(point.value);
    const url = data.links[index];
    if (url) location.assign(url);
  }

  const drawn = new Map();
  function draw(box) {
    const source = document.getElementById(box.dataset.chart);
    if (!source || drawn.has(box)) return;
    const data = JSON.parse(source.textContent);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", data.title || "");
    if (data.kind === "hbar" && !box.style.height) {
      box.style.height = Math.max(120, data.categories.length * (data.series.length > 1 ? 36 : 30) + (data.series.length > 1 ? 36 : 12)) + "px";
    }
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(data));
    chart.on("click", (point) => follow(data, point));
    if (data.links) {
      // On a line the whole column answers, not only the thin stroke.
      chart.getZr().on("click", (event) => {
        if (data.kind !== "line" || event.target) return;
        const place = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
        const index = place && Math.round(place[0]);
        if (index >= 0 && data.links[index]) location.assign(data.links[index]);
      });
      if (data.kind === "line") chart.getZr().setCursorStyle("pointer");
    }
    new ResizeObserver(() => chart.resize()).observe(box);
    drawn.set(box, { chart, data });
  }
  function drawAll() {
    drawn.forEach((kept, box) => { if (!box.isConnected) { kept.chart.dispose(); drawn.delete(box); } });
    document.querySelectorAll(".chart[data-chart]").forEach(draw);
  }
  function redraw() {
    drawn.forEach((kept) => kept.chart.setOption(option(kept.data), true));
  }
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-rise"] });
  window.matchMedia("(max-width: 767.98px)").addEventListener("change", redraw);
  document.addEventListener("htmx:afterSettle", drawAll);
  drawAll();
})();
