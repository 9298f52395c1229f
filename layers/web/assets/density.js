// @ts-check
// Density: how many incidents lie in cells of equal ground area.

const CELL_PIXELS = 15;
// counts at which a cell takes the next shade
const DENSITY_STEPS = [1, 3, 10, 30, 100, 300];

/**
 * A grid whose cells cover the same ground everywhere (cylindrical equal-area, Lambert 1772): equal
 * steps of longitude and of the sine of latitude. Cells are about square in the middle of the view.
 * @param {View} view
 */
function equalAreaGrid(view) {
  const middle = latOf(Math.max(0, Math.min(1, (view.top + view.height / 2) / view.scale)));
  // in steps, so that the cells stay where they are while the map is moved a little
  const latitude = Math.min(75, Math.round(Math.abs(middle) / 10) * 10);
  const wide = 2 ** Math.round(Math.log2(CELL_PIXELS / view.scale));
  const high = 2 * Math.PI * wide * Math.cos((latitude * Math.PI) / 180) ** 2;
  return { wide, high };
}

/** @param {number} y world coordinate */
function sineOf(y) {
  return Math.tanh(Math.PI * (1 - 2 * y));
}

/** @param {number} sine of a latitude */
function yOfSine(sine) {
  return 0.5 - Math.atanh(Math.max(-0.99999999, Math.min(0.99999999, sine))) / (2 * Math.PI);
}

/**
 * Counts per cell of the part of the world around the view.
 * @param {View} view
 * @param {Incidents} incidents
 * @param {{wide: number, high: number}} grid
 */
function countCells(view, { siteX, sine, siteCount, active, activeSites }, { wide, high }) {
  const first = Math.floor((1 - sineOf(view.top / view.scale)) / high);
  const rows = Math.floor((1 - sineOf((view.top + view.height) / view.scale)) / high) - first + 1;
  const columns = Math.ceil(1 / wide);
  const counts = new Uint32Array(Math.max(0, rows * columns));
  for (let a = 0; a < active; a++) {
    const s = activeSites[a];
    const row = Math.floor((1 - sine[s]) / high) - first;
    if (row < 0 || row >= rows) continue;
    counts[row * columns + Math.floor(siteX[s] / wide)] += siteCount[s];
  }
  return { counts, first, columns };
}

/** @param {number} count */
function densityAlpha(count) {
  const step = DENSITY_STEPS.filter((least) => count >= least).length;
  return 0.12 + (0.78 * step) / DENSITY_STEPS.length;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Incidents} incidents
 * @param {string} colour
 */
function drawDensity(context, view, incidents, colour) {
  const grid = equalAreaGrid(view);
  const { wide, high } = grid;
  const { counts, first, columns } = countCells(view, incidents, grid);
  context.fillStyle = colour;
  for (let key = 0; key < counts.length; key++) {
    const count = counts[key];
    if (!count) continue;
    const row = first + Math.floor(key / columns);
    const west = (key % columns) * wide;
    const top = yOfSine(1 - row * high) * view.scale - view.top;
    const bottom = yOfSine(1 - (row + 1) * high) * view.scale - view.top;
    context.globalAlpha = densityAlpha(count);
    for (const k of view.worlds) {
      const left = (west + k) * view.scale - view.left;
      const right = left + wide * view.scale;
      if (right < 0 || left > view.width) continue;
      // whole pixels: no seams, and a cell is never thinner than one
      const [x, y] = [Math.round(left), Math.round(top)];
      context.fillRect(x, y, Math.max(1, Math.round(right) - x), Math.max(1, Math.round(bottom) - y));
    }
  }
  context.globalAlpha = 1;
}
