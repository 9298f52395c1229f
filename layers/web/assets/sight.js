// @ts-check
// Which spots lie in view: found for all of them when the view changes, so that a step of the time
// looks up one byte for each instead of working out where it lies.

const MANY_SPOTS = 2500;
const SPOT_RADIUS = 4.5;
// how far beyond the canvas a symbol may stand and still reach into it
const SYMBOL_REACH = 20;
// bits of a spot that is on the canvas, and of one in the visible map
const DRAWN = 1;
const VISIBLE = 2;

/** @typedef {{site: number, x: number, y: number, r: number, spot: Spot}} Mark a spot on the canvas */

/**
 * @param {number} count incidents on the spot
 * @param {number} spots in view; many are drawn smaller, in steps that keep the symbols' pictures few
 */
function spotRadius(count, spots) {
  const base = SPOT_RADIUS * (spots > 1200 ? 0.6 : spots > 400 ? 0.8 : 1);
  return count === 1 ? base : base * (1 + 0.27 * Math.log2(count));
}

/** The spots of the selected rows that lie in view. */
class Sight {
  /** @param {Incidents} incidents */
  constructor(incidents) {
    this.incidents = incidents;
    this.bits = new Uint8Array(incidents.siteX.length);
    this.key = "";
    /** rows on spots in the visible map, where the spots on the canvas are not too many */
    this.rows = 0;
    /** how many spots are on the canvas, and which; more than the most that are drawn one by one is any number */
    this.drawn = 0;
    this.sites = new Int32Array(MANY_SPOTS);
  }

  /** @param {View} view to look at from now on */
  look(view) {
    const { left, top, width, height, scale, margin, marginTop } = view;
    const key = [left, top, width, height, scale, margin, marginTop].join(" ");
    if (key !== this.key) {
      this.bits.fill(0);
      this._mark(view, DRAWN, [-SYMBOL_REACH, -SYMBOL_REACH, width + SYMBOL_REACH, height + SYMBOL_REACH]);
      this._mark(view, VISIBLE, [margin, marginTop, width - margin, height - marginTop]);
    }
    this.key = key;
    this._count();
  }

  /** Sets a bit for every spot within a box of the canvas. */
  _mark(view, bit, [left, top, right, bottom]) {
    const { bits } = this;
    const { siteX, siteY } = this.incidents;
    const [north, south] = [top, bottom].map((y) => (view.top + y) / view.scale);
    for (const k of view.worlds) {
      const [west, east] = [left, right].map((x) => (view.left + x) / view.scale - k);
      for (let s = firstFrom(siteY, south); s < siteY.length && siteY[s] >= north; s++) {
        if (siteX[s] >= west && siteX[s] <= east) bits[s] |= bit;
      }
    }
  }

  _count() {
    const { bits, sites } = this;
    const { active, activeSites, siteCount } = this.incidents;
    let rows = 0;
    let drawn = 0;
    for (let a = 0; a < active; a++) {
      const s = activeSites[a];
      const seen = bits[s];
      if (seen & VISIBLE) rows += siteCount[s];
      if (!(seen & DRAWN)) continue;
      // among so many, cells are counted instead
      if (drawn === MANY_SPOTS) {
        this.drawn = Infinity;
        return;
      }
      sites[drawn++] = s;
    }
    this.rows = rows;
    this.drawn = drawn;
  }

  /**
   * @param {number} s
   * @returns {number} 1 for a spot in the visible map, 0 for others
   */
  isVisible(s) {
    return this.bits[s] & VISIBLE ? 1 : 0;
  }

  /**
   * @param {View} view the one looked at last
   * @returns {Mark[] | null} the largest rings first, so that a single incident beside them stays in
   *   sight; null where there are too many
   */
  marks(view) {
    if (this.drawn > MANY_SPOTS) return null;
    const sites = this.sites.slice(0, this.drawn).sort();
    const { siteX, siteY, siteCount } = this.incidents;
    const spots = this.incidents.detailsOf(sites);
    /** @type {Mark[]} */
    const [rings, single] = [[], []];
    for (const k of view.worlds) {
      for (let i = 0; i < sites.length; i++) {
        const site = sites[i];
        const x = (siteX[site] + k) * view.scale - view.left;
        if (x < -SYMBOL_REACH || x > view.width + SYMBOL_REACH) continue;
        const mark = { site, x, y: siteY[site] * view.scale - view.top, r: 0, spot: spots[i] };
        if (siteCount[site] > 1) rings.push(mark);
        else single.push(mark);
      }
    }
    const all = rings.length + single.length;
    if (all > MANY_SPOTS) return null;
    for (const mark of rings) mark.r = spotRadius(siteCount[mark.site], all);
    for (const mark of single) mark.r = spotRadius(1, all);
    rings.sort((a, b) => b.r - a.r || a.site - b.site);
    return [...rings, ...single];
  }
}
