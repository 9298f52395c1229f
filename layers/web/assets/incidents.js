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
   * @param {Record<string, Column>} rows
   * @param {Record<string, Column>} sites
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
    // the sine of the latitude, for cells of equal area
    this.sine = new Float64Array(m);
    let lat = 0;
    for (let i = 0; i < m; i++) {
      lat += sites.lat_step[i];
      this.siteX[i] = worldX(sites.lon[i] / 1e5);
      this.siteY[i] = worldY(lat / 1e5);
      this.sine[i] = Math.sin((lat / 1e5) * (Math.PI / 180));
      this.siteRadius[i] = sites.radius_m[i] < 0 ? 0 : worldLength(sites.radius_m[i], this.siteY[i]);
    }
    this.same = rows.same;
    this.knownAt = this._knownAt(rows.known);
    /** one bit per filter that a row does not pass */
    this.fails = new Uint8Array(n);
    /** @type {Facet[]} */
    this.facets = [
      makeFacet("type", rows.type, this.types.length, 0),
      ...config.facets.map((/** @type {any} */ facet, /** @type {number} */ i) =>
        makeFacet(facet.name, rows[facet.name], facet.words.length, i + 1)),
    ];
    let groups = 0;
    for (const group of rows.same) if (group > groups) groups = group;
    this.groups = new Float64Array(1 + groups);
    this.asOf = false;
    this.withUndated = true;
    this.from = this.dated ? config.time[0] : 0;
    this.to = this.dated ? config.time[1] : 0;
    this.siteCount = new Uint32Array(m);
    this.siteBest = new Uint8Array(m).fill(255);
    // the spots that the selection touches, in the order of their first row
    this.activeSites = new Uint32Array(m);
    this.active = 0;
    this.wordCount = new Uint32Array(this.words.length);
    this.wordKilled = new Float64Array(this.words.length);
    this.wordUnknown = new Uint32Array(this.words.length);
    this.siteLatest = new Uint8Array(m);
    this.shapeCount = new Uint32Array(shapes.length);
    this.shapeType = new Uint8Array(shapes.length);
    this.isSingle = Uint8Array.from(this.words, (word) => (MANY_WORDS.includes(word) ? 0 : 1));
    this.isDrawn = Uint8Array.from(this.words, (word) => (DRAWN_WORDS.includes(word) ? 1 : 0));
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

  /**
   * @param {Column} known days from the start to the first report, plus one; 0 where not stated
   * @returns {Int32Array | null} minutes from which on each row was known; null where no row says
   */
  _knownAt(known) {
    if (!known.some((days) => days > 0)) return null;
    return Int32Array.from(known, (days, i) => {
      return days ? Math.floor(this.start[i] / DAY) * DAY + (days - 1) * DAY : this.start[i];
    });
  }

  /** Runs `visit` over every row whose interval overlaps the window, undated rows last. */
  _each(visit) {
    const first = this._search(this.reach, this.from, true);
    const behind = this._search(this.start, this.to, false);
    const late = this.asOf ? this.knownAt : null;
    for (let i = first; i < behind; i++) {
      if (this.end[i] > this.from && !(late && late[i] >= this.to)) visit(i);
    }
    if (this.withUndated) for (let i = this.dated; i < this.count; i++) visit(i);
  }

  /**
   * Lets only rows through whose value is switched on.
   * @param {Facet} facet
   */
  filter({ codes, enabled, bit }) {
    for (let i = 0; i < this.count; i++) {
      if (enabled[codes[i]]) this.fails[i] &= ~bit;
      else this.fails[i] |= bit;
    }
  }

  /** @param {Uint8Array | null} found 1 for each row that a search lets through; null for all */
  filterFound(found) {
    for (let i = 0; i < this.count; i++) {
      if (!found || found[i]) this.fails[i] &= ~SEARCH_BIT;
      else this.fails[i] |= SEARCH_BIT;
    }
  }

  /**
   * Counts what the window and the filters let through. The loop runs over every row of the window
   * at every step: its columns are local names, because that is four times as fast.
   */
  select() {
    this._clear();
    const { fails, type, shownAs, killed, site, shape, facets, end, from, to, isDrawn } = this;
    const { siteCount, siteLatest, siteBest, activeSites, wordCount, wordKilled, wordUnknown } = this;
    const late = this.asOf ? this.knownAt : null;
    const first = this._search(this.reach, from, true);
    const behind = this._search(this.start, to, false);
    const last = this.withUndated ? this.count : behind;
    let active = 0;
    for (let i = first; i < last; i++) {
      if (i === behind && behind < this.dated) i = this.dated;
      if (i >= last) break;
      if (i < behind && (end[i] <= from || (late && late[i] >= to))) continue;
      const fail = fails[i];
      for (let f = 0; f < facets.length; f++) {
        const facet = facets[f];
        if (!(fail & ~facet.bit)) facet.counts[facet.codes[i]]++;
      }
      if (fail) continue;
      const t = type[i];
      const word = shownAs[i];
      const deaths = killed[i];
      wordCount[word]++;
      if (deaths) wordKilled[word] += deaths - 1;
      else wordUnknown[word]++;
      this._addHappening(i, word);
      if (!isDrawn[word]) continue;
      const s = site[i] - 1;
      if (s >= 0) {
        if (!siteCount[s]++) activeSites[active++] = s;
        siteLatest[s] = t;
        if (word < siteBest[s]) siteBest[s] = word;
      }
      const a = shape[i] - 1;
      if (a < 0) continue;
      this.shapeType[a] = !this.shapeCount[a] || this.shapeType[a] === t ? t : MIXED;
      this.shapeCount[a]++;
    }
    this.active = active;
  }

  /** Forgets the last selection; a step touches few of many spots. */
  _clear() {
    const { active, activeSites, siteCount, siteBest } = this;
    if (active > siteCount.length / 8) {
      siteCount.fill(0);
      siteBest.fill(255);
    } else {
      for (let a = 0; a < active; a++) {
        siteCount[activeSites[a]] = 0;
        siteBest[activeSites[a]] = 255;
      }
    }
    this.active = 0;
    this.shapeCount.fill(0);
    for (const facet of this.facets) facet.counts.fill(0);
    this.wordCount.fill(0);
    this.wordKilled.fill(0);
    this.wordUnknown.fill(0);
    this._startHappenings();
  }

  _startHappenings() {
    this.happenings = this.partly = this.sameRows = this.deaths = this.deathsUnknown = 0;
    // the greatest number of deaths so far of each group, plus two; 1 where none is known
    if (this.groups.length > 1) this.groups.fill(0);
  }

  /**
   * Counts a happening once, however many rows are proposed to be it.
   * @param {number} i
   * @param {number} word
   */
  _addHappening(i, word) {
    if (!this.isSingle[word]) return;
    const deaths = this.killed[i];
    const group = this.same[i];
    const before = group ? this.groups[group] : 0;
    if (group) this.groups[group] = Math.max(before, deaths + 1);
    if (before) {
      this.sameRows++;
      if (deaths && before === 1) this.deathsUnknown--;
      if (deaths) this.deaths += Math.max(0, deaths - Math.max(1, before - 1));
      return;
    }
    this.happenings++;
    if (deaths) this.deaths += deaths - 1;
    else this.deathsUnknown++;
    if (i < this.dated && (this.start[i] < this.from || this.end[i] > this.to)) this.partly++;
  }

  /**
   * @param {(row: number) => boolean} wanted
   * @returns {number[]} rows that pass window and filters, earliest first
   */
  rowsWhere(wanted) {
    /** @type {number[]} */
    const all = [];
    this._each((/** @type {number} */ i) => {
      if (!this.fails[i] && wanted(i)) all.push(i);
    });
    return all;
  }

  /**
   * What the selected rows of a few spots have in common and what not.
   * @param {number[]} sites
   * @returns {Map<number, {types: Map<number, number>, killed: number, known: number}>}
   */
  detailsOf(sites) {
    const found = new Map(sites.map((s) => [s, { types: new Map(), killed: 0, known: 0 }]));
    const wanted = new Uint8Array(this.siteCount.length + 1);
    for (const s of sites) wanted[s + 1] = 1;
    this._each((/** @type {number} */ i) => {
      if (!wanted[this.site[i]] || this.fails[i] || !this.isDrawn[this.shownAs[i]]) return;
      const spot = /** @type {any} */ (found.get(this.site[i] - 1));
      spot.types.set(this.type[i], (spot.types.get(this.type[i]) || 0) + 1);
      if (!this.killed[i]) return;
      spot.killed += this.killed[i] - 1;
      spot.known++;
    });
    return found;
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
      if (this.fails[i] || !this.isSingle[this.shownAs[i]]) continue;
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

/**
 * @typedef {object} Facet something to filter by
 * @property {string} name
 * @property {Column} codes one per row
 * @property {Uint8Array} enabled by code
 * @property {Uint32Array} counts by code, of what every other filter and the window let through
 * @property {number} bit
 */

/**
 * @param {string} name
 * @param {Column} codes
 * @param {number} values
 * @param {number} number
 * @returns {Facet}
 */
function makeFacet(name, codes, values, number) {
  const enabled = new Uint8Array(values).fill(1);
  return { name, codes, enabled, counts: new Uint32Array(values), bit: 1 << number };
}

// the facets take the lower ones
const SEARCH_BIT = 128;

// type of an area that stands for incidents of several types
const MIXED = 255;

const DRAWN_WORDS = ["point", "near", "hollow", "area"];

// rows that are no single incident, or none any more
const MANY_WORDS = ["aggregate", "series", "rejected"];
