// @ts-check
// The time control: histogram with a brush, two native ranges, play and step.

const MOST_BINS = 240;
const PLAY_MS = 450;
const GRIP = 7;
// a window narrower than this share of the chart cannot be taken hold of
const NARROW = 0.02;

/** Window and playback; tells `changed` after every move. */
class Timeline {
  /**
   * @param {Incidents} incidents
   * @param {[number, number]} domain in minutes, whole days
   * @param {[number, number] | null} window what to show first; null shows everything
   * @param {() => void} changed
   */
  constructor(incidents, domain, window, changed) {
    this.incidents = incidents;
    [this.first, this.last] = domain;
    const span = this.last - this.first;
    this.unit = span > 4 * DAY ? DAY : 60;
    this.units = Math.ceil(span / this.unit);
    this.changed = changed;
    this.from = window ? Math.max(this.first, window[0]) : this.first;
    this.to = window ? Math.min(this.last, window[1]) : this.last;
    if (this.to <= this.from) [this.from, this.to] = [this.first, this.last];
    this.axis = [this.first, this.last];
    this.canvas = byId("histogram");
    this.chart = document.createElement("canvas");
    this.lower = byId("from");
    this.upper = byId("to");
    this.timer = 0;
    byId("step").value = span > 400 * DAY ? "month" : span > 60 * DAY ? "week" : "day";
    this._anchor();
    this.measure();
    this._bind();
  }

  get isWhole() {
    return this.from <= this.first && this.to >= this.last;
  }

  get mode() {
    return byId("mode").value;
  }

  /** Counts the bins of the chart; again after every change of the filters or the axis. */
  measure() {
    const [first, last] = this.axis;
    const units = Math.max(1, Math.ceil((last - first) / this.unit));
    const perBin = Math.max(1, Math.ceil(units / MOST_BINS));
    this.binMinutes = perBin * this.unit;
    this.bins = Math.ceil(units / perBin);
    const whole = first === this.first && last === this.last;
    const { filterings } = this.incidents;
    // the chart of the whole time comes back with every preset
    if (whole && this.wholeOf === filterings) this.heights = this.wholeHeights;
    else this.heights = this.incidents.histogram(first, this.binMinutes, this.bins);
    if (whole) [this.wholeOf, this.wholeHeights] = [filterings, this.heights];
  }

  _bind() {
    for (const range of [this.lower, this.upper]) {
      range.min = 0;
      range.max = this.units;
      range.addEventListener("input", () => {
        let low = Number(this.lower.value);
        let high = Number(this.upper.value);
        // the two never cross: the one that is moved stops before the other
        if (range === this.lower) low = Math.min(low, high - 1);
        else high = Math.max(high, low + 1);
        this.stop();
        this.set(this.first + low * this.unit, this.first + high * this.unit);
      });
    }
    byId("back").addEventListener("click", () => this.step(-1));
    byId("forward").addEventListener("click", () => this.step(1));
    for (const button of byId("presets").querySelectorAll("[data-days]")) {
      button.addEventListener("click", () => this.showLast(Number(button.dataset.days)));
    }
    byId("all").addEventListener("click", () => this.showAll());
    byId("zoom").addEventListener("click", () => this.zoom(byId("zoom").ariaPressed !== "true"));
    byId("loop").addEventListener("click", () => {
      byId("loop").ariaPressed = String(byId("loop").ariaPressed !== "true");
    });
    byId("mode").addEventListener("change", () => this.useMode());
    byId("speed").addEventListener("change", () => {
      if (this.timer) this._run();
    });
    byId("play").addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this._bindBrush();
  }

  /** Follows a change of the mode: what was known as of a day has no start of its own. */
  useMode() {
    this.incidents.asOf = this.mode === "asof";
    this.lower.disabled = this.incidents.asOf;
    this.set(this.from, this.to);
  }

  showAll() {
    this.stop();
    if (byId("zoom").ariaPressed === "true") this._useAxis(false);
    this.set(this.first, this.last);
  }

  /** @param {number} days counted back from the end of the data */
  showLast(days) {
    this.stop();
    const end = Math.ceil(this.last / DAY) * DAY;
    this._useAxis(false);
    this.set(end - days * DAY, end);
    if (this.to - this.from < NARROW * (this.last - this.first)) this.zoom(true);
  }

  /** @param {boolean} close whether the chart shows only the window and as much on either side */
  zoom(close) {
    this._useAxis(close);
    this.changed();
  }

