// @ts-check
// Bases: a mark, a name, and the ground they cover.

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
    /** @type {{base: any, x: number, y: number}[]} */
    this.placed = [];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Labels} labels
   * @param {any} palette
   * @param {number[] | null} period a tenant outside the window is not shown
   */
  draw(context, view, labels, palette, period) {
    this.placed = [];
    if (!this.visible) return;
    for (const k of view.worlds) {
      for (const base of this.rows) {
        if (period && base.from !== null && base.from >= period[1]) continue;
        if (period && base.to !== null && base.to <= period[0]) continue;
        const x = (base.x + k) * view.scale - view.left;
        const y = base.y * view.scale - view.top;
        if (x < -50 || y < -50 || x > view.width + 50 || y > view.height + 50) continue;
        this._ground(context, view, base, k, x, y, palette);
        this.placed.push({ base, x, y });
      }
    }
    const style = { font: "11px " + FONT, colour: palette.base, halo: palette.halo };
    for (const { base, x, y } of this.placed) {
      drawBase(context, x, y, palette);
      labels.write(context, plain(base.name || base.site), x, y, { ...style, align: "left", gap: 8 });
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
}
