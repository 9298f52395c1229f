// @ts-check
// What is painted pixel by pixel: pictures of symbols and numbers, and rings.

// radius from which on a ring has room for its number
const LEAST_NUMBERED = 7.5;
// radii are rounded to this part of a pixel, which keeps the masks few
const RADIUS_STEPS = 2;
// pictures kept at most: the numbers in rings have no end
const MOST_STAMPS = 2000;

/** Small pictures of symbols and numbers, drawn once for each look. */
class Stamps {
  constructor() {
    /** @type {Map<string, any>} */
    this.kept = new Map();
    this.canvas = document.createElement("canvas");
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
  }

  /**
   * @param {string} shape
   * @param {string} colour
   * @param {"point" | "near" | "hollow"} style
   * @param {number} radius in CSS pixels
   * @param {number} ratio
   * @param {{halo: string, land: string}} palette
   * @returns {Stamp}
   */
  symbol(shape, colour, style, radius, ratio, palette) {
    const key = [shape, colour, style, radius, ratio, palette.halo].join("|");
    return this._keep(key, () => this._stamp(Math.ceil((radius * 1.4 + 3) * ratio), ratio, (pen) => {
      drawSymbol(pen, shape, 0, 0, radius, colour, style, palette);
    }));
  }

  /**
   * @param {number} count
   * @param {number} ratio
   * @param {{text: string}} palette
   * @returns {Stamp}
   */
  number(count, ratio, palette) {
    return this._keep(`number|${count}|${ratio}|${palette.text}`, () => {
      const glyphs = Array.from(grouped(count), (sign) => this._glyph(sign, count > 999 ? 8 : 9.5, ratio, palette));
      let left = -glyphs.reduce((sum, { wide }) => sum + wide, 0) / 2;
      const places = glyphs.map(({ wide }) => Math.round(((left += wide) - wide / 2) * ratio));
      return sideBySide(glyphs.map(({ stamp }) => stamp), places);
    });
  }

  /** @returns {{stamp: Stamp, wide: number}} a digit; numbers are put together from them, without a canvas */
  _glyph(sign, size, ratio, palette) {
    return this._keep(`glyph|${sign}|${size}|${ratio}|${palette.text}`, () => {
      let wide = 0;
      const stamp = this._stamp(Math.ceil(7 * ratio), ratio, (pen) => {
        pen.fillStyle = palette.text;
        pen.font = `600 ${size}px ${FONT}`;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText(sign, 0, 0.5);
        wide = pen.measureText(sign).width;
      });
      return { stamp, wide };
    });
  }

  /**
   * @param {number} radius of the ring in CSS pixels
   * @param {number} inner of the ground within it, 0 for none
   * @param {number} ratio
   * @returns {RingMask}
   */
  ring(radius, inner, ratio) {
    return this._keep(`ring|${radius}|${inner}|${ratio}`, () => {
      return ringMask((radius + 1) * ratio, radius * ratio, inner * ratio);
    });
  }

  _keep(key, make) {
    let stamp = this.kept.get(key);
    if (!stamp) {
      if (this.kept.size >= MOST_STAMPS) this.kept.clear();
      this.kept.set(key, (stamp = make()));
    }
    return stamp;
  }

  /**
   * @param {number} reach device pixels from the middle to each edge
   * @param {number} ratio
   * @param {(pen: CanvasRenderingContext2D) => void} draw around 0, 0 in CSS pixels
   * @returns {Stamp}
   */
  _stamp(reach, ratio, draw) {
    const { canvas, pen } = this;
    const size = 2 * reach;
    // to ask for another canvas costs more than to draw
    if (canvas.width < size) canvas.width = canvas.height = size;
    pen.setTransform(ratio, 0, 0, ratio, reach, reach);
    pen.clearRect(-reach, -reach, size, size);
    draw(pen);
    const drawn = new Int32Array(pen.getImageData(0, 0, size, size).data.buffer);
    /** @type {number[]} */
    const solid = [];
    /** @type {number[]} */
    const soft = [];
    for (let at = 0; at < drawn.length; at++) {
      const alpha = drawn[at] >>> 24;
      if (alpha === 255) solid.push(at);
      else if (alpha) soft.push(at);
    }
    const inked = [...solid, ...soft];
    return {
      reach,
      solid: solid.length,
      dx: Int16Array.from(inked, (at) => (at % size) - reach),
      dy: Int16Array.from(inked, (at) => Math.floor(at / size) - reach),
      ink: Int32Array.from(inked, (at) => drawn[at]),
      width: 0,
      steps: new Int32Array(0),
    };
  }

  clear() {
    this.kept.clear();
  }
}

