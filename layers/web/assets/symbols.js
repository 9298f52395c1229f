// @ts-check
// The symbols of incidents and bases, drawn as paths and kept as small pictures.

// contrast that a graphic needs against its ground (WCAG 2.2, 1.4.11)
const LEAST_CONTRAST = 3;

/** @type {Map<string, string>} */
const edges = new Map();

/**
 * @param {string} colour as #RRGGBB
 * @returns {number} relative luminance (WCAG 2.2)
 */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The colour of a symbol's edge: the symbol's own, or a shade of it that stands out from the land.
 * @param {string} colour
 * @param {string} land
 */
function edgeOf(colour, land) {
  const key = colour + land;
  let edge = edges.get(key);
  if (edge) return edge;
  const ground = luminance(land);
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  for (let share = 1; ; share -= 0.05) {
    // towards black on light ground, towards white on dark
    const shaded = parts.map((part) => Math.round(ground > 0.2 ? part * share : 255 - (255 - part) * share));
    edge = `#${shaded.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    const [low, high] = [luminance(edge), ground].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) >= LEAST_CONTRAST || share <= 0) break;
  }
  edges.set(key, edge);
  return edge;
}

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
  context.lineWidth = style === "point" ? 2.4 : 4;
  context.stroke();
  context.fillStyle = style === "point" ? colour : palette.land;
  context.fill();
  const edge = edgeOf(colour, palette.land);
  if (edge.toUpperCase() !== colour.toUpperCase()) {
    context.strokeStyle = edge;
    context.lineWidth = style === "point" ? 1 : 2.8;
    context.stroke();
  }
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
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {any} palette
 * @param {boolean} [small] seen from afar, where there may be hundreds
 */
function drawBase(context, x, y, palette, small) {
  if (small) {
    context.fillStyle = palette.halo;
    context.fillRect(x - 3, y - 3, 6, 6);
    context.fillStyle = palette.base;
    context.fillRect(x - 2, y - 2, 4, 4);
    return;
  }
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
 * A base under the symbols of incidents: a frame that looks out from behind them.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {{x: number, y: number, r: number}[]} spots that stand on it
 * @param {any} palette
 * @param {boolean} small
 */
function drawBaseBehind(context, x, y, spots, palette, small) {
  const [half, halo, line] = small ? [4.5, 3.4, 1.8] : [7.5, 5, 2.6];
  context.save();
  for (const spot of spots) {
    context.beginPath();
    context.rect(x - 20, y - 20, 40, 40);
    context.arc(spot.x, spot.y, spot.r + 2, 0, 2 * Math.PI);
    context.clip("evenodd");
  }
  context.strokeStyle = palette.halo;
  context.lineWidth = halo;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  context.strokeStyle = palette.base;
  context.lineWidth = line;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  context.restore();
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
