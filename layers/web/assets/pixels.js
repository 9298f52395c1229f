// @ts-check
// Marks painted pixel by pixel into one picture: as hundreds of drawings on a canvas they cost the
// main thread several times as much, once to ask for them and again when the browser paints them.

/**
 * A small picture: its pixels that are not empty, those that hide everything under them first.
 * @typedef {object} Stamp
 * @property {number} reach pixels from its middle to its edges
 * @property {Int16Array} dx from the middle
 * @property {Int16Array} dy
 * @property {Int32Array} ink as a picture holds it: alpha, blue, green, red from the highest byte
 * @property {number} solid how many hide what is under them
 * @property {number} width of the picture that `steps` are for
 * @property {Int32Array} steps from the middle to each pixel, in places of the picture
 */

/**
 * How much of each pixel three discs around one middle cover: first the pixels that the inner one
 * covers wholly, then the others clockwise from the top.
 * @typedef {object} RingMask
 * @property {number} reach pixels from its middle to its edges
 * @property {Int16Array} dx from the middle
 * @property {Int16Array} dy
 * @property {Uint8Array} outer 0 to 255
 * @property {Uint8Array} middle
 * @property {Uint8Array} inner
 * @property {number} solid how many the inner one covers wholly
 * @property {Float32Array} from where a pixel begins, in turns from the top
 * @property {Float32Array} to where it ends
 * @property {number} width as of a stamp
 * @property {Int32Array} steps
 */

/** @type {Map<string, number>} */
const inks = new Map();

/**
 * @param {string} colour as #RRGGBB
 * @returns {number} opaque, as a picture holds it
 */
function inkOf(colour) {
  let ink = inks.get(colour);
  if (ink === undefined) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    ink = (255 << 24) | (blue << 16) | (green << 8) | red;
    inks.set(colour, ink);
  }
  return ink;
}

/**
 * @param {number} one ink
 * @param {number} other ink
 * @param {number} share of the other one, 0 to 255
 * @returns {number} opaque
 */
