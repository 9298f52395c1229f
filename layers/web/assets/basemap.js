// @ts-check
// Land, boundaries and names under and over the incidents.

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

/** Writes names where they fit, first come first served. */
class Labels {
  constructor() {
    /** @type {number[][]} */
    this.taken = [];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {{font: string, colour: string, halo: string, align?: CanvasTextAlign, gap?: number}} style
   * @returns {boolean} whether there was room
   */
  write(context, text, x, y, style) {
    context.font = style.font;
    const width = context.measureText(text).width;
    const align = style.align || "center";
    const gap = style.gap || 0;
    const left = align === "center" ? x - width / 2 : x + gap;
    const box = [left - 3, y - 8, left + width + 3, y + 8];
    const clash = this.taken.some(
      (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1],
    );
    if (clash) return false;
    this.taken.push(box);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = style.halo;
    context.strokeText(text, left, y);
    context.fillStyle = style.colour;
    context.fillText(text, left, y);
    return true;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Labels} labels
 * @param {any} config
 * @param {any} palette
 */
function drawNames(context, view, labels, config, palette) {
  const country = { font: "600 11px " + FONT, colour: palette.faint_text, halo: palette.halo };
  const place = { font: "11px " + FONT, colour: palette.text, halo: palette.halo };
  for (const k of view.worlds) {
    for (const { name, lon, lat, weight } of config.country_names) {
      context.font = country.font;
      // a name much wider than the country says nothing about where the country is
      const width = context.measureText(name.toUpperCase()).width;
      if ((weight / 360) * view.scale < 0.75 * width) continue;
      const x = (worldX(lon) + k) * view.scale - view.left;
      const y = worldY(lat) * view.scale - view.top;
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      labels.write(context, name.toUpperCase(), x, y, country);
    }
    for (const { name, lon, lat, weight } of config.place_names) {
      if (weight * view.scale < PLACE_NAME_WEIGHT) continue;
      const x = (worldX(lon) + k) * view.scale - view.left;
      const y = worldY(lat) * view.scale - view.top;
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      if (labels.write(context, name, x, y, { ...place, align: "left", gap: 5 })) {
        context.fillStyle = palette.faint_text;
        context.fillRect(x - 1.5, y - 1.5, 3, 3);
      }
    }
  }
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

// population times world pixels: a city of 100,000 is named from zoom 6 on
const PLACE_NAME_WEIGHT = 100000 * 256 * 64;
