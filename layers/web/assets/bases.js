// @ts-check
// Bases: a mark, a name, and the ground they cover.

const MANY_RINGS = 40;
// the world in view: hundreds of names of bases would hide what happened
const WORLD_VIEW_SCALE = 256 * 2 ** 3.5;

/** The bases of the map; one row per site and tenant period. */
class Bases {
  /**
   * @param {any[]} rows
   * @param {Shape[]} shapes
   */
  constructor(rows, shapes) {
    this.rows = rows.map((row) => ({ ...row, x: worldX(row.lon), y: worldY(row.lat) }));
    this.shapes = shapes;
    this.visible = true;
    this.ringsVisible = false;
    this.ringMetres = 50000;
    /** @type {{base: any, x: number, y: number, again: boolean}[]} */
    this.placed = [];
    this.named = this.placed;
  }

  /**
   * @param {number[] | null} period half-open; a tenant outside it does not count
   * @returns {any[]} the rows of the table that hold then
   */
  within(period) {
    if (!period) return this.rows;
    return this.rows.filter(({ from, to }) => {
      return (from === null || from < period[1]) && (to === null || to > period[0]);
    });
  }

  /**
   * @param {number[] | null} period
   * @returns {any[]} one row for each site: a site has a row for each of its tenants
   */
  sitesWithin(period) {
    const sites = new Map();
    for (const base of this.within(period)) if (!sites.has(siteOf(base))) sites.set(siteOf(base), base);
    return [...sites.values()];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Labels} labels
   * @param {any} palette
   * @param {number[] | null} period a tenant outside the window is not shown
   * @param {{x: number, y: number, r: number}[]} spots marks of incidents, which bases do not hide
   */
  draw(context, view, labels, palette, period, spots) {
    this.placed = [];
    this.named = [];
    if (!this.visible) return;
    const seen = new Set();
    const rows = this.within(period);
    for (const k of view.worlds) {
      for (const base of rows) {
        const x = (base.x + k) * view.scale - view.left;
        const y = base.y * view.scale - view.top;
        const reach = this.ringsVisible ? 50 + worldLength(this.ringMetres, base.y) * view.scale : 50;
        if (x < -reach || y < -reach || x > view.width + reach || y > view.height + reach) continue;
        // a site has a row for each of its tenants, and is drawn once
        const site = `${k}|${siteOf(base)}`;
        const again = seen.has(site);
        seen.add(site);
        if (!again) this._ground(context, view, base, k, x, y, palette);
        this.placed.push({ base, x, y, again });
      }
    }
    if (this.ringsVisible) this._rings(context, view, labels, palette);
    const afar = view.scale < WORLD_VIEW_SCALE && this.placed.length > MANY_RINGS;
    this.named = afar ? [] : this.placed.filter(({ again }) => !again);
    for (const { x, y, again } of this.placed) {
      if (again) continue;
      const on = spots.filter((spot) => Math.hypot(spot.x - x, spot.y - y) < spot.r + 5);
      if (on.length) drawBaseBehind(context, x, y, on, palette, afar);
      else drawBase(context, x, y, palette, afar);
      labels.reserve(x, y, on.length ? 9 : afar ? 3 : 6);
    }
  }

  /**
   * Names the bases that were drawn last; the numbers of areas come first.
   * @param {CanvasRenderingContext2D} context
   * @param {Labels} labels
   * @param {any} palette
   */
  drawNames(context, labels, palette) {
    const style = { font: "11px " + FONT, colour: palette.base, halo: palette.halo, gap: 11 };
    for (const { base, x, y } of this.named) labels.write(context, plain(base.name || base.site), x, y, style);
  }

  /** Everything within the chosen distance of a base, one outline around all of them together. */
  _rings(context, view, labels, palette) {
    const named = { font: "10px " + FONT, colour: palette.base, halo: palette.halo };
    const few = this.placed.length <= MANY_RINGS;
    for (const { base, x, y, again } of this.placed) {
      if (again) continue;
      const path = discPath(base.lon, base.lat, this.ringMetres);
      const k = Math.round((x + view.left) / view.scale - base.x);
      context.beginPath();
      tracePaths(context, view, { paths: [path], box: path.box }, k, { closed: true, cutAtEdge: false });
      context.globalAlpha = few ? 0.9 : 0.35;
      context.strokeStyle = palette.base;
      context.lineWidth = 1;
      context.setLineDash([6, 4]);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
      const top = path.box[1] * view.scale - view.top;
      if (few) labels.write(context, lengthText(this.ringMetres), x, top, named);
    }
  }

  _ground(context, view, base, k, x, y, palette) {
    context.beginPath();
    if (base.shape !== null) {
      tracePaths(context, view, this.shapes[base.shape], k, { closed: true, cutAtEdge: false });
    } else if (base.radius_m) {
      const radius = worldLength(base.radius_m, base.y) * view.scale;
      if (radius < 7) return;
      context.arc(x, y, radius, 0, 2 * Math.PI);
    } else return;
    context.strokeStyle = palette.base;
    context.lineWidth = 1.4;
    context.stroke();
    context.globalAlpha = 0.08;
    context.fillStyle = palette.base;
    context.fill();
    context.globalAlpha = 1;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {any[]} bases under a click, in canvas pixels
   */
  pick(x, y) {
    return this.placed
      .filter((item) => Math.abs(item.x - x) <= 8 && Math.abs(item.y - y) <= 8)
      .map((item) => item.base);
  }

  /**
   * A line from an incident to the base that is nearest to it.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {{x: number, y: number}} from world coordinates
   * @param {{name: string, metres: number}} nearest
   * @param {any} palette
   */
  drawLine(context, view, from, nearest, palette) {
    const base = this.rows.find((row) => row.name === nearest.name);
    if (!base || !this.visible) return;
    // over the antimeridian where that is shorter
    const turn = Math.round(from.x - base.x);
    context.strokeStyle = palette.base;
    context.lineWidth = 1.6;
    context.setLineDash([7, 4]);
    for (const k of view.worlds) {
      const [x, y] = [(from.x + k) * view.scale - view.left, from.y * view.scale - view.top];
      const [bx, by] = [(base.x + turn + k) * view.scale - view.left, base.y * view.scale - view.top];
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(bx, by);
      context.stroke();
      const style = { font: "600 11px " + FONT, colour: palette.base, halo: palette.halo };
      new Labels().write(context, lengthText(nearest.metres), (x + bx) / 2, (y + by) / 2, style);
    }
    context.setLineDash([]);
  }
}

/** @param {any} base */
function siteOf(base) {
  return [base.name || base.site, base.lon, base.lat].join("|");
}
