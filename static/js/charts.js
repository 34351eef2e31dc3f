// All charts. The server draws an SVG; the first hover, focus or tap loads Plotly and replaces the
// SVG by a live chart. Without this file, the SVG and its table of numbers remain.
(() => {
  "use strict";
  const figures = new Map(); // by figure id: figures that htmx removed from swapped pages, see below
  const drawn = new Set();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let plotly; // a promise, once requested

  const theme = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");

  // While loading, Plotly's map library fills a style element, which the CSP refuses and reports.
  // We draw no maps, so until Plotly has loaded, style elements are replaced by inert ones.
  function withoutStyles() {
    const create = Document.prototype.createElement;
    document.createElement = (name, options) =>
      create.call(document, String(name).toLowerCase() === "style" ? "template" : name, options);
    return () => delete document.createElement;
  }

  function load(address) {
    plotly ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      const restore = withoutStyles();
      script.src = address;
      script.onload = () => {
        restore();
        done(window.Plotly);
      };
      script.onerror = () => {
        restore();
        plotly = undefined; // the next touch tries again
        failed(new Error("the chart library did not arrive"));
      };
      document.head.append(script);
    });
    return plotly;
  }

  function figureOf(chart) {
    const id = chart.dataset.chart;
    const script = document.getElementById(id);
    return script ? JSON.parse(script.textContent) : figures.get(id);
  }

  function layoutOf(chart, figure) {
    // Touch scrolls the page; only a mouse drags to zoom.
    const dragmode = matchMedia("(pointer: fine)").matches ? "zoom" : false;
    const nticks = Math.max(3, Math.floor(chart.clientWidth / 90));
    const xaxis = { ...figure.layout.xaxis, nticks };
    const size = { height: chart.plotHeight };
    return { ...figure.layout, ...figure.themes[theme()], ...size, xaxis, dragmode };
  }

  const config = { displayModeBar: false, responsive: true, doubleClick: "reset", showTips: false };

  async function draw(chart) {
    if (chart.dataset.state) return;
    const figure = figureOf(chart);
    const plot = chart.querySelector(".plot");
    if (!figure || !plot.querySelector("svg")) return;
    chart.dataset.state = "loading";
    chart.setAttribute("aria-busy", "true");
    try {
      const Plotly = await load(chart.dataset.plotly);
      chart.plotHeight = Math.round(plot.getBoundingClientRect().height);
      const label = plot.querySelector("svg").getAttribute("aria-label");
      const live = document.createElement("div");
      live.className = "live";
      live.setAttribute("role", "img");
      live.setAttribute("aria-label", label);
      plot.append(live);
      await Plotly.newPlot(live, figure.data, layoutOf(chart, figure), config);
      plot.querySelectorAll(":scope > svg").forEach((svg) => svg.remove());
      chart.figure = figure;
      drawn.add(chart);
      chart.dataset.state = "live";
    } catch {
      chart.querySelector(".live")?.remove();
      delete chart.dataset.state; // the SVG is still there
    } finally {
      chart.removeAttribute("aria-busy");
    }
  }

  // Draws the chart once; concurrent calls share one promise, and a failed one is retried.
  function ready(chart) {
    if (!chart.dataset.state) chart.drawing = draw(chart);
    return chart.drawing;
  }

  async function save(button) {
    const chart = button.closest(".chart");
    await ready(chart);
    const live = chart.querySelector(".live");
    if (!live) return;
    const { width, height } = live.getBoundingClientRect();
    const filename = button.dataset.png;
    await window.Plotly.downloadImage(live, { format: "png", scale: 2, width, height, filename });
  }

  function repaint() {
    for (const chart of drawn) {
      const live = chart.querySelector(".live");
      if (!live?.isConnected) drawn.delete(chart);
      else window.Plotly.react(live, chart.figure.data, layoutOf(chart, chart.figure), config);
    }
  }

  function touched(event) {
    const chart = event.target.closest?.(".chart[data-chart]");
    // Scrolling past with a finger must not load a megabyte; a tap arrives as a click.
    if (chart && (event.type === "click" || event.pointerType !== "touch")) ready(chart);
    const button = event.type === "click" && event.target.closest?.("[data-png]");
    if (button) save(button);
  }

  for (const kind of ["pointerover", "focusin", "click"]) {
    document.addEventListener(kind, touched, { passive: true });
  }
  dark.addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });

  // With allowScriptTags off, htmx drops all scripts from swapped pages, including the figures.
  // Keep those; their text is only ever parsed as JSON.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.serverResponse;
    if (typeof answer !== "string" || !answer.includes("data-chart")) return;
    const page = new DOMParser().parseFromString(answer, "text/html");
    for (const chart of page.querySelectorAll(".chart[data-chart]")) {
      const script = page.getElementById(chart.dataset.chart);
      if (script) figures.set(chart.dataset.chart, JSON.parse(script.textContent));
    }
  });
})();
