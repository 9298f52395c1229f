// @ts-check
// The symbols of incidents and bases, drawn as paths and kept as small pictures.

/**
 * Adds the outline of a symbol to the current path.
 * @param {CanvasRenderingContext2D} context
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function traceSymbol(context, shape, x, y, r) {
  if (shape === "circle") {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const corners = SYMBOL_CORNERS[shape] || SYMBOL_CORNERS.square;
  corners.forEach(([dx, dy], i) => {
    if (i) context.lineTo(x + dx * r, y + dy * r);
    else context.moveTo(x + dx * r, y + dy * r);
  });
  context.closePath();
}

/**
 * @param {number} count
 * @param {number} turn in full turns
 * @param {number[]} radii taken in turn
 */
function starCorners(count, turn, radii) {
  return Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * (i / count + turn);
    const r = radii[i % radii.length];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
}

/** @type {Record<string, number[][]>} corners on a circle of radius 1, of about equal area */
const SYMBOL_CORNERS = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: starCorners(4, 0.25, [1.25]),
  triangle: [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]],
  triangle_down: [[0, 1.2], [1.15, -0.85], [-1.15, -0.85]],
  hexagon: starCorners(6, 0, [1.1]),
  star: starCorners(10, -0.25, [1.4, 0.62]),
  cross: [
    [-0.4, -1.15], [0.4, -1.15], [0.4, -0.4], [1.15, -0.4], [1.15, 0.4], [0.4, 0.4],
    [0.4, 1.15], [-0.4, 1.15], [-0.4, 0.4], [-1.15, 0.4], [-1.15, -0.4], [-0.4, -0.4],
  ],
};

// radius from which on a ring has room for its number
const LEAST_NUMBERED = 7.5;

/** Small pictures of symbols, drawn once for each look. */
class Sprites {
  constructor() {
    /** @type {Map<string, HTMLCanvasElement | ImageBitmap>} */
    this.kept = new Map();
  }

  /**
   * @param {string} shape
   * @param {string} colour
   * @param {"point" | "near" | "hollow"} style
   * @param {number} radius in CSS pixels
   * @param {number} ratio
   * @param {{halo: string, land: string}} palette
   */
  get(shape, colour, style, radius, ratio, palette) {
    const key = [shape, colour, style, radius, ratio, palette.halo].join("|");
    let sprite = this.kept.get(key);
    if (!sprite) {
      const size = 2 * Math.ceil(radius * 1.4 + 3);
      // a bitmap is drawn much faster than a canvas, which a browser must ask for its state each time
      const whole = typeof OffscreenCanvas === "undefined" ? document.createElement("canvas") : new OffscreenCanvas(1, 1);
      whole.width = whole.height = size * ratio;
      const context = /** @type {CanvasRenderingContext2D} */ (whole.getContext("2d"));
      context.scale(ratio, ratio);
      drawSymbol(context, shape, size / 2, size / 2, radius, colour, style, palette);
      sprite = "transferToImageBitmap" in whole ? whole.transferToImageBitmap() : whole;
      this.kept.set(key, sprite);
    }
    return sprite;
  }

  clear() {
    this.kept.clear();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} colour
 * @param {"point" | "near" | "hollow"} style filled, filled within a ring, or an empty outline
 * @param {{halo: string, land: string}} palette
 */
function drawSymbol(context, shape, x, y, r, colour, style, palette) {
  context.lineJoin = "round";
  context.beginPath();
  traceSymbol(context, shape, x, y, r);
  context.strokeStyle = palette.halo;
  context.lineWidth = style === "point" ? 2 : 3.6;
  context.stroke();
  context.fillStyle = style === "point" ? colour : palette.land;
  context.fill();
  if (style === "point") return;
  context.strokeStyle = colour;
  context.lineWidth = r < 3.5 ? 1.3 : 1.8;
  context.stroke();
  if (style === "near") {
    context.beginPath();
    context.arc(x, y, r * 0.42, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}

/**
 * A ring of shares with the number in it: several incidents on one spot.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {[string, number][]} shares colour and count
 * @param {number} count
 * @param {any} palette
 * @param {boolean} open nothing on this spot is known better than "near"
 */
function drawRing(context, x, y, r, shares, count, palette, open) {
  context.beginPath();
  context.arc(x, y, r + 1, 0, 2 * Math.PI);
  context.fillStyle = palette.halo;
  context.fill();
  let angle = -Math.PI / 2;
  for (const [colour, part] of shares) {
    const next = angle + (2 * Math.PI * part) / count;
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, r, angle, next);
    context.closePath();
    context.fillStyle = colour;
    context.fill();
    angle = next;
  }
  const withNumber = r >= LEAST_NUMBERED;
  const inner = withNumber ? r - (open ? 2 : 3.2) : open ? r * 0.55 : 0;
  if (inner) {
    context.beginPath();
    context.arc(x, y, inner, 0, 2 * Math.PI);
    context.fillStyle = palette.land;
    context.fill();
  }
  if (withNumber) {
    context.fillStyle = palette.text;
    context.font = `600 ${count > 999 ? 8 : 9.5}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(count), x, y + 0.5);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {any} palette
 */
function drawBase(context, x, y, palette) {
  context.beginPath();
  context.rect(x - 5, y - 5, 10, 10);
  context.fillStyle = palette.halo;
  context.fill();
  context.beginPath();
  context.rect(x - 4, y - 4, 8, 8);
  context.fillStyle = palette.base;
  context.fill();
  context.beginPath();
  context.moveTo(x - 2.2, y - 2.2);
  context.lineTo(x + 2.2, y + 2.2);
  context.moveTo(x + 2.2, y - 2.2);
  context.lineTo(x - 2.2, y + 2.2);
  context.strokeStyle = palette.halo;
  context.lineWidth = 1.2;
  context.stroke();
}

/**
 * A hatched fill, so that an area reads as an area in grey too.
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {number} ratio
 */
function hatch(context, colour, ratio) {
  const tile = document.createElement("canvas");
  const size = 7 * ratio;
  tile.width = tile.height = size;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  pen.strokeStyle = colour;
  pen.lineWidth = ratio;
  pen.globalAlpha = 0.55;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  const pattern = /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
