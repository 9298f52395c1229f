// @ts-check
// Incidents on the canvas: areas hatched, radii as one haze, spots as symbols or rings.

const MANY_SPOTS = 2500;
const MOST_OUTLINED_RADII = 60;
const FEW_AREAS = 3;
const MANY_AREAS = 25;
const MOST_OUTLINED_AREAS = 120;
const SPOT_RADIUS = 4.5;
// where the number of an area may stand, as shares of its height
const AREA_LABEL_HEIGHTS = [0.5, 0.35, 0.65, 0.2, 0.8];

/**
 * @param {number} count incidents on the spot
 * @param {number} spots in view; many are drawn smaller, in steps that keep the symbols' pictures few
 */
function spotRadius(count, spots) {
  const base = SPOT_RADIUS * (spots > 1200 ? 0.6 : spots > 400 ? 0.8 : 1);
  return count === 1 ? base : base * (1 + 0.27 * Math.log2(count));
}

/**
 * @param {number} killed
 * @returns {number} a radius whose area grows with the deaths
 */
function deathRadius(killed) {
  return Math.min(26, Math.sqrt(9 + 6 * killed));
}

/**
 * @param {Shape} shape
 * @param {number[]} box left, top, right, bottom
 * @returns {boolean} whether the shape reaches beyond the box on all sides
 */
function covers(shape, [left, top, right, bottom]) {
  const corners = [[left, top], [right, top], [left, bottom], [right, bottom]];
  if (!corners.every(([x, y]) => contains(shape, x, y))) return false;
  // an outline that runs through the view is shown as one
  return !shape.paths.some(({ points }) => {
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      if (x > left && x < right && y > top && y < bottom) return true;
    }
    return false;
  });
}

