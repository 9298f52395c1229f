// @ts-check
// The incidents: which rows the window and the filters let through, counted by spot, area and type.

/**
 * @typedef {object} Facet something to filter by
 * @property {string} name
 * @property {Numbers} codes one per row
 * @property {Uint8Array} enabled by code
 * @property {Uint32Array} counts by code, of what every other filter and the window let through
 * @property {number} bit
 */

/** @typedef {{best: number, type: number, types: Uint32Array, killed: number, known: number}} Spot */

// the facets take the lower ones
const SEARCH_BIT = 128;

// type of an area that stands for incidents of several types
const MIXED = 255;

const DRAWN_WORDS = ["point", "near", "hollow", "area"];

// rows that are no single incident, or none any more
const MANY_WORDS = ["aggregate", "series", "rejected"];

/**
 * The rows of the incident table, sorted by start; undated rows come last.
 *
 * What is drawn are spots (places where rows share one coordinate) and areas, not rows.
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
    this.same = rows.same;
    this._times(rows);
    this._places(config.sites, sites);
    this.knownAt = this._knownAt(rows.known);
    /** one bit per filter that a row does not pass */
    this.fails = new Uint8Array(this.count);
    // the bits of the filters that leave something out, and how often filters were changed
    this.filters = 0;
    this.filterings = 0;
    /** @type {Facet[]} */
    this.facets = [
      makeFacet("type", rows.type, this.types.length, 0),
      ...config.facets.map((/** @type {any} */ facet, /** @type {number} */ i) =>
        makeFacet(facet.name, rows[facet.name], facet.words.length, i + 1)),
    ];
    this.asOf = false;
    this.withUndated = true;
    this.from = this.dated ? config.time[0] : 0;
    this.to = this.dated ? config.time[1] : 0;
    /** the rows that pass window and filters are the first `chosen` of `rows` */
    this.rows = new Uint32Array(this.count);
    this.chosen = 0;
    // rows of the window that only one filter keeps out
    this.almost = new Uint32Array(0);
    this.siteCount = new Uint32Array(config.sites);
    // where a spot stands in the list of those asked for, from 1; all zero between the questions
    this.place = new Uint32Array(config.sites + 1);
    this.activeSites = new Uint32Array(config.sites);
    this.active = 0;
    this.shapeCount = new Uint32Array(shapes.length);
    this.activeShapes = new Uint32Array(shapes.length);
    this.activeAreas = 0;
    this.shapeType = new Uint8Array(shapes.length);
    const words = this.words.length;
    this.byWord = {
      count: new Float64Array(words), killed: new Float64Array(words), unknown: new Float64Array(words),
    };
    this.isSingle = Uint8Array.from(this.words, (word) => (MANY_WORDS.includes(word) ? 0 : 1));
    this.isDrawn = Uint8Array.from(this.words, (word) => (DRAWN_WORDS.includes(word) ? 1 : 0));
    this.hasShapes = shapes.length > 0;
    this.hasGroups = isAny(rows.same);
    this.happenings = this.sameRows = this.partly = this.deaths = this.deathsUnknown = 0;
  }

  _times(rows) {
    const n = this.count;
    const { start_step: step, minutes } = rows;
    this.start = new Int32Array(n);
    this.end = new Int32Array(n);
    this.reach = new Int32Array(n);
    let at = 0;
    let reach = -(2 ** 31);
    for (let i = 0; i < this.dated; i++) {
      at += step[i];
      this.start[i] = at;
      this.end[i] = at + minutes[i];
      if (at + minutes[i] > reach) reach = at + minutes[i];
      this.reach[i] = reach;
    }
  }

  _places(m, { lat_step: latStep, lon, radius_m: radius }) {
    this.siteX = new Float64Array(m);
    this.siteY = new Float64Array(m);
    this.siteRadius = new Float32Array(m);
    // the sine of the latitude, for cells of equal area
    this.sine = new Float64Array(m);
    let lat = 0;
    for (let i = 0; i < m; i++) {
      lat += latStep[i];
      this.siteX[i] = worldX(lon[i] / 1e5);
      this.siteY[i] = worldY(lat / 1e5);
      this.sine[i] = Math.sin((lat / 1e5) * (Math.PI / 180));
      if (radius[i] > 0) this.siteRadius[i] = worldLength(radius[i], this.siteY[i]);
    }
  }

  /**
   * @param {Column} known days from the start to the first report, plus one; 0 where not stated
   * @returns {Int32Array | null} minutes from which on each row was known; null where no row says
   */
  _knownAt(known) {
    if (!isAny(known)) return null;
    return Int32Array.from(known, (days, i) => {
      return days ? Math.floor(this.start[i] / DAY) * DAY + (days - 1) * DAY : this.start[i];
    });
  }

  /** @param {Facet} facet whose `enabled` has changed */
  filter({ codes, enabled, bit }) {
    markFailing(this.fails, bit, codes, enabled);
    this._filtered(bit, enabled.includes(0));
  }

  /**
   * @param {number} bit
   * @param {boolean} on whether that filter leaves anything out now
   */
  _filtered(bit, on) {
    this.filters = on ? this.filters | bit : this.filters & ~bit;
    this.filterings++;
  }

  /** @param {Uint8Array | null} found 1 for each row that a search lets through; null for all */
  filterFound(found) {
    if (found) markFailing(this.fails, SEARCH_BIT, found, Uint8Array.of(0, 1));
    else markFailing(this.fails, SEARCH_BIT, this.fails, new Uint8Array(256).fill(1));
    this._filtered(SEARCH_BIT, Boolean(found));
  }

  /** Chooses the rows that window and filters let through, and counts them. */
  select() {
    const { rows, fails } = this;
    let n = overlapping(/** @type {any} */ (this), this.from, this.to, rows);
    if (this.asOf && this.knownAt) {
      const known = this.knownAt;
      let kept = 0;
      for (let k = 0; k < n; k++) if (known[rows[k]] < this.to) rows[kept++] = rows[k];
      n = kept;
    }
    if (this.withUndated) for (let i = this.dated; i < this.count; i++) rows[n++] = i;
    let aside = 0;
    if (this.filters) {
      if (!this.almost.length) this.almost = new Uint32Array(this.count);
      [n, aside] = passing(rows, n, fails, this.almost);
    }
    this.chosen = n;
    for (const facet of this.facets) this._countFacet(facet, aside);
    this._countPlaces();
    sumByWord(this.shownAs, this.killed, rows, n, this.byWord);
    this._countHappenings();
  }

  /** @param {Facet} facet its counts say what switching a value on or off would change */
  _countFacet({ codes, counts, bit }, aside) {
    tally(codes, this.rows, this.chosen, counts);
    const { almost, fails, same, rows } = this;
    for (let k = 0; k < aside; k++) if (fails[almost[k]] === bit) counts[codes[almost[k]]]++;
    if (!this.hasGroups) return;
    // rows proposed to be one incident count once under each value
    const seen = new Set();
    const once = (/** @type {number} */ i) => {
      if (!same[i]) return;
      const key = same[i] * counts.length + codes[i];
      if (seen.has(key)) counts[codes[i]]--;
      else seen.add(key);
    };
    for (let k = 0; k < this.chosen; k++) once(rows[k]);
    for (let k = 0; k < aside; k++) if (fails[almost[k]] === bit) once(almost[k]);
  }

  _countPlaces() {
    const { siteCount, activeSites, shapeCount, activeShapes, shapeType, shape, shownAs, isDrawn, type, rows } = this;
    // a step touches few of many spots
    if (this.active > siteCount.length / 8) siteCount.fill(0);
    else for (let a = 0; a < this.active; a++) siteCount[activeSites[a]] = 0;
    this.active = tallySpots(this.site, rows, this.chosen, siteCount, activeSites);
    if (!this.hasShapes) return;
    for (let a = 0; a < this.activeAreas; a++) shapeCount[activeShapes[a]] = 0;
    let areas = 0;
    for (let k = 0; k < this.chosen; k++) {
      const i = rows[k];
      const a = shape[i] - 1;
      if (a < 0 || !isDrawn[shownAs[i]]) continue;
      if (!shapeCount[a]) activeShapes[areas++] = a;
      shapeType[a] = !shapeCount[a] || shapeType[a] === type[i] ? type[i] : MIXED;
      shapeCount[a]++;
    }
    this.activeAreas = areas;
  }

  /** Counts happenings once, however many rows are proposed to be one, with the most deaths among them. */
  _countHappenings() {
    const { rows, chosen, isSingle, shownAs, same, killed, byWord } = this;
    this.happenings = this.deaths = this.deathsUnknown = this.sameRows = 0;
    for (let word = 0; word < isSingle.length; word++) {
      if (!isSingle[word]) continue;
      this.happenings += byWord.count[word];
      this.deaths += byWord.killed[word];
      this.deathsUnknown += byWord.unknown[word];
    }
    const first = new Set();
    this.partly = reachingBeyond(/** @type {any} */ (this), rows, chosen, this.from, this.to, (i) => {
      if (!isSingle[shownAs[i]] || first.has(same[i])) return false;
      if (same[i]) first.add(same[i]);
      return true;
    });
    if (!this.hasGroups) return;
    /** @type {Map<number, number>} the most deaths of each group, -1 where none is known */
    const most = new Map();
    for (let k = 0; k < chosen; k++) {
      const i = rows[k];
      if (!same[i] || !isSingle[shownAs[i]]) continue;
      const before = most.get(same[i]);
      const deaths = killed[i] - 1;
      most.set(same[i], before === undefined ? deaths : Math.max(before, deaths));
      if (deaths >= 0) this.deaths -= deaths;
      else this.deathsUnknown--;
      if (before !== undefined) this.sameRows++;
    }
    this.happenings -= this.sameRows;
    for (const deaths of most.values()) {
      if (deaths >= 0) this.deaths += deaths;
      else this.deathsUnknown++;
    }
  }

  /**
   * @param {(row: number) => boolean} wanted
   * @returns {number[]} rows that pass window and filters, earliest first
   */
  rowsWhere(wanted) {
    /** @type {number[]} */
    const all = [];
    for (let k = 0; k < this.chosen; k++) if (wanted(this.rows[k])) all.push(this.rows[k]);
    return all;
  }

  /**
   * @param {Numbers} column numbers from 1, of spots or of areas
   * @param {Set<number>} wanted numbers from 0
   * @returns {number[]} the chosen rows that have one of them, earliest first
   */
  rowsOf(column, wanted) {
    const marks = new Uint8Array(Math.max(this.siteCount.length, this.shapes.length) + 1);
    for (const number of wanted) marks[number + 1] = 1;
    return wanted.size ? this.rowsWhere((row) => marks[column[row]] === 1) : [];
  }

  /**
   * @param {number[]} rows
   * @returns {number} how many incidents they are, those proposed to be the same counted once
   */
  happeningsIn(rows) {
    const { isSingle, shownAs, same } = this;
    const single = rows.filter((row) => isSingle[shownAs[row]]);
    const groups = new Set(single.map((row) => same[row]).filter(Boolean));
    return single.filter((row) => !same[row]).length + groups.size;
  }

  /**
   * What the chosen rows of a few spots have in common and what not.
   * @param {Int32Array} sites
   * @returns {Spot[]} for each its most precise word, the type of its last row, rows by
   *   type where there are several, deaths, and how many rows say how many died
   */
  detailsOf(sites) {
    const { rows, chosen, site, shownAs, type, killed, types, siteCount, place } = this;
    const none = new Uint32Array(0);
    /** @type {Spot[]} */
    const spots = Array.from(sites, (s, i) => {
      place[s + 1] = i + 1;
      const several = siteCount[s] > 1;
      return { best: 255, type: 0, types: several ? new Uint32Array(types.length) : none, killed: 0, known: 0 };
    });
    for (let k = 0; k < chosen; k++) {
      const i = rows[k];
      const at = place[site[i]];
      if (!at) continue;
      const spot = spots[at - 1];
      if (shownAs[i] < spot.best) spot.best = shownAs[i];
      spot.type = type[i];
      if (spot.types.length) spot.types[type[i]]++;
      if (!killed[i]) continue;
      spot.killed += killed[i] - 1;
      spot.known++;
    }
    for (const s of sites) place[s + 1] = 0;
    return spots;
  }

  /**
   * @param {number} from
   * @param {number} binMinutes
   * @param {number} bins
   */
  histogram(from, binMinutes, bins) {
    return binned(/** @type {any} */ (this), this, from, binMinutes, bins, this.types.length);
  }
}

/**
 * @param {string} name
 * @param {Numbers} codes
 * @param {number} values
 * @param {number} number
 * @returns {Facet}
 */
function makeFacet(name, codes, values, number) {
  const enabled = new Uint8Array(values).fill(1);
  return { name, codes, enabled, counts: new Uint32Array(values), bit: 1 << number };
}

/** @param {Numbers} numbers */
function isAny(numbers) {
  for (let i = 0; i < numbers.length; i++) if (numbers[i]) return true;
  return false;
}
