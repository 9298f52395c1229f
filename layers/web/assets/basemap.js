// @ts-check
// Land and boundaries under the incidents.

// the coarse part is shifted by at most 0.03 degree, which is a pixel at this size of the world
const FINE_FROM_SCALE = 360 / 0.03;

// what is cut to a box reaches a little beyond it: 0.05 degree, and the rounding to the grid
const CUT_REACH = 0.051 / 360;

/**
 * @param {Shape} shape
 * @param {number[]} box in world coordinates
 * @returns {boolean} whether the shape was cut to this box and not to the one beside it
 */
function isCutTo({ box: [west, north, east, south] }, [left, top, right, bottom]) {
  // a degree of latitude is longer on the map towards the poles
  const reach = CUT_REACH / Math.cos((latOf(Math.min(top, 1 - bottom)) * Math.PI) / 180);
  const [wide, high] = [CUT_REACH, Math.max(CUT_REACH, reach)];
  return west >= left - wide && east <= right + wide && north >= top - high && south <= bottom + high;
}

/** The base map: coarse for the world, in full detail inside the boxes around the incidents. */
class BaseMap {
  /**
   * @param {any} config
   * @param {{land: Shape[], lines: Shape[], fineLand: Shape[], fineLines: Shape[], admin: Shape[]}} shapes
   */
  constructor(config, shapes) {
    this.config = config;
    this.shapes = shapes;
    this.boxes = config.fine_boxes.map((/** @type {number[]} */ [west, south, east, north]) => {
      return [worldX(west), worldY(north), worldX(east), worldY(south)];
    });
    this.visible = { basemap: true, borders: true, admin: true };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {any} palette
   */
  draw(context, view, palette) {
    context.fillStyle = palette.sea;
    context.fillRect(0, 0, view.width, view.height);
    const { land, lines, fineLand, fineLines, admin } = this.shapes;
    // seen from afar the coarse part shows all that fits on the screen
    const boxes = view.scale < FINE_FROM_SCALE ? [] : this.boxes;
    const world = [0, 0, 1, 1];
    for (const k of view.worlds.filter((copy) => inView(view, world, copy))) {
      const near = boxes.filter((box) => inView(view, box, k));
      context.save();
      this._clip(context, view, k, near, true);
      this._land(context, view, k, land, palette);
      this._lines(context, view, k, lines, this.config.disputed, palette);
      context.restore();
      for (const box of near) {
        context.save();
        this._clip(context, view, k, [box], false);
        this._land(context, view, k, fineLand.filter((shape) => isCutTo(shape, box)), palette);
        this._admin(context, view, k, admin.filter((shape) => isCutTo(shape, box)), palette);
        this._lines(context, view, k, fineLines, this.config.fine_disputed, palette, box);
        context.restore();
      }
    }
  }

  /** Clips to boxes in world coordinates, or to what lies outside them. */
  _clip(context, view, k, boxes, outside) {
    context.beginPath();
    if (outside) context.rect(0, 0, view.width, view.height);
    for (const [west, north, east, south] of boxes) {
      // whole pixels, so that no seam shows between two parts
      const left = Math.round((west + k) * view.scale - view.left);
      const right = Math.round((east + k) * view.scale - view.left);
      const top = Math.round(north * view.scale - view.top);
      const bottom = Math.round(south * view.scale - view.top);
      context.rect(left, top, right - left, bottom - top);
    }
    context.clip("evenodd");
  }

  _land(context, view, k, shapes, palette) {
    if (!this.visible.basemap) return;
    context.fillStyle = palette.land;
    context.strokeStyle = palette.coast;
    context.lineWidth = this.config.widths.coast;
    context.lineJoin = "round";
    for (const shape of shapes) {
      context.beginPath();
      tracePaths(context, view, shape, k, { closed: true, cutAtEdge: false });
      context.fill("evenodd");
      context.beginPath();
      tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
      context.stroke();
    }
  }

  _admin(context, view, k, shapes, palette) {
    if (!this.visible.admin) return;
    context.strokeStyle = palette.coast;
    context.globalAlpha = 0.65;
    context.lineWidth = this.config.widths.admin;
    context.beginPath();
    for (const shape of shapes) tracePaths(context, view, shape, k, { closed: false, cutAtEdge: false });
    context.stroke();
    context.globalAlpha = 1;
  }

  _lines(context, view, k, shapes, disputed, palette, box) {
    if (!this.visible.borders) return;
    context.strokeStyle = palette.border;
    context.lineWidth = this.config.widths.border;
    for (const dashed of [false, true]) {
      context.beginPath();
      shapes.forEach((shape, i) => {
        if (Boolean(disputed[i]) === dashed && (!box || isCutTo(shape, box))) {
          tracePaths(context, view, shape, k, { closed: false, cutAtEdge: false });
        }
      });
      context.setLineDash(dashed ? this.config.dash : []);
      context.stroke();
    }
    context.setLineDash([]);
  }
}
