// @ts-check
// Incidents on the canvas: areas hatched, radii as one haze, spots as symbols or rings.

const MOST_OUTLINED_RADII = 60;
const FEW_AREAS = 3;
const MANY_AREAS = 25;
const MOST_OUTLINED_AREAS = 120;
// where the number of an area may stand, as shares of its height
const AREA_LABEL_HEIGHTS = [0.5, 0.35, 0.65, 0.2, 0.8];

/**
 * @param {Uint32Array} rows by type
 * @param {string[]} colours by type
 * @returns {[string, number][]} colours and rows, most rows first
 */
function sharesOf(rows, colours) {
  const kinds = [];
  for (let type = 0; type < rows.length; type++) if (rows[type]) kinds.push(type);
  return kinds.sort((a, b) => rows[b] - rows[a] || a - b).map((type) => [colours[type], rows[type]]);
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
    this.pixels = new Pixels();
    this.stamps = new Stamps();
    /** whether to draw density however few there are */
    this.density = false;
    /** whether density is drawn now */
    this.isDensity = false;
    this.byDeaths = false;
    this.sight = new Sight(incidents);
    this.cells = new Density(incidents, (site) => this.sight.isVisible(site));
    /** @type {Map<string, CanvasPattern>} hatched fills by colour, made once */
    this.hatches = new Map();
    /** @type {Mark[]} */
    this.placed = [];
    /** @type {{k: number, areas: any[], wider: number}[]} areas in view by copy of the world, and rows in wider ones */
    this.areas = [];
    /** @type {View | null} */
    this.view = null;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {any} palette
   * @param {boolean} dark
   * @param {(spots: {site: number, x: number, y: number}[]) => boolean} beneath draws under the symbols
   *   and tells whether it did
   * @param {boolean} isEmpty whether nothing has been drawn yet
   */
  draw(context, view, palette, dark, beneath, isEmpty = true) {
    this.view = view;
    this.placed = [];
    this.areas = [];
    this.isDensity = false;
    const colours = this.incidents.types.map((type) => (dark ? type.dark_colour : type.colour));
    let isBlank = isEmpty;
    if (this.visible.areas && this._areas(context, view, palette, colours)) isBlank = false;
    if (this.visible.incidents) {
      this.sight.look(view);
      const marks = this.density ? null : this.sight.marks(view);
      this.isDensity = !marks;
      if (!marks) {
        this.pixels.begin(context.canvas.width, context.canvas.height);
        this.cells.draw(this.pixels, view, palette.density);
        this.pixels.put(context, isBlank);
        return;
      }
      if (this._radii(context, view, marks, palette)) isBlank = false;
      if (beneath(marks)) isBlank = false;
      if (this.byDeaths) this._deaths(context, marks, palette, colours);
      else this._symbols(context, view, marks, palette, colours, isBlank);
      this.placed = marks;
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
    const { shapes, shapeCount, shapeType, activeShapes, activeAreas } = this.incidents;
    const found = [];
    const [west, east] = [view.left / view.scale - k, (view.left + view.width) / view.scale - k];
    const [north, south] = [view.top / view.scale, (view.top + view.height) / view.scale];
    // where most areas are touched their own order is faster than that of their rows
    const inOrder = activeAreas > shapes.length / 8;
    for (let a = 0; a < (inOrder ? shapes.length : activeAreas); a++) {
      const s = inOrder ? a : activeShapes[a];
      const shape = shapes[s];
      if (!shapeCount[s] || !inView(view, shape.box, k)) continue;
      const colour = shapeType[s] === MIXED ? palette.faint_text : colours[shapeType[s]];
      const [left, top, right, bottom] = shape.box;
      const mayBeWider = left <= west && right >= east && top <= north && bottom >= south;
      const isWider = mayBeWider && covers(shape, [west, north, east, south]);
      found.push({ s, shape, colour, count: shapeCount[s], size: (right - left) * (bottom - top), isWider });
    }
    return found;
  }

  /** @returns {boolean} whether there were any */
  _areas(context, view, palette, colours) {
    for (const k of view.worlds) {
      const found = this._areasInView(view, k, palette, colours);
      const areas = found.filter(({ isWider }) => !isWider);
      const wider = found.filter(({ isWider }) => isWider);
      if (found.length) this.areas.push({ k, areas, wider: wider.reduce((sum, { count }) => sum + count, 0) });
      if (wider.length) this._cover(context, view, wider, palette);
      if (areas.length > MANY_AREAS) this._manyAreas(context, view, k, areas);
      else {
        // a small area would vanish under the outline of a large one
        areas.sort((a, b) => b.size - a.size || a.s - b.s);
        // the hatching of several adds up to something that hides all names
        if (areas.length > FEW_AREAS) this._manyAreas(context, view, k, areas);
        for (const area of areas) this._area(context, view, k, area, palette, areas.length <= FEW_AREAS);
      }
    }
    return this.areas.length > 0;
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
    for (const colour of [...new Set(areas.map((area) => area.colour))].sort()) {
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

  /** @returns {number[]} what decides over the numbers that are written for areas */
  labelledAreas() {
    return this.areas.flatMap(({ k, areas, wider }) => {
      return [k, wider, ...(areas.length > MANY_AREAS ? [] : areas.flatMap(({ s, count }) => [s, count]))];
    });
  }

  /** Tells how many rows an area stands for. */
  labelAreas(context, view, labels, palette) {
    const style = { font: "italic 11px " + FONT, colour: palette.text, halo: palette.halo, apart: 5 };
    const { margin, marginTop } = view;
    for (const { k, areas, wider } of this.areas) {
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

  /** @returns {number} rows on spots in the visible map */
  get visibleRows() {
    return this.isDensity ? this.cells.visible : this.sight.rows;
  }

  /** @returns {boolean} whether there are too many spots for names to keep away from each */
  get isCrowded() {
    return this.placed.length > MOST_RESERVED_SPOTS;
  }

  /** @returns {{site: number, x: number, y: number, r: number}[]} spots that names keep away from */
  labelled() {
    const { placed } = this;
    if (!this.isCrowded) return placed;
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

  /** @returns {boolean} whether there were any */
  _radii(context, view, marks, palette) {
    const { siteRadius, words } = this.incidents;
    const near = words.indexOf("near");
    const rings = marks.filter(({ site, r, spot }) => {
      return spot.best === near && siteRadius[site] * view.scale > r + 2;
    });
    if (!rings.length) return false;
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
    return true;
  }

  _symbols(context, view, marks, palette, colours, isBlank) {
    const { siteCount, types, words } = this.incidents;
    const { pixels, stamps } = this;
    const { ratio } = view;
    pixels.begin(context.canvas.width, context.canvas.height);
    // all single incidents of a view have one size
    const single = types.map(() => /** @type {Stamp[]} */ ([]));
    for (const mark of marks) {
      const { type, types: rows, best } = mark.spot;
      const style = words[best];
      if (siteCount[mark.site] > 1) {
        paintRing(pixels, stamps, mark, sharesOf(rows, colours), ratio, palette, style !== "point");
        continue;
      }
      const stamp = single[type][best]
        || (single[type][best] = stamps.symbol(types[type].shape, colours[type], style, mark.r, ratio, palette));
      pixels.stamp(stamp, Math.round(mark.x * ratio), Math.round(mark.y * ratio));
    }
    pixels.put(context, isBlank);
  }

  /** Circles by deaths; a spot where no number is known is an empty dashed circle, never a small one. */
  _deaths(context, marks, palette, colours) {
    const { siteCount } = this.incidents;
    for (const mark of marks) mark.r = mark.spot.known ? deathRadius(mark.spot.killed) : SPOT_RADIUS;
    marks.sort((a, b) => b.r - a.r || a.site - b.site);
    for (const { site, x, y, r, spot } of marks) {
      const { known, killed, type } = spot;
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
