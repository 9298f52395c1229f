// @ts-check
// The time control: the window, two native ranges, play and step.

const PLAY_MS = 450;
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
    this.chart = new TimeChart(incidents, [this.first, this.last], this.unit);
    this.lower = byId("from");
    this.upper = byId("to");
    this.timer = 0;
    byId("step").value = span > 400 * DAY ? "month" : span > 60 * DAY ? "week" : "day";
    this._anchor();
    this._bind();
  }

  get isWhole() {
    return this.from <= this.first && this.to >= this.last;
  }

  get mode() {
    return byId("mode").value;
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
    bindBrush(this);
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
    byId("zoom").ariaPressed = String(close);
    this.chart.show(close
      ? [Math.max(this.first, this.from - wide), Math.min(this.last, this.to + wide)]
      : [this.first, this.last]);
  }

  snap(minutes) {
    return this.first + Math.round((minutes - this.first) / this.unit) * this.unit;
  }

  shift(from, to, by) {
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
    const [first, last] = this.chart.axis;
    const wide = last - first;
    // a chart that shows a part of the time follows the window
    if (wide < this.last - this.first && (this.from < first || this.to > last)) {
      const middle = (this.from + this.to) / 2;
      const low = Math.max(this.first, Math.min(this.snap(middle - wide / 2), this.last - wide));
      this.chart.show([low, low + wide]);
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

  /** Counts again, after a change of the filters. */
  measure() {
    this.chart.measure();
  }

  /**
   * @param {string[]} colours by type
   * @param {{veil: string, accent: string, muted: string}} style
   */
  draw(colours, style) {
    this.chart.draw(this, colours, style);
    this._setRanges();
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
