// @ts-check
// Incidents and the bases around them: lines to the nearest base, how much happened around each.

// counts of rows at which the ground around a base takes the next shade
const HEAT_STEPS = [1, 3, 10, 30, 100, 300];

/**
 * @param {number} lon
 * @param {number} lat
 * @returns {number[]} the point of the unit sphere; of two points, the nearer has the greater product
 */
function unitVector(lon, lat) {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function product(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Draws what lies between incidents and bases, measured on the sphere from mark to mark. */
class Proximity {
  /**
   * @param {Incidents} incidents
   * @param {Bases} bases
   */
  constructor(incidents, bases) {
    this.incidents = incidents;
    this.bases = bases;
    this.visible = { links: false, heat: false };
    /** @type {{rows: number, x: number, y: number}[]} */
    this.told = [];
    /** @type {Map<any, number[]>} */
    this.vectors = new Map(bases.rows.map((base) => [base, unitVector(base.lon, base.lat)]));
  }

  /**
   * The nearest base of a spot among some bases.
   * @param {number} lon
   * @param {number} lat
   * @param {any[]} among
   */
  nearest(lon, lat, among) {
    const from = unitVector(lon, lat);
    let [best, found] = [-2, null];
    for (const base of among) {
      const near = product(from, /** @type {number[]} */ (this.vectors.get(base)));
      if (near > best) [best, found] = [near, base];
    }
    return found;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {{site: number, x: number, y: number}[]} spots
   * @param {any} palette
   * @param {number[] | null} period
   * @returns {boolean} whether there were any
   */
  drawLinks(context, view, spots, palette, period) {
    const among = this.bases.sitesWithin(period);
    if (!this.visible.links || !among.length) return false;
    const { siteX, siteY } = this.incidents;
    const near = new Path2D();
    const far = new Path2D();
    for (const { site, x, y } of spots) {
      const [lon, lat] = [lonOf(siteX[site]), latOf(siteY[site])];
      const base = this.nearest(lon, lat, among);
      const path = distance(lon, lat, base.lon, base.lat) <= this.bases.ringMetres ? near : far;
      // over the antimeridian where that is shorter
      const turn = Math.round(siteX[site] - base.x);
      path.moveTo(x, y);
      path.lineTo(x + (base.x + turn - siteX[site]) * view.scale, base.y * view.scale - view.top);
    }
    context.strokeStyle = palette.base;
    context.lineWidth = 0.8;
    context.globalAlpha = 0.35;
    context.stroke(far);
    context.lineWidth = 1.5;
    context.globalAlpha = 0.85;
    context.stroke(near);
    context.globalAlpha = 1;
    return true;
  }

  /**
   * @param {any} base
   * @returns {number} rows whose mark lies within the chosen distance
   */
  rowsAround({ lon, lat }) {
    const { siteX, siteY, siteCount } = this.incidents;
    const metres = this.bases.ringMetres;
    const high = (metres / (EARTH_CIRCUMFERENCE_M / 360)) * 1.001;
    // spots come from south to north, which is from the greatest y to the least
    const last = firstFrom(siteY, worldY(Math.min(90, lat + high)) - 1e-12);
    let rows = 0;
    for (let s = firstFrom(siteY, worldY(Math.max(-90, lat - high)) + 1e-12); s < last; s++) {
      if (siteCount[s] && distance(lon, lat, lonOf(siteX[s]), latOf(siteY[s])) <= metres) rows += siteCount[s];
    }
    return rows;
  }

  /**
   * Shades the ground around each base by what happened there.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {any} palette
   * @param {number[] | null} period
   */
  drawHeat(context, view, palette, period) {
    this.told = [];
    if (!this.visible.heat) return;
    const metres = this.bases.ringMetres;
    for (const base of this.bases.sitesWithin(period)) {
      const path = discPath(base.lon, base.lat, metres);
      const shape = { paths: [path], box: path.box };
      const copies = view.worlds.filter((k) => inView(view, shape.box, k));
      const rows = copies.length ? this.rowsAround(base) : 0;
      if (!rows) continue;
      const step = HEAT_STEPS.filter((least) => rows >= least).length;
      context.fillStyle = palette.density;
      context.globalAlpha = 0.08 + (0.5 * step) / HEAT_STEPS.length;
      for (const k of copies) {
        context.beginPath();
        tracePaths(context, view, shape, k, { closed: true, cutAtEdge: false });
        context.fill();
        const x = (base.x + k) * view.scale - view.left;
        this.told.push({ rows, x, y: base.y * view.scale - view.top });
      }
    }
    context.globalAlpha = 1;
  }

  /**
   * Writes the numbers beside the bases.
   * @param {CanvasRenderingContext2D} context
   * @param {Labels} labels
   * @param {any} palette
   */
  drawNumbers(context, labels, palette) {
    const style = { font: "600 12px " + FONT, colour: palette.text, halo: palette.halo, gap: 9 };
    for (const { rows, x, y } of this.told) labels.write(context, grouped(rows), x, y, style);
  }
}
