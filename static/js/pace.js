// The course of a plan: plan dashed, actual solid, what is expected dotted inside its band.
(function () {
  "use strict";
  const locale = (document.documentElement.lang || "zh-hans").startsWith("zh") ? "zh-CN" : document.documentElement.lang;
  const narrow = () => window.matchMedia("(max-width: 767.98px)").matches;
  const shorten = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

  function look() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue("--yz-" + name).trim();
    return {
      ink: value("ink"), ink2: value("ink-2"), ink3: value("ink-3"), line: value("line"), soft: value("line-soft"),
      raised: value("raised"), plan: value("chart-plan"), actual: value("chart-1"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }
  function line(name, values, colour, type, width, more) {
    return {
      type: "line", name, data: values, color: colour, symbol: "circle", symbolSize: 6, showSymbol: false,
      lineStyle: { width, type }, emphasis: { disabled: true }, animation: false,
      endLabel: { show: true, formatter: name, color: colour, fontSize: 12, distance: 6 },
      labelLayout: { moveOverlap: "shiftY" }, ...more,
    };
  }
  function band(data, colours) {
    const hidden = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, animation: false, tooltip: { show: false } };
    return [
      { ...hidden, name: "low", data: data.low, areaStyle: { opacity: 0 } },
      {
        ...hidden, name: "width", color: colours.actual, areaStyle: { color: colours.actual, opacity: 0.16 },
        data: data.low.map((low, index) => (low === null ? null : data.high[index] - low)),
      },
    ];
  }
  function hint(data, format) {
    return (points) => {
      const index = points[0].dataIndex;
      const box = document.createElement("div");
      const head = document.createElement("strong");
      head.textContent = data.categories[index];
      box.append(head);
      ["plan", "actual", "expected"].forEach((name) => {
        if (data[name][index] === null) return;
        const text = document.createElement("div");
        let told = data.words[name] + "  " + format.format(data[name][index]) + " " + data.unit;
        if (name === "expected" && data.low[index] !== data.high[index]) told += " (" + format.format(data.low[index]) + " – " + format.format(data.high[index]) + ")";
        text.textContent = told;
        box.append(text);
      });
      return box;
    };
  }
  function option(data) {
    const colours = look();
    const format = new Intl.NumberFormat(locale, { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals });
    const last = data.actual.reduce((found, value, index) => (value === null ? found : index), -1);
    const measured = data.actual.map((value, index) => (index === last
      ? { value, symbol: "circle", symbolSize: 7, label: { show: true, position: "top", formatter: data.words.actual, color: colours.actual, fontSize: 12 } }
      : { value, symbol: "none" }));
    const series = [
      ...band(data, colours),
      line(data.words.plan, data.plan, colours.plan, [5, 4], 1.75, { z: 3 }),
      line(data.words.expected, data.expected, colours.actual, [2, 3], 2, { z: 4 }),
      line(data.words.actual, measured, colours.actual, "solid", 2.75, { z: 5, showSymbol: true, endLabel: { show: false } }),
    ];
    if (data.expected.every((value) => value === null)) series.splice(3, 1);
    return {
      textStyle: { fontFamily: colours.font }, aria: { enabled: false },
      grid: { left: 4, right: narrow() ? 56 : 84, top: 30, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: {
        trigger: "axis", confine: true, formatter: hint(data, format), backgroundColor: colours.raised,
        borderColor: colours.line, padding: [8, 12], textStyle: { color: colours.ink, fontSize: 13, fontFamily: colours.font },
      },
      xAxis: {
        type: "category", data: data.categories, boundaryGap: false, axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } }, axisLabel: { color: colours.ink2, fontSize: 12, hideOverlap: true, margin: 10 },
      },
      yAxis: {
        type: "value", name: data.unit, nameTextStyle: { color: colours.ink3, fontSize: 12, align: "left", padding: [0, 0, 0, -36] },
        splitNumber: 4, axisLabel: { color: colours.ink3, fontSize: 12, formatter: (value) => shorten.format(value) },
        splitLine: { lineStyle: { color: colours.soft } },
      },
      series,
    };
  }
  const drawn = [];
  document.querySelectorAll("[data-pace-chart]").forEach((box) => {
    const source = document.getElementById(box.dataset.paceChart);
    if (!source) return;
    const data = JSON.parse(source.textContent);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", data.title);
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(data));
    new ResizeObserver(() => chart.resize()).observe(box);
    drawn.push([chart, data]);
  });
  new MutationObserver(() => drawn.forEach(([chart, data]) => chart.setOption(option(data), true)))
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
