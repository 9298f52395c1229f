// @ts-check
// The chart of the time control: a histogram stacked by type, and the window drawn over it.

const MOST_BINS = 240;
const TICKS_HEIGHT = 14;
// room beside the first and the last bar, which the edges of the window would hide
const CHART_EDGE = 6;

/** Counts incidents over time and draws them; what part of the time it shows is its axis. */
class TimeChart {
  /**
   * @param {Incidents} incidents
   * @param {[number, number]} domain in minutes
   * @param {number} unit minutes that a bin has at least
   */
  constructor(incidents, domain, unit) {
    this.incidents = incidents;
    [this.first, this.last] = domain;
    this.unit = unit;
    this.axis = [this.first, this.last];
    this.canvas = byId("histogram");
    /** @type {CanvasImageSource | null} */
    this.bars = null;
    this.measure();
  }

  get isWhole() {
    return this.axis[0] === this.first && this.axis[1] === this.last;
  }

  /** @param {number[]} axis the part of the time to show */
  show(axis) {
    this.axis = axis;
    this.measure();
  }

  /** Counts the bins of the chart; again after every change of the filters or the axis. */
  measure() {
    const [first, last] = this.axis;
    const units = Math.max(1, Math.ceil((last - first) / this.unit));
    const perBin = Math.max(1, Math.ceil(units / MOST_BINS));
    this.binMinutes = perBin * this.unit;
    this.bins = Math.ceil(units / perBin);
    const whole = this.isWhole;
    const { filterings } = this.incidents;
    // the chart of the whole time comes back with every preset
    if (whole && this.wholeOf === filterings) this.heights = this.wholeHeights;
    else this.heights = this.incidents.histogram(first, this.binMinutes, this.bins);
    if (whole) [this.wholeOf, this.wholeHeights] = [filterings, this.heights];
  }

  /**
   * @param {number} minutes
   * @param {number} [width] of the chart, where it is known already
   */
  xOf(minutes, width = this.canvas.clientWidth) {
    const [first, last] = this.axis;
    return CHART_EDGE + ((minutes - first) / (last - first)) * (width - 2 * CHART_EDGE);
  }

  /**
   * @param {number} x pixels from the left of the chart
   * @param {number} width of the chart
   * @returns {number} minutes
   */
  minutesAt(x, width) {
    const [first, last] = this.axis;
    return first + ((x - CHART_EDGE) / (width - 2 * CHART_EDGE)) * (last - first);
  }

  /**
   * @param {{from: number, to: number, isWhole: boolean}} window
   * @param {string[]} colours by type
   * @param {{veil: string, accent: string, muted: string}} style
   */
  draw({ from, to, isWhole }, colours, style) {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    const floor = height - TICKS_HEIGHT;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    sizeCanvas(this.canvas, width * ratio, height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (width && height) {
      this._keepChart(colours, style, width, height, ratio);
      context.drawImage(/** @type {CanvasImageSource} */ (this.bars), 0, 0, width, height);
    }
    if (!isWhole) {
      context.fillStyle = style.veil;
      context.fillRect(0, 0, Math.max(0, this.xOf(from, width)), floor);
      context.fillRect(this.xOf(to, width), 0, Math.max(0, width - this.xOf(to, width)), floor);
    }
    context.fillStyle = style.accent;
    for (const edge of [from, to]) {
      const x = Math.max(3, Math.min(width - 3, this.xOf(edge, width)));
      context.fillRect(x - 1, 0, 2, floor);
      context.fillRect(x - 3, floor / 2 - 8, 6, 16);
    }
  }

  /** Bars and dates change with the filters and the size, not with every step. */
  _keepChart(colours, style, width, height, ratio) {
    const key = [width, height, ratio, style.muted, ...colours].join(" ");
    if (this.chartOf === this.heights && this.chartKey === key) return;
    [this.chartOf, this.chartKey] = [this.heights, key];
    this.bars = makePicture(this.canvas.width, this.canvas.height, (context) => {
      context.scale(ratio, ratio);
      this._drawBars(context, colours, style.muted, width, height - TICKS_HEIGHT);
      this._drawTicks(context, style.muted, width, height);
    });
  }

  _drawBars(context, colours, edge, width, floor) {
    const kinds = colours.length;
    const sums = new Float64Array(this.bins);
    for (let i = 0; i < this.heights.length; i++) {
      sums[Math.floor(i / kinds)] += this.heights[i];
    }
    const top = Math.max(...sums, 1e-9);
    const [first, last] = this.axis;
    for (let b = 0; b < this.bins; b++) {
      const left = this.xOf(first + b * this.binMinutes, width);
      const right = this.xOf(Math.min(last, first + (b + 1) * this.binMinutes), width);
      let y = floor;
      for (let t = 0; t < kinds; t++) {
        const height = (this.heights[b * kinds + t] / top) * (floor - 3);
        if (!height) continue;
        context.fillStyle = colours[t];
        context.fillRect(left, y - height, Math.max(1, right - left - (right - left > 4 ? 1 : 0)), height);
        y -= height;
      }
      // a light colour alone would be lost on the ground of the page
      context.fillStyle = edge;
      if (y < floor) context.fillRect(left, y - 1, Math.max(1, right - left), 1);
    }
  }

  _drawTicks(context, colour, width, height) {
    const [first, last] = this.axis;
    const days = (last - first) / DAY;
    const months = days > 30000 ? 120 : days > 1500 ? 12 : days > 700 ? 6 : days > 300 ? 3 : days > 75 ? 1 : 0;
    context.fillStyle = colour;
    context.font = "10px " + FONT;
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    const write = (/** @type {number} */ minutes, /** @type {string} */ text) => {
      const x = this.xOf(minutes, width);
      if (x < lastRight || x + context.measureText(text).width > width) return;
      context.fillRect(x, height - TICKS_HEIGHT, 1, 4);
      context.fillText(text, x + 3, height - 3);
      lastRight = x + context.measureText(text).width + 12;
    };
    let lastRight = 0;
    if (months) {
      const year = new Date(first * 60000).getUTCFullYear();
      let tick = Date.UTC(months === 120 ? year - (year % 10) : year, 0, 1) / 60000;
      for (; tick < last; tick = addMonths(tick, months)) {
        if (tick < first) continue;
        const date = new Date(tick * 60000);
        const named = String(date.getUTCFullYear());
        write(tick, months >= 12 ? named : `${TEXT.months[date.getUTCMonth()]} ${named}`);
      }
    } else {
      const every = Math.max(1, Math.ceil(days / Math.max(1, Math.floor(width / 90))));
      for (let tick = first; tick < last; tick += every * DAY) write(tick, dayText(tick));
    }
  }
}
