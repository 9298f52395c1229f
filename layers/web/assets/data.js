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
 * @returns {Uint8Array}
 */
function decoded(base64) {
  // the browser's own decoder is five times as fast where it has one
  if ("fromBase64" in Uint8Array) return /** @type {any} */ (Uint8Array).fromBase64(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * @param {string} base64
 * @returns {Promise<Uint8Array>}
 */
async function inflate(base64) {
  const stream = new Blob([decoded(base64)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
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
  return unpacked(await inflate(blockText(id)), layout, length);
}

/**
 * @param {Uint8Array} bytes byte planes, lowest first, column after column
 * @param {[string, string][]} layout
 * @param {number} length
 * @returns {Record<string, Column>}
 */
function unpacked(bytes, layout, length) {
  /** @type {Record<string, Column>} */
  const columns = {};
  let at = 0;
  for (const [name, type] of layout) {
    // copied, so that the whole block is not kept for one column
    if (type === "u8") columns[name] = bytes.slice(at, at + length);
    else if (type === "u16") columns[name] = joined(bytes, at, new Uint16Array(length), 2);
    else columns[name] = joined(bytes, at, new Int32Array(length), 4);
    at += length * columns[name].BYTES_PER_ELEMENT;
  }
  return columns;
}

/**
 * @template {Uint16Array | Int32Array} T
 * @param {Uint8Array} bytes
 * @param {number} at where the lowest plane begins
 * @param {T} whole
 * @param {number} planes
 * @returns {T}
 */
function joined(bytes, at, whole, planes) {
  const n = whole.length;
  const [second, third, fourth] = [at + n, at + 2 * n, at + 3 * n];
  if (planes === 2) for (let i = 0; i < n; i++) whole[i] = bytes[at + i] | (bytes[second + i] << 8);
  else {
    for (let i = 0; i < n; i++) {
      const low = bytes[at + i] | (bytes[second + i] << 8);
      whole[i] = low | (bytes[third + i] << 16) | (bytes[fourth + i] << 24);
    }
  }
  return whole;
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

/**
 * The text of a data block, in the pieces in which the browser keeps it: joined into one string a
 * million titles would be held twice.
 */
class BlockPieces {
  /** @param {string} id */
  constructor(id) {
    const block = document.getElementById(id);
    this.pieces = block ? /** @type {Text[]} */ ([...block.childNodes]) : [];
    let at = 0;
    this.starts = this.pieces.map((piece) => (at += piece.length) - piece.length);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {string}
   */
  slice(from, to) {
    let text = "";
    for (let k = 0; k < this.pieces.length; k++) {
      const [start, end] = [this.starts[k], this.starts[k] + this.pieces[k].length];
      if (end <= from || start >= to) continue;
      text += this.pieces[k].substringData(Math.max(0, from - start), Math.min(end, to) - Math.max(start, from));
    }
    return text;
  }
}

/** Texts of rows, inflated chunk by chunk when the first row of a chunk is opened. */
class Texts {
  /**
   * @param {string} id
   * @param {{offsets: number[], fields: string[], held: string[],
   *   constants: Record<string, string>, rows_per_chunk: number}} layout
   * @param {((row: number) => any)[]} held what the columns hold of a row, one for each last field
   */
  constructor(id, layout, held) {
    this.block = new BlockPieces(id);
    this.layout = layout;
    this.held = held;
    /** @type {Map<number, Promise<any[][]>>} */
    this.chunks = new Map();
  }

  /** @param {number} number */
  chunk(number) {
    let chunk = this.chunks.get(number);
    if (!chunk) {
      const { offsets } = this.layout;
      const text = this.block.slice(offsets[number], offsets[number + 1]);
      const first = number * this.layout.rows_per_chunk;
      chunk = inflate(text).then((bytes) => {
        /** @type {any[][]} */
        const rows = JSON.parse(new TextDecoder().decode(bytes));
        rows.forEach((values, i) => values.push(...this.held.map((valueOf) => valueOf(first + i))));
        return rows;
      });
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

/**
 * Readers of the fields that stand in the columns, so that no text repeats them.
 * @param {any} layout of the incidents
 * @param {Record<string, Column>} rows
 * @returns {((row: number) => any)[]}
 */
function heldFields(layout, rows) {
  return layout.texts.held.map((/** @type {string} */ field) => {
    if (field === "killed_best") {
      return (/** @type {number} */ row) => (rows.killed[row] ? rows.killed[row] - 1 : null);
    }
    const name = field === "country_located" ? "country" : field;
    const { words } = layout.facets.find((/** @type {any} */ facet) => facet.name === name);
    return (/** @type {number} */ row) => words[rows[name][row]];
  });
}
