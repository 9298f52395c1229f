// @ts-check
// Incidents on the canvas: areas hatched, radii as one haze, spots as symbols or rings.

const MANY_SPOTS = 20000;
const MOST_OUTLINED_RADII = 60;
const MANY_AREAS = 25;
const SPOT_RADIUS = 4.5;

/**
 * @param {number} count incidents on the spot
 * @param {number} spots in view; many are drawn smaller, in steps that keep the symbols' pictures few
 */
function spotRadius(count, spots) {
  const base = SPOT_RADIUS * (spots > 1200 ? 0.6 : spots > 400 ? 0.8 : 1);
  return count === 1 ? base : base * (1 + 0.27 * Math.log2(count));
}

/** Draws the selected incidents and remembers where, for clicks. */
class IncidentDrawing {
  /** @param {Incidents} incidents */
  constructor(incidents) {
    this.incidents = incidents;
    this.visible = { incidents: true, areas: true };
    this.sprites = new Sprites();
    /** @type {{site: number, x: number, y: number, r: number}[]} */
    this.placed = [];
    /** @type {View | null} */
    this.view = null;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {any} palette
   * @param {boolean} dark
   */
  draw(context, view, palette, dark) {
    this.view = view;
    this.placed = [];
    const colours = this.incidents.types.map((type) => (dark ? type.dark_colour : type.colour));
    if (this.visible.areas) this._areas(context, view, palette, colours);
    if (this.visible.incidents) {
      const spots = this._spotsInView(view);
      this._radii(context, view, spots, palette);
      if (spots.length > MANY_SPOTS) this._pixels(context, view, spots, colours);
      else this._symbols(context, view, spots, palette, colours);
    }
  }

  /** Areas in view with the colour of their type, grey where they stand for several types. */
  _areasInView(view, k, palette, colours) {
    const { shapes, shapeCount, shapeType } = this.incidents;
    const found = [];
    shapes.forEach((shape, s) => {
      if (!shapeCount[s] || !inView(view, shape.box, k)) return;
      const colour = shapeType[s] === MIXED ? palette.faint_text : colours[shapeType[s]];
      const [left, top, right, bottom] = shape.box;
      found.push({ shape, colour, count: shapeCount[s], size: (right - left) * (bottom - top) });
    });
    // a small area would vanish under the outline of a large one
    return found.sort((a, b) => b.size - a.size);
  }

  _areas(context, view, palette, colours) {
    for (const k of view.worlds) {
      const areas = this._areasInView(view, k, palette, colours);
      if (areas.length > MANY_AREAS) this._manyAreas(context, view, k, areas);
      else for (const area of areas) this._area(context, view, k, area, palette);
    }
  }

  _area(context, view, k, { shape, colour }, palette) {
    context.beginPath();
    tracePaths(context, view, shape, k, { closed: true, cutAtEdge: false });
    context.fillStyle = hatch(context, colour, view.ratio);
    context.globalAlpha = 0.7;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.beginPath();
    tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
    context.strokeStyle = palette.halo;
    context.lineWidth = 3;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = 1.4;
    context.stroke();
  }

  /** One path per colour, so that overlapping areas do not add up to something that looks certain. */
  _manyAreas(context, view, k, areas) {
    for (const colour of new Set(areas.map((area) => area.colour))) {
      context.beginPath();
      for (const { shape } of areas.filter((area) => area.colour === colour)) {
        tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
      }
      context.fillStyle = hatch(context, colour, view.ratio);
      context.globalAlpha = 0.45;
      context.fill("nonzero");
      context.strokeStyle = colour;
      context.lineWidth = 0.8;
      context.stroke();
      context.globalAlpha = 1;
    }
  }

  /** Names how many rows an area stands for; called after the names of places were written. */
  labelAreas(context, view, labels, palette) {
    if (!this.visible.areas) return;
    const style = { font: "italic 11px " + FONT, colour: palette.text, halo: palette.halo };
    for (const k of view.worlds) {
      const areas = this._areasInView(view, k, palette, []);
      if (areas.length > MANY_AREAS) continue;
      for (const { shape, count } of areas) {
        if ((shape.box[2] - shape.box[0]) * view.scale < 60) continue;
        const [x, y] = innerPoint(shape);
        const text = `${grouped(count)} in this area`;
        labels.write(context, text, (x + k) * view.scale - view.left, y * view.scale - view.top, style);
      }
    }
  }

  _spotsInView(view) {
    const { siteX, siteY, siteCount } = this.incidents;
    const spots = [];
    for (const k of view.worlds.filter((copy) => inView(view, [-0.02, 0, 1.02, 1], copy))) {
      for (let s = 0; s < siteX.length; s++) {
        if (!siteCount[s]) continue;
        const x = (siteX[s] + k) * view.scale - view.left;
        const y = siteY[s] * view.scale - view.top;
        if (x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20) {
          spots.push({ site: s, x, y, r: 0 });
        }
      }
    }
    for (const spot of spots) spot.r = spotRadius(siteCount[spot.site], spots.length);
    return spots;
  }

  _radii(context, view, spots, palette) {
    const { siteRadius, siteBest, words } = this.incidents;
    const near = words.indexOf("near");
    const rings = spots.filter(({ site, r }) => {
      return siteBest[site] === near && siteRadius[site] * view.scale > r + 2;
    });
    context.beginPath();
    for (const { site, x, y } of rings) {
      const radius = siteRadius[site] * view.scale;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    // one path, so that overlapping radii do not add up to something that looks certain
    context.fillStyle = palette.faint_text;
    context.globalAlpha = 0.13;
    context.fill("nonzero");
    if (rings.length <= MOST_OUTLINED_RADII) {
      context.globalAlpha = 0.7;
      context.strokeStyle = palette.faint_text;
      context.lineWidth = 1;
      context.setLineDash([2, 3]);
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }

  _symbols(context, view, spots, palette, colours) {
    const { siteCount, siteBest, siteLatest, types, words } = this.incidents;
    // large rings first, so that a single incident beside them stays in sight
    spots.sort((a, b) => b.r - a.r || a.site - b.site);
    for (const { site, x, y, r } of spots) {
      const style = words[siteBest[site]];
      if (siteCount[site] === 1) {
        const type = siteLatest[site];
        const { shape } = types[type];
        const sprite = this.sprites.get(shape, colours[type], style, r, view.ratio, palette);
        const size = sprite.width / view.ratio;
        context.drawImage(sprite, x - size / 2, y - size / 2, size, size);
      } else {
        const shares = this.incidents.typesAt(site).map(([type, n]) => [colours[type], n]);
        drawRing(context, x, y, r, shares, siteCount[site], palette, style !== "point");
      }
    }
    this.placed = spots;
  }

  /** Too many spots for symbols: one small square each, straight into the pixels. */
  _pixels(context, view, spots, colours) {
    const width = Math.round(view.width * view.ratio);
    const height = Math.round(view.height * view.ratio);
    const picture = context.createImageData(width, height);
    const pixels = new Uint32Array(picture.data.buffer);
    const packed = colours.map((/** @type {string} */ colour) => {
      const value = parseInt(colour.slice(1), 16);
      return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
    });
    const side = Math.round(3 * view.ratio);
    for (const { site, x, y } of spots) {
      const left = Math.round(x * view.ratio - side / 2);
      const top = Math.round(y * view.ratio - side / 2);
      if (left < 0 || top < 0 || left + side >= width || top + side >= height) continue;
      const colour = packed[this.incidents.siteLatest[site]];
      for (let row = 0; row < side; row++) {
        const at = (top + row) * width + left;
        pixels.fill(colour, at, at + side);
      }
    }
    const layer = document.createElement("canvas");
    layer.width = width;
    layer.height = height;
    /** @type {CanvasRenderingContext2D} */ (layer.getContext("2d")).putImageData(picture, 0, 0);
    context.drawImage(layer, 0, 0, view.width, view.height);
    this.placed = spots;
  }

  /**
   * @param {number} x world coordinate, within 0 to 1
   * @param {number} y
   * @param {number} pixelX on the canvas
   * @param {number} pixelY
   * @returns {{sites: Set<number>, shapes: Set<number>}} what lies under a click
   */
  pick(x, y, pixelX, pixelY) {
    const sites = new Set();
    for (const spot of this.placed) {
      const reach = Math.max(spot.r + 2, 8);
      if ((spot.x - pixelX) ** 2 + (spot.y - pixelY) ** 2 <= reach * reach) sites.add(spot.site);
    }
    const shapes = new Set();
    if (this.visible.areas) {
      this.incidents.shapes.forEach((shape, s) => {
        if (!this.incidents.shapeCount[s]) return;
        if ([x - 1, x, x + 1].some((copy) => contains(shape, copy, y))) shapes.add(s);
      });
    }
    return { sites, shapes };
  }
}
