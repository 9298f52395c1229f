// @ts-check
// What is in view as CSV and GeoJSON.

const LEADING_FIELDS = ["incident_id", "title", "event_type", "start", "end", "lon", "lat"];
const CSV_FORMULA = /^'*[=+\-@\t\r]/;

/** Reads rows of the page as records, one after the other. */
class Export {
  /**
   * @param {Incidents} incidents
   * @param {Texts} texts
   */
  constructor(incidents, texts) {
    this.incidents = incidents;
    this.texts = texts;
  }

  /** @param {number} row */
  async _record(row) {
    const { incidents } = this;
    const { start, end, dated, type, types, site, siteX, siteY } = incidents;
    // the page holds titles for the rows that may be the same, not their ids
    const { same_as: perhapsSame, ...record } = await this.texts.row(row);
    const at = site[row] - 1;
    const civil = (/** @type {number} */ minutes) => `${stamp(minutes)}:00`;
    return {
      event_type: types[type[row]].event_type,
      start: row < dated ? civil(start[row]) : null,
      end: row < dated ? civil(end[row]) : null,
      lon: at < 0 ? null : rounded(lonOf(siteX[at])),
      lat: at < 0 ? null : rounded(latOf(siteY[at])),
      ...record,
      ...(perhapsSame ? { perhaps_same_as: perhapsSame } : {}),
    };
  }

  /**
   * @param {number[]} rows
   * @returns {Promise<Blob>} UTF-8 with a byte order mark; no cell starts as a formula
   */
  async csv(rows) {
    const fields = [...new Set([...LEADING_FIELDS, ...this.texts.layout.fields, ...Object.keys(this.texts.layout.constants)])]
      .map((field) => (field === "same_as" ? "perhaps_same_as" : field));
    const lines = [`\uFEFF${fields.join(",")}`];
    for (const row of rows) {
      const record = await this._record(row);
      lines.push(fields.map((field) => csvCell(record[field])).join(","));
    }
    return new Blob([lines.join("\r\n"), "\r\n"], { type: "text/csv" });
  }

  /**
   * @param {number[]} rows
   * @returns {Promise<Blob>} points as geometry, areas as `footprint`, simplified as drawn
   */
  async geojson(rows) {
    const features = [];
    for (const row of rows) {
      const { lon, lat, ...properties } = await this._record(row);
      const shape = this.incidents.shape[row];
      if (shape) properties.footprint = outlineOf(this.incidents.shapes[shape - 1]);
      const point = { type: "Point", coordinates: [lon, lat] };
      const geometry = lon === null ? null : point;
      features.push({ type: "Feature", geometry, properties });
    }
    const collection = { type: "FeatureCollection", sitmap_schema: 1, features };
    return new Blob([JSON.stringify(collection)], { type: "application/geo+json" });
  }
}

/** @param {number} degrees */
function rounded(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}

/**
 * @param {any} value
 * @returns {string} a cell that a spreadsheet takes for text
 */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value);
  const safe = CSV_FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/**
 * @param {Shape} shape
 * @returns {any} a GeoJSON polygon for each ring that lies in no other, with its holes
 */
function outlineOf(shape) {
  const rings = shape.paths.map(({ points }) => {
    const ring = [];
    for (let i = 0; i < points.length; i += 2) ring.push([rounded(lonOf(points[i])), rounded(latOf(points[i + 1]))]);
    return [...ring, ring[0]];
  });
  const around = shape.paths.map((path, i) => shape.paths.findIndex((other, j) => {
    return i !== j && contains({ paths: [other], box: other.box }, path.points[0], path.points[1]);
  }));
  const polygons = [];
  rings.forEach((ring, i) => {
    if (around[i] < 0) polygons.push([ring, ...rings.filter((_, j) => around[j] === i)]);
  });
  return { type: "MultiPolygon", coordinates: polygons };
}
