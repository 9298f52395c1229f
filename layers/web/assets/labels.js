// @ts-check
// Names on the map: written where they hide no symbol and no other name.

const MOST_RESERVED_SPOTS = 400;
// one name of a place for so many square pixels
const PIXELS_PER_NAME = 15000;
const FEW_NAMES = 2;
const ARROWS = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];

/**
 * @typedef {object} LabelStyle
 * @property {string} font
 * @property {string} colour
 * @property {string} halo
 * @property {number} [gap] pixels beside the point; the name is centred on it where left out
 * @property {number} [apart] pixels that are kept free around it besides
 */

/** @type {Map<string, number>} */
const widths = new Map();
const MOST_WIDTHS = 20000;

/**
 * Measures a text once: the same names are written at every step.
 * @param {CanvasRenderingContext2D} context whose font is set
 * @param {string} text
 * @param {string} font
 */
function widthOf(context, text, font) {
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > MOST_WIDTHS) widths.clear();
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** Writes names where they fit, first come first served. */
class Labels {
  /** @param {number[]} [sight] left, top, right, bottom of the part of the canvas that is in sight */
  constructor(sight = [-Infinity, -Infinity, Infinity, Infinity]) {
    this.sight = sight;
    /** @type {number[][]} */
    this.taken = [];
    /** @type {number[][]} those of symbols */
    this.symbols = [];
  }

