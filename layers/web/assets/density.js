// @ts-check
// Density: how many incidents lie in cells of equal ground area.

const CELL_PIXELS = 11;
// counts at which a cell takes the next shade
const DENSITY_STEPS = [1, 3, 10, 30, 100, 300, 1000, 3000];

/** @typedef {{wide: number, high: number}} Grid */

/** @typedef {{edges: Float64Array, columns: Uint32Array}} Bands sines from north to south, columns of each */

/**
 * A grid whose cells cover the same ground everywhere (cylindrical equal-area, Lambert 1772): steps
 * of longitude and of the sine of latitude. Cells are about square in the middle of the view.
 * @param {View} view
 * @returns {Grid}
 */
function equalAreaGrid(view) {
  const middle = latOf(Math.max(0, Math.min(1, (view.top + view.height / 2) / view.scale)));
  // in steps, so that the cells stay where they are while the map is moved a little
  const latitude = Math.min(75, Math.round(Math.abs(middle) / 10) * 10);
  const wide = 2 ** Math.round(Math.log2(CELL_PIXELS / view.scale));
  const high = 2 * Math.PI * wide * Math.cos((latitude * Math.PI) / 180) ** 2;
  return { wide, high: 1 / Math.max(1, Math.round(1 / high)) };
}

/**
 * The bands of a grid. Where a cell would be drawn more than twice as high as wide it is made twice
 * as wide and half as high, which covers the same ground: else the last one would reach to the pole.
 * @param {Grid} grid
 * @returns {Bands}
 */
function bandsOf({ wide, high }) {
  const square = 2 * Math.PI * wide;
  const north = [0];
  const columns = [];
  let factor = 1;
  for (let sine = 0; sine < 1 - high / factor / 2; ) {
    while (high / (1 - sine * sine) > 2 * square * factor * factor && factor * wide < 0.5) factor *= 2;
    sine += high / factor;
    north.push(sine);
    columns.push(Math.round(1 / (wide * factor)));
  }
  north[north.length - 1] = 1;
  const south = north.slice(1).map((sine) => -sine);
  return {
    edges: Float64Array.from([...north.reverse(), ...south]),
    columns: Uint32Array.from([...columns.slice().reverse(), ...columns]),
  };
}

/**
 * @param {Float64Array} edges sines from north to south
 * @param {number} sine
 * @returns {number} the band that holds it
 */
function bandAt(edges, sine) {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] >= sine) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {number} y world coordinate */
function sineOf(y) {
  return Math.tanh(Math.PI * (1 - 2 * y));
}

/** @param {number} sine of a latitude */
function yOfSine(sine) {
  return 0.5 - Math.atanh(Math.max(-0.99999999, Math.min(0.99999999, sine))) / (2 * Math.PI);
}

/** Counts incidents by cell and draws the cells. */
class Density {
  /**
   * @param {Incidents} incidents
   * @param {(site: number) => number} isVisible 1 for a spot in the visible map, 0 for others
   */
  constructor(incidents, isVisible) {
    this.incidents = incidents;
    this.isVisible = isVisible;
    /** rows on spots in the visible map */
    this.visible = 0;
    /** @type {Grid} */
    this.grid = { wide: 0, high: 0 };
    /** @type {Bands} */
    this.bands = { edges: new Float64Array(0), columns: new Uint32Array(0) };
    this.rowOf = new Int32Array(0);
    this.columnOf = new Int32Array(0);
    this.key = "";
    this.counts = new Uint32Array(0);
    /** of each spot the place of its cell in the counts, doubled, and 1 more where it is visible; -1 beyond */
    this.cellOf = new Int32Array(incidents.siteX.length);
    this.laid = { firstRow: 0, rows: 0, first: this.cellOf, across: this.cellOf, begin: this.cellOf };
  }

  /** Puts every spot into its cell; done again only when the grid changes, which is when zooming. */
  _place(grid) {
    if (grid.wide === this.grid.wide && grid.high === this.grid.high) return;
    this.grid = grid;
    this.bands = bandsOf(grid);
    const { edges, columns } = this.bands;
    const { siteX, sine } = this.incidents;
    const n = siteX.length;
    if (this.rowOf.length !== n) [this.rowOf, this.columnOf] = [new Int32Array(n), new Int32Array(n)];
    const lowest = columns.length - 1;
    // spots come from south to north: the band of the next is this one or one beside it
    let row = lowest;
    for (let s = 0; s < n; s++) {
      while (row > 0 && sine[s] > edges[row]) row--;
      while (row < lowest && sine[s] <= edges[row + 1]) row++;
      this.rowOf[s] = row;
      // a place at 180 degrees east lies in the last column
      this.columnOf[s] = Math.min(columns[row] - 1, Math.floor(siteX[s] * columns[row]));
    }
  }

