// All charts. The server draws an SVG; the first hover, focus or tap loads Plotly, whose chart lies
// over the SVG and looks the same. Without this file, the SVG and its table of numbers remain.
(() => {
  "use strict";
  const figures = new Map(); // by figure id: figures that htmx removed from swapped pages, see below
  const drawn = new Set();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let plotly; // a promise, once requested

  const DAY = 86_400_000; // milliseconds

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

  // Figures have lengths in the SVG's units, and colours by their CSS names. The SVG, hidden behind
  // the live chart, shows how long a unit is and how large its text, so that nothing moves.
  const LENGTHS = /^([lrtb]|width|height|size|[xy]shift|ticklabelstandoff)$/;

  function measured(chart) {
    const live = chart.querySelector(".live");
    const svg = [...live.parentNode.children].find((each) => each.viewBox && each.clientWidth);
    if (!svg) return null; // in a folded part of the page
    const unit = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const text = svg.querySelector("text");
    const { fontFamily, fontSize } = getComputedStyle(text);
    const box = text.getBBox();
    return {
      kind: svg.classList.contains("narrow") ? "narrow" : "wide",
      unit,
      descent: (box.y + box.height - text.getAttribute("y")) * unit,
      font: { family: fontFamily, size: parseFloat(fontSize) * unit },
      colour(name) {
        live.style.color = `var(${name})`;
        return getComputedStyle(live).color;
      },
    };
  }

  // Part of a figure in pixels and the page's colours.
  function shown(part, key, page) {
    if (Array.isArray(part)) return part.map((each) => shown(each, key, page));
    if (part && typeof part === "object") {
      const pairs = Object.entries(part).map(([name, each]) => [name, shown(each, name, page)]);
      return Object.fromEntries(pairs);
    }
    if (typeof part === "number") return LENGTHS.test(key) ? part * page.unit : part;
    if (typeof part !== "string") return part;
    if (key.endsWith("color")) return page.colour(part);
    return key === "dash" ? part.replace(/[\d.]+/g, (length) => length * page.unit) : part;
  }

  function layoutOf(chart, page) {
    const { layout, sizes } = chart.figure;
    const sized = sizes[page.kind];
    const xaxis = { ...layout.xaxis, ...sized.xaxis };
    const found = shown({ ...layout, ...sized, xaxis }, "", page);
    const { font, hoverlabel } = layout.template.layout;
    found.font = page.font;
    found.hoverlabel = { font: { ...page.font, size: hoverlabel.font.size } };
    found.template.layout.annotationdefaults.yshift = -page.descent;
    // Plotly places ticks by whole pixels, a pixel off the axis, and by the height of their text;
    // the SVG has their baselines at a fixed distance.
    const smaller = font.size * page.unit - page.font.size;
    found.xaxis.ticklabelstandoff = Math.round(found.xaxis.ticklabelstandoff + smaller - 1);
    found.yaxis.ticklabelstandoff = Math.round(found.yaxis.ticklabelstandoff - 1);
    found.yaxis.ticklabelshift = Math.round(0.35 * smaller);
    if (chart.zoomed) found.xaxis.tickmode = "auto";
    // Touch scrolls the page; only a mouse drags to zoom.
    found.dragmode = matchMedia("(pointer: fine)").matches ? "zoom" : false;
    return found;
  }

  // Change of each value since the one before, and the words about it.
  function changes({ y, meta: decimals, customdata: words = [] }) {
    let before = null;
    return y.map((value, at) => {
      if (value === null) return "";
      const change = before === null ? "" : ` (${signed(value - before, decimals)})`;
      before = value;
      return change + (words[at] ?? "");
    });
  }

  function signed(change, decimals) {
    const size = Math.round(Math.abs(change) * 10 ** decimals) / 10 ** decimals;
    const sign = size === 0 ? "" : change > 0 ? "+" : "−";
    return sign + size.toFixed(decimals);
  }

  function tracesOf(chart, page) {
    const { data, x } = chart.figure; // x: days that traces without days of their own share
    return data.map((trace) => ({
      ...shown(trace, "", page),
      ...("meta" in trace ? { customdata: changes(trace) } : {}),
      ...("x" in trace || "x0" in trace ? {} : { x }),
    }));
  }

  const config = { displayModeBar: false, doubleClick: "reset", showTips: false };

  async function draw(chart) {
    if (chart.dataset.state) return;
    const figure = figureOf(chart);
    const plot = chart.querySelector(".plot");
    if (!figure || !plot.querySelector("svg")) return;
    chart.dataset.state = "loading";
    chart.setAttribute("aria-busy", "true");
    try {
      const Plotly = await load(chart.dataset.plotly);
      const live = document.createElement("div");
      live.className = "live";
      live.setAttribute("role", "img");
      live.setAttribute("aria-label", plot.querySelector("svg").getAttribute("aria-label"));
      plot.append(live);
      chart.figure = figure;
      const page = measured(chart);
      await Plotly.newPlot(live, tracesOf(chart, page), layoutOf(chart, page), config);
      live.on("plotly_relayout", (change) => follow(chart, change));
      drawn.add(chart);
      chart.dataset.state = "live";
      resized.observe(plot);
    } catch {
      chart.querySelector(".live")?.remove();
      delete chart.dataset.state; // the SVG is still there
    } finally {
      chart.removeAttribute("aria-busy");
    }
  }

  // A zoomed chart needs other days below it than the SVG has.
  function follow(chart, change) {
    const range = change["xaxis.range"] ?? [change["xaxis.range[0]"], change["xaxis.range[1]"]];
    if (!range[0]) return;
    const whole = chart.figure.layout.xaxis.range;
    const moved = range.map((day, end) => Math.abs(Date.parse(day) - Date.parse(whole[end])));
    const zoomed = Math.max(...moved) > DAY;
    if (zoomed === Boolean(chart.zoomed)) return;
    chart.zoomed = zoomed;
    repaint(chart);
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

  function repaint(chart) {
    const page = measured(chart);
    if (!page) return;
    const live = chart.querySelector(".live");
    window.Plotly.react(live, tracesOf(chart, page), layoutOf(chart, page), config);
  }

  function repaintAll() {
    for (const chart of drawn) {
      if (chart.isConnected) repaint(chart);
      else drawn.delete(chart);
    }
  }

  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.isConnected) repaint(target.closest(".chart"));
  });

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
  dark.addEventListener("change", repaintAll);
  new MutationObserver(repaintAll).observe(document.documentElement, {
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
