// @ts-check
// The data blocks: base64 of deflate-raw, decoded by the browser itself.

/** @typedef {{points: Float64Array, box: number[]}} Path  world coordinates, x and y in turn */
/** @typedef {Int32Array | Uint16Array | Uint8Array} Column */
/** @typedef {{paths: Path[], box: number[]}} Shape */

/**
 * @param {string} id
 * @returns {string} the text of a data block, empty where the page has none
 */
function blockText(id) {
  const block = document.getElementById(id);
  return block && block.textContent ? block.textContent : "";
}

/**
 * @param {string} base64
 * @returns {Promise<Uint8Array>}
 */
async function inflate(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * @param {string} id
 * @returns {Promise<any>}
 */
async function readJson(id) {
  return JSON.parse(new TextDecoder().decode(await inflate(blockText(id))));
}

/**
 * @param {string} id
 * @param {[string, string][]} layout name and type of each column, in order
 * @param {number} length
 * @returns {Promise<Record<string, Column>>}
 */
async function readColumns(id, layout, length) {
  const bytes = await inflate(blockText(id));
  /** @type {Record<string, Column>} */
  const columns = {};
  let at = 0;
  for (const [name, type] of layout) {
    if (type === "u8") {
      columns[name] = bytes.subarray(at, at + length);
      at += length;
      continue;
    }
    const whole = type === "u16" ? new Uint16Array(length) : new Int32Array(length);
    for (let plane = 0; plane < whole.BYTES_PER_ELEMENT; plane++, at += length) {
      for (let i = 0; i < length; i++) whole[i] |= bytes[at + i] << (8 * plane);
    }
    columns[name] = whole;
  }
  return columns;
}

/**
 * @param {string} id
 * @param {number} stepsPerDegree
 * @returns {Promise<Shape[]>}
 */
async function readShapes(id, stepsPerDegree) {
  const text = blockText(id);
  if (!text) return [];
  const bytes = await inflate(text);
  let at = 0;
  const next = () => {
    let value = 0;
    let factor = 1;
    let byte;
    do {
      byte = bytes[at++];
      // shifts would overflow 32 bits on the first step of a fine grid
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const pathsPerShape = Array.from({ length: next() }, next);
  const total = pathsPerShape.reduce((sum, count) => sum + count, 0);
  const pointsPerPath = Array.from({ length: total }, next);
  let lon = 0;
  let lat = 0;
  let path = 0;
  return pathsPerShape.map((count) => {
    const paths = [];
    for (let k = 0; k < count; k++) {
      const points = new Float64Array(2 * pointsPerPath[path++]);
      for (let i = 0; i < points.length; i += 2) {
        lon += next();
        lat += next();
        points[i] = worldX(lon / stepsPerDegree);
        points[i + 1] = worldY(lat / stepsPerDegree);
      }
      paths.push({ points, box: boxOf(points) });
    }
    return { paths, box: joinedBox(paths.map((item) => item.box)) };
  });
}

const MOST_CHUNKS = 64;

/** Texts of rows, inflated chunk by chunk when the first row of a chunk is opened. */
class Texts {
  /**
   * @param {string} id
   * @param {{offsets: number[], fields: string[], constants: Record<string, string>,
   *   rows_per_chunk: number}} layout
   */
  constructor(id, layout) {
    this.block = blockText(id);
    this.layout = layout;
    /** @type {Map<number, Promise<any[][]>>} */
    this.chunks = new Map();
  }

  /** @param {number} number */
  chunk(number) {
    let chunk = this.chunks.get(number);
    if (!chunk) {
      const { offsets } = this.layout;
      const text = this.block.slice(offsets[number], offsets[number + 1]);
      chunk = inflate(text).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
      this.chunks.set(number, chunk);
      // a search goes through all of them; kept inflated, a million titles would fill the memory
      if (this.chunks.size > MOST_CHUNKS) this.chunks.delete(this.chunks.keys().next().value);
    }
    return chunk;
  }

  /**
   * @param {number} row
   * @returns {Promise<Record<string, any>>} the fields of a row that are known
   */
  async row(row) {
    const { fields, constants, rows_per_chunk: size } = this.layout;
    const values = (await this.chunk(Math.floor(row / size)))[row % size];
    /** @type {Record<string, any>} */
    const record = { ...constants };
    fields.forEach((name, i) => {
      if (values[i] !== null && values[i] !== undefined) record[name] = values[i];
    });
    return record;
  }
}
