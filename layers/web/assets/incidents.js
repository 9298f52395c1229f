// @ts-check
// The incidents: which rows the filters let through, counted by spot, area and type.

/**
 * The rows of the incident table, sorted by start; undated rows come last.
 *
 * A step of the time control is two binary searches and one pass over the rows between them;
 * what is drawn are spots (places where rows share one coordinate) and areas, not rows.
 */
class Incidents {
  /**
   * @param {any} config
   * @param {Record<string, Int32Array | Uint8Array>} rows
   * @param {Record<string, Int32Array | Uint8Array>} sites
   * @param {Shape[]} shapes
   */
  constructor(config, rows, sites, shapes) {
    this.count = config.rows;
    this.dated = config.dated;
    this.types = config.types;
    this.words = config.shown;
    this.shapes = shapes;
    this.type = rows.type;
    this.shownAs = rows.shown;
    this.site = rows.site;
    this.shape = rows.shape;
    this.killed = rows.killed;
    const n = this.count;
    this.start = new Int32Array(n);
    this.end = new Int32Array(n);
    // the greatest end so far never falls, so it can be searched like a sorted column
    this.reach = new Int32Array(n);
    let start = 0;
    let reach = -Infinity;
    for (let i = 0; i < this.dated; i++) {
      start += rows.start_step[i];
      this.start[i] = start;
      this.end[i] = start + rows.minutes[i];
      reach = Math.max(reach, this.end[i]);
      this.reach[i] = reach;
    }
    const m = config.sites;
    this.siteX = new Float64Array(m);
    this.siteY = new Float64Array(m);
    this.siteRadius = new Float64Array(m);
    let lat = 0;
    for (let i = 0; i < m; i++) {
      lat += sites.lat_step[i];
      this.siteX[i] = worldX(sites.lon[i] / 1e5);
      this.siteY[i] = worldY(lat / 1e5);
      this.siteRadius[i] = sites.radius_m[i] < 0 ? 0 : worldLength(sites.radius_m[i], this.siteY[i]);
    }
    this.enabled = new Uint8Array(this.types.length).fill(1);
    this.withUndated = true;
    this.from = this.dated ? config.time[0] : 0;
    this.to = this.dated ? config.time[1] : 0;
    this.siteCount = new Uint32Array(m);
    this.siteBest = new Uint8Array(m);
    // types per spot; beyond this size a spot takes the colour of its latest row
    this.siteTypes = m * this.types.length <= 4e6 ? new Uint32Array(m * this.types.length) : null;
    this.siteLatest = new Uint8Array(m);
    this.shapeCount = new Uint32Array(shapes.length);
    this.shapeType = new Uint8Array(shapes.length);
    this.isDrawn = Uint8Array.from(this.words, (word) => (DRAWN_WORDS.includes(word) ? 1 : 0));
    this.select();
  }

  /**
   * @param {Int32Array} column sorted
   * @param {number} value
   * @param {boolean} after whether to stop behind equal values
   */
  _search(column, value, after) {
    let low = 0;
    let high = this.dated;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (column[middle] < value || (after && column[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Runs `visit` over every row whose interval overlaps the window, undated rows last. */
  _each(visit) {
    const first = this._search(this.reach, this.from, true);
    const behind = this._search(this.start, this.to, false);
    for (let i = first; i < behind; i++) if (this.end[i] > this.from) visit(i);
    if (this.withUndated) for (let i = this.dated; i < this.count; i++) visit(i);
  }

  /** Counts what the window and the types let through. */
  select() {
    const { type, shownAs, site, shape, killed, siteTypes } = this;
    const kinds = this.types.length;
    this.siteCount.fill(0);
    this.siteBest.fill(255);
    if (siteTypes) siteTypes.fill(0);
    this.shapeCount.fill(0);
    this.typeCount = new Uint32Array(kinds);
    this.wordCount = new Uint32Array(this.words.length);
    this.wordKilled = new Float64Array(this.words.length);
    this.wordUnknown = new Uint32Array(this.words.length);
    this.partly = 0;
    this._each((/** @type {number} */ i) => {
      const t = type[i];
      this.typeCount[t]++;
      if (!this.enabled[t]) return;
      const word = shownAs[i];
      this.wordCount[word]++;
      if (killed[i]) this.wordKilled[word] += killed[i] - 1;
      else this.wordUnknown[word]++;
      if (i < this.dated && (this.start[i] < this.from || this.end[i] > this.to)) this.partly++;
      if (!this.isDrawn[word]) return;
      const s = site[i];
      if (s) {
        this.siteCount[s - 1]++;
        this.siteLatest[s - 1] = t;
        if (word < this.siteBest[s - 1]) this.siteBest[s - 1] = word;
        if (siteTypes) siteTypes[(s - 1) * kinds + t]++;
      }
      if (shape[i]) {
        const a = shape[i] - 1;
        this.shapeType[a] = !this.shapeCount[a] || this.shapeType[a] === t ? t : MIXED;
        this.shapeCount[a]++;
      }
    });
  }

  /**
   * @param {(row: number) => boolean} wanted
   * @param {number} limit
   * @returns {{rows: number[], more: number}} rows that pass the filters, latest first
   */
  rowsWhere(wanted, limit) {
    /** @type {number[]} */
    const all = [];
    this._each((/** @type {number} */ i) => {
      if (this.enabled[this.type[i]] && wanted(i)) all.push(i);
    });
    all.reverse();
    return { rows: all.slice(0, limit), more: Math.max(0, all.length - limit) };
  }

  /**
   * @param {number} site
   * @returns {[number, number][]} type and count, most frequent first
   */
  typesAt(site) {
    if (!this.siteTypes) return [[this.siteLatest[site], this.siteCount[site]]];
    const kinds = this.types.length;
    /** @type {[number, number][]} */
    const found = [];
    for (let t = 0; t < kinds; t++) {
      const count = this.siteTypes[site * kinds + t];
      if (count) found.push([t, count]);
    }
    return found.sort((a, b) => b[1] - a[1]);
  }

  /** @returns {{rows: number, drawn: number, killed: number, unknown: number}} */
  totals() {
    const sum = (/** @type {ArrayLike<number>} */ counts, /** @type {boolean} */ drawnOnly) =>
      Array.from(counts).reduce(
        (total, count, word) => total + (drawnOnly && !this.isDrawn[word] ? 0 : count),
        0,
      );
    return {
      rows: sum(this.wordCount, false),
      drawn: sum(this.wordCount, true),
      killed: sum(this.wordKilled, false),
      unknown: sum(this.wordUnknown, false),
    };
  }

  /**
   * Rows per bin and type; a row that is known to a week or a month is spread over it.
   * @param {number} from
   * @param {number} binMinutes
   * @param {number} bins
   */
  histogram(from, binMinutes, bins) {
    const kinds = this.types.length;
    const heights = new Float64Array(bins * kinds);
    for (let i = 0; i < this.dated; i++) {
      const begin = (this.start[i] - from) / binMinutes;
      const span = (this.end[i] - this.start[i]) / binMinutes;
      const last = Math.min(bins - 1, Math.ceil(begin + span) - 1);
      for (let b = Math.max(0, Math.floor(begin)); b <= last; b++) {
        const part = Math.min(b + 1, begin + span) - Math.max(b, begin);
        heights[b * kinds + this.type[i]] += part / span;
      }
    }
    return heights;
  }
}

// type of an area that stands for incidents of several types
const MIXED = 255;

const DRAWN_WORDS = ["point", "near", "hollow", "area"];