/** Draws the selected incidents and remembers where, for clicks. */
class IncidentDrawing {
  /** @param {Incidents} incidents */
  constructor(incidents) {
    this.incidents = incidents;
    this.visible = { incidents: true, areas: true };
    this.sprites = new Sprites();
    /** whether to draw density however few there are */
    this.density = false;
    /** whether density is drawn now */
    this.isDensity = false;
    this.byDeaths = false;
    this.cells = new Density(incidents);
    /** @type {Map<string, CanvasPattern>} hatched fills by colour, made once */
    this.hatches = new Map();
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
   * @param {(spots: {site: number, x: number, y: number}[]) => void} beneath draws under the symbols
   */
  draw(context, view, palette, dark, beneath) {
    this.view = view;
    this.placed = [];
    this.isDensity = false;
    const colours = this.incidents.types.map((type) => (dark ? type.dark_colour : type.colour));
    if (this.visible.areas) this._areas(context, view, palette, colours);
    if (this.visible.incidents) {
      const spots = this.density ? null : this._spotsInView(view);
      this.isDensity = !spots;
      if (!spots) {
        this.cells.draw(context, view, palette.density);
        return;
      }
      const found = this.incidents.detailsOf(spots.map(({ site }) => site));
      this._radii(context, view, spots, palette, found);
      beneath(spots);
      if (this.byDeaths) this._deaths(context, spots, palette, colours, found);
      else this._symbols(context, view, spots, palette, colours, found);
      this.placed = spots;
    }
  }

  _hatch(context, colour, ratio) {
    const key = `${colour} ${ratio}`;
    let pattern = this.hatches.get(key);
    if (!pattern) this.hatches.set(key, (pattern = hatch(context, colour, ratio)));
    return pattern;
  }

  /** Areas in view with the colour of their type, grey where they stand for several types. */
  _areasInView(view, k, palette, colours) {
    const { shapes, shapeCount, shapeType } = this.incidents;
    const found = [];
    const [west, east] = [view.left / view.scale - k, (view.left + view.width) / view.scale - k];
    const [north, south] = [view.top / view.scale, (view.top + view.height) / view.scale];
    shapes.forEach((shape, s) => {
      if (!shapeCount[s] || !inView(view, shape.box, k)) return;
      const colour = shapeType[s] === MIXED ? palette.faint_text : colours[shapeType[s]];
      const [left, top, right, bottom] = shape.box;
      const mayBeWider = left <= west && right >= east && top <= north && bottom >= south;
      const isWider = mayBeWider && covers(shape, [west, north, east, south]);
      found.push({ shape, colour, count: shapeCount[s], size: (right - left) * (bottom - top), isWider });
    });
    // a small area would vanish under the outline of a large one
    return found.sort((a, b) => b.size - a.size);
  }

  _areas(context, view, palette, colours) {
    for (const k of view.worlds) {
      const found = this._areasInView(view, k, palette, colours);
      const areas = found.filter(({ isWider }) => !isWider);
      if (areas.length < found.length) this._cover(context, view, found.filter(({ isWider }) => isWider), palette);
      if (areas.length > MANY_AREAS) this._manyAreas(context, view, k, areas);
      else {
        // the hatching of several adds up to something that hides all names
        if (areas.length > FEW_AREAS) this._manyAreas(context, view, k, areas);
        for (const area of areas) this._area(context, view, k, area, palette, areas.length <= FEW_AREAS);
      }
    }
  }

  _area(context, view, k, { shape, colour }, palette, isFilled) {
    context.beginPath();
    if (isFilled) {
      tracePaths(context, view, shape, k, { closed: true, cutAtEdge: false });
      context.fillStyle = this._hatch(context, colour, view.ratio);
      context.globalAlpha = 0.7;
      context.fill("evenodd");
      context.globalAlpha = 1;
    }
    context.beginPath();
    tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
    context.strokeStyle = palette.halo;
    context.lineWidth = 3;
    context.stroke();
    context.strokeStyle = edgeOf(colour, palette.land);
    context.lineWidth = 1.4;
    context.stroke();
  }

  /** Areas that reach beyond the view on all sides: once and faintly, or names were lost in hatching. */
  _cover(context, view, areas, palette) {
    const colours = new Set(areas.map(({ colour }) => colour));
    const colour = colours.size > 1 ? palette.faint_text : areas[0].colour;
    context.fillStyle = this._hatch(context, colour, view.ratio);
    context.globalAlpha = 0.28;
    context.fillRect(0, 0, view.width, view.height);
    context.globalAlpha = 1;
  }

  /** One path per colour, so that overlapping areas do not add up to something that looks certain. */
  _manyAreas(context, view, k, areas) {
    for (const colour of new Set(areas.map((area) => area.colour))) {
      context.beginPath();
      for (const { shape } of areas.filter((area) => area.colour === colour)) {
        tracePaths(context, view, shape, k, { closed: true, cutAtEdge: true });
      }
      context.fillStyle = this._hatch(context, colour, view.ratio);
      context.globalAlpha = 0.45;
      context.fill("nonzero");
      // the outlines of hundreds of areas hide everything under them
      if (areas.length <= MOST_OUTLINED_AREAS) {
        context.strokeStyle = colour;
        context.lineWidth = 0.8;
        context.stroke();
      }
      context.globalAlpha = 1;
    }
  }

  /** Tells how many rows an area stands for. */
  labelAreas(context, view, labels, palette) {
    if (!this.visible.areas) return;
    const style = { font: "italic 11px " + FONT, colour: palette.text, halo: palette.halo, apart: 5 };
    const { margin, marginTop } = view;
    for (const k of view.worlds) {
      const found = this._areasInView(view, k, palette, []);
      const areas = found.filter(({ isWider }) => !isWider);
      const wider = found.reduce((sum, { isWider, count }) => (isWider ? sum + count : sum), 0);
      if (wider) labels.write(context, TEXT.inWiderAreas(wider), view.width / 2, marginTop + 18, style);
      if (areas.length > MANY_AREAS) continue;
      const sight = [
        (view.left + margin) / view.scale - k, (view.top + marginTop) / view.scale,
        (view.left + view.width - margin) / view.scale - k, (view.top + view.height - marginTop) / view.scale,
      ];
      for (const { shape, count } of areas) {
        if ((shape.box[2] - shape.box[0]) * view.scale < 60 || !inView(view, shape.box, k)) continue;
        // lower or higher where something stands in its middle
        AREA_LABEL_HEIGHTS.some((share) => {
          const [x, y] = innerPoint(shape, sight, share);
          const at = [(x + k) * view.scale - view.left, y * view.scale - view.top];
          return contains(shape, x, y) && labels.write(context, TEXT.inArea(count), at[0], at[1], style);
        });
      }
    }
  }

  /** @returns {{site: number, x: number, y: number, r: number}[]} spots that names keep away from */
  labelled() {
    const { placed } = this;
    if (placed.length <= MOST_RESERVED_SPOTS) return placed;
    // around all of so many there would be no room for any name; numbers must stay readable
    return placed.filter(({ r }) => r >= LEAST_NUMBERED).slice(0, MOST_RESERVED_SPOTS);
  }

  /**
   * @param {{left: number, top: number, right: number, bottom: number}} sight world coordinates
   * @returns {{sites: Uint8Array, shapes: Uint8Array}} 1 for each that is in sight, numbered from 1
   */
  within({ left, top, right, bottom }) {
    const { siteX, siteY, shapes } = this.incidents;
    const seen = {
      sites: new Uint8Array(siteX.length + 1), shapes: new Uint8Array(shapes.length + 1),
    };
    for (let k = Math.floor(left) - 1; k <= Math.ceil(right); k++) {
      for (let s = 0; this.visible.incidents && s < siteX.length; s++) {
        const x = siteX[s] + k;
        if (x >= left && x <= right && siteY[s] >= top && siteY[s] <= bottom) seen.sites[s + 1] = 1;
      }
      for (let s = 0; this.visible.areas && s < shapes.length; s++) {
        const [west, north, east, south] = shapes[s].box;
        if (east + k >= left && west + k <= right && south >= top && north <= bottom) seen.shapes[s + 1] = 1;
      }
    }
    return seen;
  }

  /** @returns {{site: number, x: number, y: number, r: number}[] | null} null where they are too many */
  _spotsInView(view) {
    const { siteX, siteY, siteCount, active, activeSites } = this.incidents;
    const spots = [];
    const reach = 20 / view.scale;
    const top = view.top / view.scale - reach;
    const bottom = (view.top + view.height) / view.scale + reach;
    for (const k of view.worlds.filter((copy) => inView(view, [-0.02, 0, 1.02, 1], copy))) {
      const left = view.left / view.scale - k - reach;
      const right = (view.left + view.width) / view.scale - k + reach;
      for (let a = 0; a < active; a++) {
        const s = activeSites[a];
        const x = siteX[s];
        if (x < left || x > right) continue;
        const y = siteY[s];
        if (y < top || y > bottom) continue;
        if (spots.length === MANY_SPOTS) return null;
        spots.push({ site: s, x: (x + k) * view.scale - view.left, y: y * view.scale - view.top, r: 0 });
      }
    }
    for (const spot of spots) spot.r = spotRadius(siteCount[spot.site], spots.length);
    return spots.sort((a, b) => a.site - b.site);
  }

  _radii(context, view, spots, palette, found) {
    const { siteRadius, words } = this.incidents;
    const near = words.indexOf("near");
    const rings = spots.filter(({ site, r }) => {
      return found.get(site).best === near && siteRadius[site] * view.scale > r + 2;
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

  _symbols(context, view, spots, palette, colours, found) {
    const { siteCount, types, words } = this.incidents;
    // large rings first, so that a single incident beside them stays in sight
    spots.sort((a, b) => b.r - a.r || a.site - b.site);
    // all single incidents of a view have one size
    const single = types.map(() => /** @type {(HTMLCanvasElement | ImageBitmap)[]} */ ([]));
    for (const { site, x, y, r } of spots) {
      const spot = found.get(site);
      const style = words[spot.best];
      if (siteCount[site] > 1) {
        const kinds = [...spot.types.entries()].filter(([, n]) => n);
        kinds.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        const shares = /** @type {[string, number][]} */ (kinds.map(([type, n]) => [colours[type], n]));
        drawRing(context, x, y, r, shares, siteCount[site], palette, style !== "point");
        continue;
      }
      const { type, best } = spot;
      const sprite = single[type][best]
        || (single[type][best] = this.sprites.get(types[type].shape, colours[type], style, r, view.ratio, palette));
      const size = sprite.width / view.ratio;
      context.drawImage(sprite, x - size / 2, y - size / 2, size, size);
    }
  }

  /** Circles by deaths; a spot where no number is known is an empty dashed circle, never a small one. */
  _deaths(context, spots, palette, colours, found) {
    const { siteCount } = this.incidents;
    for (const spot of spots) {
      const { known, killed } = found.get(spot.site);
      spot.r = known ? deathRadius(killed) : SPOT_RADIUS;
    }
    spots.sort((a, b) => b.r - a.r || a.site - b.site);
    for (const { site, x, y, r } of spots) {
      const { known, killed, type } = found.get(site);
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      if (known) {
        context.globalAlpha = 0.72;
        context.fillStyle = colours[type];
        context.fill();
        context.globalAlpha = 1;
      }
      context.strokeStyle = known ? edgeOf(colours[type], palette.land) : palette.text;
      context.lineWidth = 1;
      // partly known: the circle could be larger
      context.setLineDash(known === siteCount[site] ? [] : [2, 2]);
      if (known && known < siteCount[site]) context.strokeStyle = palette.text;
      context.stroke();
      context.setLineDash([]);
      if (r < 9) continue;
      context.fillStyle = palette.text;
      context.strokeStyle = palette.halo;
      context.lineWidth = 2.5;
      context.font = `600 9.5px ${FONT}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.strokeText(grouped(killed), x, y + 0.5);
      context.fillText(grouped(killed), x, y + 0.5);
    }
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
    if (this.visible.incidents && this.isDensity) for (const s of this.cells.spotsAt(x, y)) sites.add(s);
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
