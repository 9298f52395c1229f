// @ts-check
// Density: how many incidents lie in cells of equal ground area.

const CELL_PIXELS = 11;
// counts at which a cell takes the next shade
const DENSITY_STEPS = [1, 3, 10, 30, 100, 300, 1000, 3000];

/** @typedef {{wide: number, high: number, columns: number}} Grid */

/**
 * A grid whose cells cover the same ground everywhere (cylindrical equal-area, Lambert 1772): equal
 * steps of longitude and of the sine of latitude. Cells are about square in the middle of the view.
 * @param {View} view
 * @returns {Grid}
 */
function equalAreaGrid(view) {
  const middle = latOf(Math.max(0, Math.min(1, (view.top + view.height / 2) / view.scale)));
  // in steps, so that the cells stay where they are while the map is moved a little
  const latitude = Math.min(75, Math.round(Math.abs(middle) / 10) * 10);
  const wide = 2 ** Math.round(Math.log2(CELL_PIXELS / view.scale));
  const high = 2 * Math.PI * wide * Math.cos((latitude * Math.PI) / 180) ** 2;
  return { wide, high, columns: Math.ceil(1 / wide) };
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
  /** @param {Incidents} incidents */
  constructor(incidents) {
    this.incidents = incidents;
    /** @type {Grid} */
    this.grid = { wide: 0, high: 0, columns: 0 };
    this.rowOf = new Int32Array(0);
    this.columnOf = new Int32Array(0);
  }

  /** Puts every spot into its cell; done again only when the grid changes, which is when zooming. */
  _place(grid) {
    if (grid.wide === this.grid.wide && grid.high === this.grid.high) return;
    this.grid = grid;
    const { siteX, sine } = this.incidents;
    const { wide, high, columns } = grid;
    const n = siteX.length;
    if (this.rowOf.length !== n) [this.rowOf, this.columnOf] = [new Int32Array(n), new Int32Array(n)];
    for (let s = 0; s < n; s++) {
      this.rowOf[s] = Math.floor((1 - sine[s]) / high);
      // a place at 180 degrees east lies in the last column
      this.columnOf[s] = Math.min(columns - 1, Math.floor(siteX[s] / wide));
    }
  }

  /**
   * Counts per cell of the part of the world around the view.
   * @param {View} view
   */
  cells(view) {
    const grid = equalAreaGrid(view);
    this._place(grid);
    const { wide, high, columns } = grid;
    const firstRow = Math.floor((1 - sineOf(view.top / view.scale)) / high);
    const lastRow = Math.floor((1 - sineOf((view.top + view.height) / view.scale)) / high);
    const rows = Math.max(0, lastRow - firstRow + 1);
    const across = Math.ceil(view.width / view.scale / wide) + 1;
    const whole = across >= columns;
    const west = whole ? 0 : Math.floor(view.left / view.scale / wide);
    // the column of the whole world, whichever copy of it the view shows
    const firstColumn = ((west % columns) + columns) % columns;
    const wideCells = whole ? columns : across;
    const counts = new Uint32Array(rows * wideCells);
    const { rowOf, columnOf } = this;
    const { siteCount, active, activeSites } = this.incidents;
    // where most spots are touched their own order is faster than that of their rows
    const inOrder = active > siteCount.length / 8;
    const spots = inOrder ? siteCount.length : active;
    for (let a = 0; a < spots; a++) {
      const s = inOrder ? a : activeSites[a];
      const row = rowOf[s] - firstRow;
      if (row < 0 || row >= rows) continue;
      let column = columnOf[s] - firstColumn;
      if (column < 0) column += columns;
      if (column < wideCells) counts[row * wideCells + column] += siteCount[s];
    }
    return { counts, grid, firstRow, rows, firstColumn, wideCells };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {string} colour
   */
  draw(context, view, colour) {
    const { counts, grid, firstRow, rows, firstColumn, wideCells } = this.cells(view);
    const { wide, high } = grid;
    context.fillStyle = colour;
    const edges = Array.from({ length: rows + 1 }, (_, row) => {
      return Math.round(yOfSine(1 - (firstRow + row) * high) * view.scale - view.top);
    });
    let shade = -1;
    for (const k of view.worlds) {
      for (let column = 0; column < wideCells; column++) {
        const west = ((firstColumn + column) * wide) % 1;
        const left = (west + k) * view.scale - view.left;
        const right = left + wide * view.scale;
        if (right < 0 || left > view.width) continue;
        // whole pixels: no seams, and a cell is never thinner than one
        const x = Math.round(left);
        const across = Math.max(1, Math.round(right) - x);
        for (let row = 0; row < rows; row++) {
          const count = counts[row * wideCells + column];
          if (!count) continue;
          const alpha = densityAlpha(count);
          if (alpha !== shade) context.globalAlpha = shade = alpha;
          context.fillRect(x, edges[row], across, Math.max(1, edges[row + 1] - edges[row]));
        }
      }
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {number} x world coordinate, within 0 to 1
   * @param {number} y
   * @returns {number[]} spots of the cell that was drawn last around a point
   */
  spotsAt(x, y) {
    const { wide, high, columns } = this.grid;
    const wantedRow = Math.floor((1 - sineOf(y)) / high);
    const wantedColumn = Math.min(columns - 1, Math.floor(x / wide));
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