/**
 * @param {Stamp[]} stamps that do not reach into each other
 * @param {number[]} places of their middles, in pixels to the right
 * @returns {Stamp} all of them side by side
 */
function sideBySide(stamps, places) {
  /** @type {[number, number, number][]} */
  const dots = stamps.flatMap(({ dx, dy, ink }, i) => Array.from(ink, (one, at) => {
    return /** @type {[number, number, number]} */ ([dx[at] + places[i], dy[at], one]);
  }));
  const solid = dots.filter(([, , ink]) => ink >>> 24 === 255);
  const all = [...solid, ...dots.filter(([, , ink]) => ink >>> 24 < 255)];
  return {
    reach: Math.max(...stamps.map(({ reach }, i) => reach + Math.abs(places[i]))),
    solid: solid.length,
    dx: Int16Array.from(all, ([dx]) => dx),
    dy: Int16Array.from(all, ([, dy]) => dy),
    ink: Int32Array.from(all, ([, , ink]) => ink),
    width: 0,
    steps: new Int32Array(0),
  };
}

/**
 * @param {number} outer radius in pixels
 * @param {number} middle
 * @param {number} inner 0 for none
 * @returns {RingMask}
 */
function ringMask(outer, middle, inner) {
  const reach = Math.ceil(outer + 0.5);
  const side = 2 * reach;
  // turn and place in one number: those are sorted without asking about each pair
  const keys = new Float64Array(side * side);
  let n = 0;
  let solid = 0;
  for (let at = 0; at < side * side; at++) {
    const x = (at % side) - reach + 0.5;
    const y = Math.floor(at / side) - reach + 0.5;
    const far = Math.hypot(x, y);
    if (far >= outer + 0.5) continue;
    const isInside = inner > 0 && far <= inner - 0.5;
    if (isInside) solid++;
    const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
    keys[n++] = (isInside ? 0 : 1 + Math.round(turn * 1e6)) * side * side + at;
  }
  const order = keys.subarray(0, n).sort();
  const mask = {
    reach, solid, width: 0, steps: new Int32Array(0),
    dx: new Int16Array(n), dy: new Int16Array(n),
    outer: new Uint8Array(n), middle: new Uint8Array(n), inner: new Uint8Array(n),
    from: new Float32Array(n), to: new Float32Array(n),
  };
  for (let i = 0; i < n; i++) {
    const at = order[i] % (side * side);
    mask.dx[i] = (at % side) - reach;
    mask.dy[i] = Math.floor(at / side) - reach;
    const [x, y] = [mask.dx[i] + 0.5, mask.dy[i] + 0.5];
    const far = Math.hypot(x, y);
    mask.outer[i] = coverage(outer, far);
    mask.middle[i] = coverage(middle, far);
    mask.inner[i] = inner ? coverage(inner, far) : 0;
    const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
    // half of what a pixel spans
    const soft = 0.5 / (2 * Math.PI * far);
    mask.from[i] = turn - soft;
    mask.to[i] = turn + soft;
  }
  return mask;
}

/**
 * @param {number} radius of a disc
 * @param {number} far from its middle to that of a pixel
 * @returns {number} how much of the pixel it covers, 0 to 255
 */
function coverage(radius, far) {
  return Math.round(255 * Math.max(0, Math.min(1, radius - far + 0.5)));
}

/**
 * A ring of shares with the number in it: several incidents on one spot.
 * @param {Pixels} pixels
 * @param {Stamps} stamps
 * @param {{x: number, y: number, r: number}} spot in CSS pixels
 * @param {[string, number][]} shares colour and count, the greatest first
 * @param {number} ratio
 * @param {any} palette
 * @param {boolean} open nothing on this spot is known better than "near"
 */
function paintRing(pixels, stamps, { x, y, r }, shares, ratio, palette, open) {
  const radius = Math.round(r * RADIUS_STEPS) / RADIUS_STEPS;
  const withNumber = r >= LEAST_NUMBERED;
  const inner = withNumber ? radius - (open ? 2 : 3.2) : open ? radius * 0.55 : 0;
  const [[first]] = shares;
  const edge = edgeOf(first, palette.land);
  const count = shares.reduce((sum, [, part]) => sum + part, 0);
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  let end = 0;
  pixels.ring(stamps.ring(radius, inner, ratio), left, top, {
    edge: inkOf(edge.toUpperCase() === first.toUpperCase() ? palette.halo : edge),
    inside: inkOf(palette.land),
    pieces: shares.map(([colour]) => inkOf(colour)),
    ends: shares.map(([, part]) => (end += part / count)),
  });
  if (withNumber) pixels.stamp(stamps.number(count, ratio, palette), left, top);
}
