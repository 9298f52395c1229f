// @ts-check
// Land and boundaries under the incidents.

/** The base map: coarse for the world, in full detail inside the boxes around the incidents. */
class BaseMap {
  /**
   * @param {any} config
   * @param {{land: Shape[], lines: Shape[], fineLand: Shape[], fineLines: Shape[]}} shapes
   */
  constructor(config, shapes) {
    this.config = config;
    this.shapes = shapes;
    this.visible = { basemap: true, borders: true };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {any} palette
   */
  draw(context, view, palette) {
    context.fillStyle = palette.sea;
    context.fillRect(0, 0, view.width, view.height);
    const { land, lines, fineLand, fineLines } = this.shapes;
    const boxes = this.config.fine_boxes;
    const world = [0, 0, 1, 1];
    for (const k of view.worlds.filter((copy) => inView(view, world, copy))) {
      context.save();
      this._clip(context, view, k, boxes, true);
      this._land(context, view, k, land, palette);
      this._lines(context, view, k, lines, this.config.disputed, palette);
      context.restore();
      if (!boxes.length) continue;
      context.save();
      this._clip(context, view, k, boxes, false);
      this._land(context, view, k, fineLand, palette);
      this._lines(context, view, k, fineLines, this.config.fine_disputed, palette);
      context.restore();
    }
  }

  _clip(context, view, k, boxes, outside) {
    context.beginPath();
    if (outside) context.rect(0, 0, view.width, view.height);
    for (const [west, south, east, north] of boxes) {
      // whole pixels, so that no seam shows between the two parts
      const left = Math.round((worldX(west) + k) * view.scale - view.left);
      const right = Math.round((worldX(east) + k) * view.scale - view.left);
      const top = Math.round(worldY(north) * view.scale - view.top);
      const bottom = Math.round(worldY(south) * view.scale - view.top);
      context.rect(left, top, right - left, bottom - top);
    }
    context.clip("evenodd");
  }

  _land(context, view, k, shapes, palette) {
    if (!this.visible.basemap) return;
    context.beginPath();
    for (const shape of shapes) tracePaths(context, view, shape, k, { closed: true, cutAtEdge: false });
    context.fillStyle = palette.land;
    context.fill("evenodd");
    context.beginPath();
    for (const shape of shapes) tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
    context.strokeStyle = palette.coast;
    context.lineWidth = this.config.widths.coast;
    context.lineJoin = "round";
    context.stroke();
  }

  _lines(context, view, k, shapes, disputed, palette) {
    if (!this.visible.borders) return;
    context.strokeStyle = palette.border;
    context.lineWidth = this.config.widths.border;
    for (const dashed of [false, true]) {
      context.beginPath();
      shapes.forEach((shape, i) => {
        if (Boolean(disputed[i]) === dashed) {
          tracePaths(context, view, shape, k, { closed: false, cutAtEdge: false });
        }
      });
      context.setLineDash(dashed ? this.config.dash : []);
      context.stroke();
    }
    context.setLineDash([]);
  }
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