function mixed(one, other, share) {
  const rest = 255 - share;
  const red = ((one & 255) * rest + (other & 255) * share + 127) / 255;
  const green = (((one >> 8) & 255) * rest + ((other >> 8) & 255) * share + 127) / 255;
  const blue = (((one >> 16) & 255) * rest + ((other >> 16) & 255) * share + 127) / 255;
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

/** A picture of the size of a canvas that marks are painted into. */
class Pixels {
  constructor() {
    this.width = this.height = 0;
    /** @type {ImageData} */
    this.image = /** @type {any} */ (null);
    this.data = new Int32Array(0);
    /** @type {HTMLCanvasElement | null} where the picture goes that must not replace what is drawn */
    this.layer = null;
  }

  /**
   * Begins an empty picture.
   * @param {number} width in device pixels
   * @param {number} height
   */
  begin(width, height) {
    if (width === this.width && height === this.height) {
      this.data.fill(0);
      return;
    }
    [this.width, this.height] = [width, height];
    this.image = new ImageData(width, height);
    this.data = new Int32Array(this.image.data.buffer);
  }

  /**
   * Puts the picture onto a canvas of its size.
   * @param {CanvasRenderingContext2D} context
   * @param {boolean} isEmpty whether nothing has been drawn there yet
   */
  put(context, isEmpty) {
    if (isEmpty) {
      context.putImageData(this.image, 0, 0);
      return;
    }
    if (!this.layer) this.layer = document.createElement("canvas");
    sizeCanvas(this.layer, this.width, this.height);
    const pen = /** @type {CanvasRenderingContext2D} */ (this.layer.getContext("2d"));
    pen.putImageData(this.image, 0, 0);
    context.save();
    context.resetTransform();
    context.drawImage(this.layer, 0, 0);
    context.restore();
  }

  /**
   * Paints over one pixel.
   * @param {number} at its place
   * @param {number} ink
   * @param {number} alpha 0 to 255
   */
  dot(at, ink, alpha) {
    const { data } = this;
    const below = data[at];
    if (alpha === 255 || below === 0) {
      data[at] = (alpha << 24) | (ink & 0xffffff);
      return;
    }
    if (below >>> 24 === 255) {
      data[at] = mixed(below, ink, alpha);
      return;
    }
    // "source over" of Porter and Duff (1984), for colours that are not multiplied by their alpha
    const under = ((below >>> 24) * (255 - alpha)) / 255;
    const share = Math.round((255 * alpha) / (alpha + under));
    data[at] = (Math.round(alpha + under) << 24) | (mixed(below, ink, share) & 0xffffff);
  }

  /**
   * @param {Stamp} stamp
   * @param {number} x its middle, in whole pixels from the left edge
   * @param {number} y
   */
  stamp(stamp, x, y) {
    const { data } = this;
    const { ink, solid } = stamp;
    const steps = this._steps(stamp);
    const begin = y * this.width + x;
    const n = steps.length;
    if (!this._isWithin(x, y, stamp.reach)) {
      for (let i = 0; i < n; i++) {
        if (this._holds(x + stamp.dx[i], y + stamp.dy[i])) this.dot(begin + steps[i], ink[i], ink[i] >>> 24);
      }
      return;
    }
    for (let i = 0; i < solid; i++) data[begin + steps[i]] = ink[i];
    for (let i = solid; i < n; i++) {
      const at = begin + steps[i];
      if (data[at] === 0) data[at] = ink[i];
      else this.dot(at, ink[i], ink[i] >>> 24);
    }
  }

  /**
   * Discs within each other around one middle, the second one cut into pieces like a cake.
   * @param {RingMask} mask
   * @param {number} x its middle, in whole pixels from the left edge
   * @param {number} y
   * @param {{edge: number, inside: number, pieces: number[], ends: number[]}} inks of the outer disc,
   *   of the inner one and of the pieces, and where each piece ends, in turns from the top
   */
  ring(mask, x, y, { edge, inside, pieces, ends }) {
    const { data } = this;
    const { dx, dy, outer, middle, inner, from, to } = mask;
    const isWithin = this._isWithin(x, y, mask.reach);
    const steps = this._steps(mask);
    const begin = y * this.width + x;
    const n = steps.length;
    const solid = isWithin ? mask.solid : 0;
    for (let i = 0; i < solid; i++) data[begin + steps[i]] = inside;
    const last = pieces.length - 1;
    let piece = 0;
    for (let i = solid; i < n; i++) {
      if (!isWithin && !this._holds(x + dx[i], y + dy[i])) continue;
      // those of the inside come first, the others clockwise
      while (piece < last && from[i] >= ends[piece]) piece++;
      let ink = pieces[piece];
      if (last && to[i] > ends[piece]) {
        // a pixel that a cut runs through has something of both pieces
        const beyond = (to[i] - ends[piece]) / (to[i] - from[i]);
        ink = mixed(ink, pieces[piece === last ? 0 : piece + 1], 255 * Math.min(1, beyond));
      }
      if (middle[i] < 255) ink = mixed(edge, ink, middle[i]);
      if (inner[i]) ink = mixed(ink, inside, inner[i]);
      if (outer[i] === 255) data[begin + steps[i]] = ink;
      else this.dot(begin + steps[i], ink, outer[i]);
    }
  }

  /**
   * Fills a rectangle, cut at the edges of the picture, in place of what is there.
   * @param {number} left in whole pixels
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   * @param {number} ink with its alpha
   */
  fill(left, top, right, bottom, ink) {
    const { data, width } = this;
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    const end = Math.min(this.height, bottom);
    for (let y = Math.max(0, top); y < end; y++) {
      for (let at = y * width + from; at < y * width + to; at++) data[at] = ink;
    }
  }

  /** @returns {Int32Array} the steps of a stamp or a mask in this picture, found once for its width */
  _steps(shape) {
    if (shape.width !== this.width) {
      shape.width = this.width;
      shape.steps = Int32Array.from(shape.dx, (/** @type {number} */ dx, i) => shape.dy[i] * this.width + dx);
    }
    return shape.steps;
  }

  _isWithin(x, y, reach) {
    return x >= reach && y >= reach && x + reach <= this.width && y + reach <= this.height;
  }

  _holds(x, y) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }
}