  /**
   * Keeps names away from a symbol.
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  reserve(x, y, r) {
    const box = [x - r, y - r, x + r, y + r];
    this.taken.push(box);
    this.symbols.push(box);
  }

  /**
   * @param {number} left
   * @param {number} top
   * @param {number} width
   * @param {number} height
   */
  reserveBox(left, top, width, height) {
    this.taken.push([left, top, left + width, top + height]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {LabelStyle} style
   * @returns {boolean} whether there was room
   */
  write(context, text, x, y, style) {
    context.font = style.font;
    const width = widthOf(context, text, style.font);
    // further off where a symbol stands on the point
    const gaps = style.gap === undefined ? [] : [style.gap, style.gap + 8, style.gap + 16];
    // beside the point, on its other side, above, below
    const starts = style.gap === undefined ? [[x - width / 2, y]] : gaps.flatMap((gap) => [
      [x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - 6], [x - width / 2, y + gap + 6],
    ]);
    const isSeen = this._isInSight([x, y, x, y]);
    /** @type {number[] | null} */
    let chosen = null;
    for (const start of starts) {
      const box = boxAround(start[0], start[1], width, style);
      if (!this._isFree(box)) continue;
      // whole words first: what reaches beyond the edge is cut there
      const isWhole = !isSeen || this._isInSight(box);
      if (isWhole || !chosen) chosen = start;
      if (isWhole) break;
    }
    if (!chosen) return false;
    const [left, middle] = chosen;
    this.taken.push(boxAround(left, middle, width, style));
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = style.halo;
    context.strokeText(text, left, middle);
    context.fillStyle = style.colour;
    context.fillText(text, left, middle);
    return true;
  }

  _isFree(box) {
    return !this.taken.some(
      (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1],
    );
  }

  _isInSight(box) {
    const [left, top, right, bottom] = this.sight;
    return box[0] >= left && box[2] <= right && box[1] >= top && box[3] <= bottom;
  }

  /**
   * @param {{x: number, y: number}} at
   * @returns {boolean} whether a symbol stands there
   */
  isCovered({ x, y }) {
    return this.symbols.some(([left, top, right, bottom]) => x > left && x < right && y > top && y < bottom);
  }
}

/**
 * @param {number} left
 * @param {number} middle
 * @param {number} width
 * @param {LabelStyle} style
 */
function boxAround(left, middle, width, { apart = 0 }) {
  return [left - 2 - apart, middle - 7 - apart, left + width + 2 + apart, middle + 7 + apart];
}

/** The names of settlements and countries. */
class PlaceNames {
  /**
   * @param {any} names columns of places and of countries
   * @param {any[]} countries names of whole countries
   */
  constructor(names, countries) {
    this.places = namedPoints(names.places);
    this.parts = namedPoints(names.countries);
    this.countries = countries.map(({ name, lon, lat, weight }) => ({
      name, weight, x: worldX(lon), y: worldY(lat),
    }));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Labels} labels
   * @param {any} palette
   */
  draw(context, view, labels, palette) {
    const named = this._countries(context, view, labels, palette);
    this._partsOfCountries(context, view, labels, palette, named);
    const style = { font: "11px " + FONT, colour: palette.text, halo: palette.halo, gap: 5 };
    let room = Math.ceil((view.width * view.height) / PIXELS_PER_NAME);
    let seen = 0;
    for (const place of this.places) {
      if (room <= 0) break;
      const at = placedIn(view, place, 0);
      if (!at || !labels.write(context, place.name, at.x, at.y, style)) continue;
      context.fillStyle = palette.faint_text;
      if (!labels.isCovered(at)) context.fillRect(at.x - 1.5, at.y - 1.5, 3, 3);
      room--;
      if (isVisible(view, at)) seen++;
    }
    if (seen < FEW_NAMES) this._beyond(context, view, labels, palette);
  }

  _countries(context, view, labels, palette) {
    const style = { font: "600 11px " + FONT, colour: palette.faint_text, halo: palette.halo };
    const named = new Set();
    context.font = style.font;
    for (const country of this.countries) {
      const text = country.name.toUpperCase();
      // a name much wider than the country says nothing about where the country is
      if ((country.weight / 360) * view.scale < 0.75 * widthOf(context, text, style.font)) continue;
      const at = placedIn(view, country, 0);
      if (!at || !labels.write(context, text, at.x, at.y, style)) continue;
      if (isVisible(view, at)) named.add(country.name);
    }
    return named;
  }

  /** Names a country on the part of it that is in view, where its own name lies outside. */
  _partsOfCountries(context, view, labels, palette, named) {
    const style = { font: "600 11px " + FONT, colour: palette.faint_text, halo: palette.halo };
    const zoom = Math.log2(view.scale / 256);
    for (const part of this.parts) {
      if (named.has(part.name) || Math.abs(part.weight + 1 - zoom) > 2) continue;
      const at = placedIn(view, part, 0);
      if (!at || !isVisible(view, at)) continue;
      if (labels.write(context, part.name.toUpperCase(), at.x, at.y, style)) named.add(part.name);
    }
    const around = named.size ? null : this._countryAround(view);
    const [x, y] = [view.width / 2, view.height / 2];
    for (const share of [-0.2, 0.2, -0.3, 0.3]) {
      if (around && labels.write(context, around.toUpperCase(), x, y + share * view.height, style)) break;
    }
  }

  /** @returns {string | null} the country that the middle of the view surely lies in */
  _countryAround(view) {
    const x = (((view.left + view.width / 2) / view.scale) % 1 + 1) % 1;
    const y = (view.top + view.height / 2) / view.scale;
    /** @type {Map<number, Set<string>>} names by the level of the cell around the middle */
    const cells = new Map();
    for (const part of this.parts) {
      const side = 2 ** part.weight;
      if (Math.floor(part.x * side) !== Math.floor(x * side) || Math.floor(part.y * side) !== Math.floor(y * side)) continue;
      cells.set(part.weight, (cells.get(part.weight) || new Set()).add(part.name));
    }
    const [smallest] = [...cells.keys()].sort((a, b) => b - a);
    const found = cells.get(smallest);
    return found && found.size === 1 ? [...found][0] : null;
  }

  /** An empty view says which places lie around it, and how far. */
  _beyond(context, view, labels, palette) {
    const middle = { x: view.width / 2, y: view.height / 2 };
    const centre = [(middle.x + view.left) / view.scale, (middle.y + view.top) / view.scale];
    const [lon, lat] = [lonOf(centre[0]), latOf(centre[1])];
    const wide = view.width / 2 - view.margin - 70;
    const high = view.height / 2 - view.marginTop - 26;
    const around = this.places
      .map((place) => ({ place, metres: distance(lon, lat, lonOf(place.x), latOf(place.y)) }))
      .sort((a, b) => a.metres - b.metres)
      .slice(0, 40);
    const style = { font: "italic 11px " + FONT, colour: palette.faint_text, halo: palette.halo };
    const used = new Set();
    for (const { place, metres } of around) {
      const k = Math.round(centre[0] - place.x);
      const [dx, dy] = [place.x + k - centre[0], place.y - centre[1]];
      if (Math.abs(dx * view.scale) < wide && Math.abs(dy * view.scale) < high) continue;
      const octant = Math.round((Math.atan2(-dy, dx) / Math.PI) * 4 + 8) % 8;
      if (used.has(octant)) continue;
      const share = Math.min(wide / Math.abs(dx || 1e-12), high / Math.abs(dy || 1e-12));
      const text = `${ARROWS[octant]} ${place.name} ${lengthText(metres)}`;
      if (labels.write(context, text, middle.x + dx * share, middle.y + dy * share, style)) used.add(octant);
      if (used.size === 4) break;
    }
  }
}

/**
 * @param {{name: string[], lon: number[], lat: number[], weight: number[]}} columns
 * @returns {{name: string, weight: number, x: number, y: number}[]}
 */
function namedPoints({ name, lon, lat, weight }) {
  return name.map((text, i) => ({
    name: text, weight: weight[i], x: worldX(lon[i] / 1e4), y: worldY(lat[i] / 1e4),
  }));
}

/**
 * @param {View} view
 * @param {{x: number, y: number}} point world coordinates
 * @param {number} reach pixels outside the canvas that still count
 * @returns {{x: number, y: number} | null} where it lies on the canvas
 */
function placedIn(view, point, reach) {
  const y = point.y * view.scale - view.top;
  if (y < -reach || y > view.height + reach) return null;
  for (const k of view.worlds) {
    const x = (point.x + k) * view.scale - view.left;
    if (x >= -reach && x <= view.width + reach) return { x, y };
  }
  return null;
}

/**
 * @param {View} view
 * @param {{x: number, y: number}} at on the canvas
 * @returns {boolean} whether it lies on the map and not in the margin around it
 */
function isVisible(view, { x, y }) {
  const { width, height, margin, marginTop } = view;
  return x > margin && x < width - margin && y > marginTop && y < height - marginTop;
}