  /**
   * Counts per cell of the part of the world around the view: for each of its bands the first
   * column, how many columns follow it, and where their counts begin.
   * @param {View} view
   */
  cells(view) {
    const key = [view.left, view.top, view.width, view.height, view.scale].join(" ");
    if (key !== this.key) this._lay(view);
    this.key = key;
    const { counts, cellOf } = this;
    counts.fill(0);
    let visible = 0;
    const { siteCount, active, activeSites } = this.incidents;
    // where most spots are touched their own order is faster than that of their rows
    const inOrder = active > siteCount.length / 8;
    const spots = inOrder ? siteCount.length : active;
    for (let a = 0; a < spots; a++) {
      const s = inOrder ? a : activeSites[a];
      const cell = cellOf[s];
      if (cell < 0) continue;
      const count = siteCount[s];
      counts[cell >> 1] += count;
      if (cell & 1) visible += count;
    }
    this.visible = visible;
    return { counts, ...this.laid };
  }

  /** Lays the cells over the view and finds that of every spot; again only when the view changes. */
  _lay(view) {
    this._place(equalAreaGrid(view));
    const { edges, columns } = this.bands;
    const firstRow = bandAt(edges, sineOf(view.top / view.scale));
    const rows = bandAt(edges, sineOf((view.top + view.height) / view.scale)) - firstRow + 1;
    const first = new Int32Array(rows);
    const across = new Int32Array(rows);
    const begin = new Int32Array(rows);
    let cells = 0;
    for (let row = 0; row < rows; row++) {
      const all = columns[firstRow + row];
      const seen = Math.ceil((view.width / view.scale) * all) + 1;
      // the column of the whole world, whichever copy of it the view shows
      const west = Math.floor((view.left / view.scale) * all) % all;
      first[row] = seen >= all ? 0 : (west + all) % all;
      across[row] = Math.min(all, seen);
      begin[row] = cells;
      cells += across[row];
    }
    this.counts = new Uint32Array(cells);
    this.laid = { firstRow, rows, first, across, begin };
    const { rowOf, columnOf, cellOf } = this;
    for (let s = 0; s < cellOf.length; s++) {
      const row = rowOf[s] - firstRow;
      cellOf[s] = -1;
      if (row < 0 || row >= rows) continue;
      let column = columnOf[s] - first[row];
      if (column < 0) column += columns[rowOf[s]];
      if (column < across[row]) cellOf[s] = 2 * (begin[row] + column) + this.isVisible(s);
    }
  }

  /**
   * @param {Pixels} pixels
   * @param {View} view
   * @param {string} colour
   */
  draw(pixels, view, colour) {
    const { counts, firstRow, rows, first, across, begin } = this.cells(view);
    const { edges, columns } = this.bands;
    const { ratio } = view;
    const ground = inkOf(colour) & 0xffffff;
    let top = Math.round((yOfSine(edges[firstRow]) * view.scale - view.top) * ratio);
    for (let row = 0; row < rows; row++) {
      // whole pixels: no seams, and a cell is never thinner than one
      const bottom = Math.round((yOfSine(edges[firstRow + row + 1]) * view.scale - view.top) * ratio);
      const all = columns[firstRow + row];
      const high = Math.max(1, bottom - top);
      for (let cell = 0; cell < across[row]; cell++) {
        const count = counts[begin[row] + cell];
        if (!count) continue;
        const shade = ground | (Math.round(255 * densityAlpha(count)) << 24);
        const west = ((first[row] + cell) % all) / all;
        for (const k of view.worlds) {
          const left = (west + k) * view.scale - view.left;
          const right = left + view.scale / all;
          if (right < 0 || left > view.width) continue;
          const x = Math.round(left * ratio);
          pixels.fill(x, top, Math.max(x + 1, Math.round(right * ratio)), top + high, shade);
        }
      }
      top = bottom;
    }
  }

  /**
   * @param {number} x world coordinate, within 0 to 1
   * @param {number} y
   * @returns {number[]} spots of the cell that was drawn last around a point
   */
  spotsAt(x, y) {
    const { edges, columns } = this.bands;
    const wantedRow = bandAt(edges, sineOf(y));
    const wantedColumn = Math.min(columns[wantedRow] - 1, Math.floor(x * columns[wantedRow]));
    const { active, activeSites } = this.incidents;
    const { rowOf, columnOf } = this;
    const found = [];
    for (let a = 0; a < active; a++) {
      const s = activeSites[a];
      if (rowOf[s] === wantedRow && columnOf[s] === wantedColumn) found.push(s);
    }
    return found;
  }
}

/** @param {number} count */
function densityAlpha(count) {
  let step = 0;
  while (step < DENSITY_STEPS.length && count >= DENSITY_STEPS[step]) step++;
  return 0.12 + (0.78 * step) / DENSITY_STEPS.length;
}