  _useAxis(close) {
    const wide = this.to - this.from;
    this.axis = close
      ? [Math.max(this.first, this.from - wide), Math.min(this.last, this.to + wide)]
      : [this.first, this.last];
    byId("zoom").ariaPressed = String(close);
    this.measure();
  }

  _bindBrush() {
    /** @type {{kind: string, at: number, from: number, to: number} | null} */
    let grip = null;
    const at = (/** @type {PointerEvent} */ event) => {
      const box = this.canvas.getBoundingClientRect();
      return this.axis[0] + ((event.clientX - box.left) / box.width) * (this.axis[1] - this.axis[0]);
    };
    const gripAt = (/** @type {PointerEvent} */ event) => {
      const box = this.canvas.getBoundingClientRect();
      const x = event.clientX - box.left;
      if (Math.abs(x - this._x(this.from)) < GRIP) return "from";
      if (Math.abs(x - this._x(this.to)) < GRIP) return "to";
      return !this.isWhole && x > this._x(this.from) && x < this._x(this.to) ? "move" : "new";
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.stop();
      this.canvas.setPointerCapture(event.pointerId);
      grip = { kind: gripAt(event), at: at(event), from: this.from, to: this.to };
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!grip) {
        const kind = gripAt(event);
        this.canvas.style.cursor = { move: "grab", new: "crosshair" }[kind] || "ew-resize";
        return;
      }
      const now = at(event);
      if (grip.kind === "from") this.set(Math.min(this._snap(now), grip.to - this.unit), grip.to);
      else if (grip.kind === "to") this.set(grip.from, Math.max(this._snap(now), grip.from + this.unit));
      else if (grip.kind === "move") this._shift(grip.from, grip.to, this._snap(now) - this._snap(grip.at));
      else {
        const [low, high] = [this._snap(Math.min(now, grip.at)), this._snap(Math.max(now, grip.at))];
        this.set(low, Math.max(high, low + this.unit));
      }
    });
    const drop = () => (grip = null);
    this.canvas.addEventListener("pointerup", drop);
    this.canvas.addEventListener("pointercancel", drop);
    this.canvas.addEventListener("dblclick", () => this.showAll());
  }

  _snap(minutes) {
    return this.first + Math.round((minutes - this.first) / this.unit) * this.unit;
  }

  _shift(from, to, by) {
    const held = Math.max(this.first - from, Math.min(this.last - to, by));
    this.set(from + held, to + held);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  set(from, to) {
    this.from = Math.max(this.first, Math.min(from, this.last - this.unit));
    this.to = Math.min(this.last, Math.max(to, this.from + this.unit));
    if (this.incidents.asOf) this.from = this.first;
    this._anchor();
    this._moved();
  }

  /** Remembers the days of the month, so that 31 January steps to 29 February and on to 31 March. */
  _anchor() {
    this.anchors = [dayOfMonth(this.from), dayOfMonth(this.to)];
  }

  _moved() {
    const [first, last] = this.axis;
    const wide = last - first;
    // a chart that shows a part of the time follows the window
    if (wide < this.last - this.first && (this.from < first || this.to > last)) {
      const middle = (this.from + this.to) / 2;
      const low = Math.max(this.first, Math.min(this._snap(middle - wide / 2), this.last - wide));
      this.axis = [low, low + wide];
      this.measure();
    }
    this.changed();
  }

  /**
   * @param {number} minutes
   * @param {number} direction
   * @param {number} [anchor] day of the month to keep to where the month has it
   */
  _stepped(minutes, direction, anchor) {
    const step = byId("step").value;
    if (step === "month") return addMonths(minutes, direction, anchor);
    if (step === "year") return addMonths(minutes, 12 * direction, anchor);
    return minutes + direction * (step === "week" ? 7 * DAY : DAY);
  }

  /**
   * @param {number} direction 1 or -1
   * @returns {boolean} whether there was anywhere to go
   */
  step(direction) {
    const grows = this.mode !== "move";
    if (this.isWhole) {
      const start = stepStart(direction > 0 ? this.first : this.last - 1, byId("step").value);
      const from = grows ? this.first : start;
      this._place(from, this._stepped(start, 1, dayOfMonth(start)));
      this._anchor();
      return true;
    }
    const from = grows ? this.from : this._stepped(this.from, direction, this.anchors[0]);
    const to = this._stepped(this.to, direction, this.anchors[1]);
    const there = direction > 0 ? this.to >= this.last : (grows ? to <= from : this.from <= this.first);
    if (there) return false;
    this._place(from, to);
    return true;
  }

  /** The last step may reach beyond the data: cut short, it would not come back to where it was. */
  _place(from, to) {
    [this.from, this.to] = [from, to];
    this._moved();
  }

  play() {
    const button = byId("play");
    button.textContent = "❚❚";
    button.setAttribute("aria-label", TEXT.pause);
    // a screen reader would never catch up with the playback
    byId("shown").setAttribute("aria-live", "off");
    if (!this.isWhole && this.to >= this.last) this._rewind();
    this._run();
  }

  _run() {
    clearInterval(this.timer);
    const pause = PLAY_MS / Number(byId("speed").value);
    this.timer = setInterval(() => {
      if (this.step(1)) return;
      if (byId("loop").ariaPressed === "true") this._rewind();
      else this.stop();
    }, pause);
  }

  _rewind() {
    if (this.mode === "move") {
      this.set(this.first, this.first + this.to - this.from);
      return;
    }
    const start = stepStart(this.from, byId("step").value);
    this.set(this.from, this._stepped(start, 1, dayOfMonth(start)));
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    const button = byId("play");
    button.textContent = "▶\uFE0E";
    button.setAttribute("aria-label", TEXT.page.play);
    byId("shown").setAttribute("aria-live", "polite");
  }

  /**
   * @param {number} minutes
   * @param {number} [width] of the chart, where it is known already
   */
  _x(minutes, width = this.canvas.clientWidth) {
    const [first, last] = this.axis;
    return ((minutes - first) / (last - first)) * width;
  }

  /**
   * @param {string[]} colours by type
   * @param {{veil: string, accent: string, muted: string}} style
   */
  draw(colours, style) {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    const floor = height - 14;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    sizeCanvas(this.canvas, width * ratio, height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this._keepChart(colours, style, width, height, ratio);
    if (width && height) context.drawImage(this.chart, 0, 0, width, height);
    if (!this.isWhole) {
      context.fillStyle = style.veil;
      context.fillRect(0, 0, Math.max(0, this._x(this.from, width)), floor);
      context.fillRect(this._x(this.to, width), 0, Math.max(0, width - this._x(this.to, width)), floor);
    }
    context.fillStyle = style.accent;
    for (const edge of [this.from, this.to]) {
      const x = Math.max(1, Math.min(width - 1, this._x(edge, width)));
      context.fillRect(x - 1, 0, 2, floor);
      context.fillRect(x - 3, floor / 2 - 8, 6, 16);
    }
    this._setRanges();
  }

  /** Bars and dates change with the filters and the size, not with every step. */
  _keepChart(colours, style, width, height, ratio) {
    const key = [width, height, ratio, style.muted, ...colours].join(" ");
    if (this.chartOf === this.heights && this.chartKey === key) return;
    [this.chartOf, this.chartKey] = [this.heights, key];
    sizeCanvas(this.chart, width * ratio, height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.chart.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this._drawBars(context, colours, width, height - 14);
    this._drawTicks(context, style.muted, width, height);
  }

  _drawBars(context, colours, width, floor) {
    const kinds = colours.length;
    const sums = new Float64Array(this.bins);
    for (let i = 0; i < this.heights.length; i++) {
      sums[Math.floor(i / kinds)] += this.heights[i];
    }
    const top = Math.max(...sums, 1e-9);
    const total = this.axis[1] - this.axis[0];
    for (let b = 0; b < this.bins; b++) {
      const left = ((b * this.binMinutes) / total) * width;
      const right = (Math.min(total, (b + 1) * this.binMinutes) / total) * width;
      let y = floor;
      for (let t = 0; t < kinds; t++) {
        const height = (this.heights[b * kinds + t] / top) * (floor - 3);
        if (!height) continue;
        context.fillStyle = colours[t];
        context.fillRect(left, y - height, Math.max(1, right - left - (right - left > 4 ? 1 : 0)), height);
        y -= height;
      }
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
      const x = this._x(minutes, width);
      if (x < lastRight || x + context.measureText(text).width > width) return;
      context.fillRect(x, height - 14, 1, 4);
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

  _setRanges() {
    this.lower.value = Math.round((this.from - this.first) / this.unit);
    this.upper.value = Math.round((this.to - this.first) / this.unit);
    this.lower.setAttribute("aria-valuetext", this._spoken(this.from));
    this.upper.setAttribute("aria-valuetext", this._spoken(this.to - (this.unit === DAY ? DAY : 0)));
  }

  _spoken(minutes) {
    return this.unit === DAY ? dayText(minutes) : momentText(minutes);
  }
}
