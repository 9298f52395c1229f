// @ts-check
// World coordinates: the Web Mercator square from 0 to 1, x to the east, y to the south.

const MERCATOR_LIMIT = 85.0511287798066;
const EARTH_CIRCUMFERENCE_M = 40075016.68557849;

/** @param {number} lon */
function worldX(lon) {
  return lon / 360 + 0.5;
}

/** @param {number} lat */
function worldY(lat) {
  const clamped = Math.max(-MERCATOR_LIMIT, Math.min(MERCATOR_LIMIT, lat));
  const sine = Math.sin((clamped * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** @param {number} x */
function lonOf(x) {
  return (x - 0.5) * 360;
}

/** @param {number} y */
function latOf(y) {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/**
 * @param {number} metres
 * @param {number} y world coordinate of the place
 * @returns {number} the length in world coordinates; good for radii of some hundred kilometres
 */
function worldLength(metres, y) {
  return metres / (EARTH_CIRCUMFERENCE_M * Math.cos((latOf(y) * Math.PI) / 180));
}

/**
 * @param {number} lon
 * @param {number} lat
 * @param {number} otherLon
 * @param {number} otherLat
 * @returns {number} metres on the sphere (haversine), good for "which way and about how far"
 */
function distance(lon, lat, otherLon, otherLat) {
  const radians = Math.PI / 180;
  const high = Math.sin(((otherLat - lat) * radians) / 2) ** 2;
  const wide = Math.sin(((otherLon - lon) * radians) / 2) ** 2;
  const part = high + Math.cos(lat * radians) * Math.cos(otherLat * radians) * wide;
  return (EARTH_CIRCUMFERENCE_M / Math.PI) * Math.asin(Math.min(1, Math.sqrt(part)));
}

/**
 * @param {number} lon
 * @param {number} lat
 * @param {number} metres
 * @returns {Path} a circle on the sphere; its x may leave 0 to 1 at the antimeridian
 */
function discPath(lon, lat, metres) {
  const corners = 64;
  const reach = (2 * Math.PI * metres) / EARTH_CIRCUMFERENCE_M;
  const phi = (lat * Math.PI) / 180;
  const points = new Float64Array(2 * corners);
  for (let i = 0; i < corners; i++) {
    const azimuth = (2 * Math.PI * i) / corners;
    const sine = Math.sin(phi) * Math.cos(reach) + Math.cos(phi) * Math.sin(reach) * Math.cos(azimuth);
    const turn = Math.atan2(
      Math.sin(azimuth) * Math.sin(reach) * Math.cos(phi),
      Math.cos(reach) - Math.sin(phi) * sine,
    );
    points[2 * i] = worldX(lon + (turn * 180) / Math.PI);
    points[2 * i + 1] = worldY((Math.asin(sine) * 180) / Math.PI);
  }
  return { points, box: boxOf(points) };
}

/**
 * @param {Record<string, Int32Array | Uint8Array>} discs
 * @returns {Shape[]}
 */
function discShapes({ lon, lat, radius_m: radius }) {
  return Array.from(lon, (_, i) => {
    const path = discPath(lon[i] / 1e5, lat[i] / 1e5, radius[i]);
    return { paths: [path], box: path.box };
  });
}

/**
 * @param {Float64Array} points
 * @returns {number[]} left, top, right, bottom
 */
function boxOf(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    box[0] = Math.min(box[0], points[i]);
    box[1] = Math.min(box[1], points[i + 1]);
    box[2] = Math.max(box[2], points[i]);
    box[3] = Math.max(box[3], points[i + 1]);
  }
  return box;
}

/** @param {number[][]} boxes */
function joinedBox(boxes) {
  return boxes.reduce(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}

/**
 * @param {Shape} shape
 * @param {number[]} [within] the part of the world in which the point is wanted
 * @param {number} [share] of the height, from above
 * @returns {number[]} a point inside: the middle of the widest run along the middle of the height
 */
function innerPoint(shape, within = shape.box, share = 0.5) {
  const top = Math.max(shape.box[1], within[1]);
  const y = top + (Math.min(shape.box[3], within[3]) - top) * share;
  const crossings = [];
  for (const { points } of shape.paths) {
    const n = points.length;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
      if (points[i + 1] > y === points[j + 1] > y) continue;
      const part = (y - points[i + 1]) / (points[j + 1] - points[i + 1]);
      crossings.push(points[i] + part * (points[j] - points[i]));
    }
  }
  crossings.sort((a, b) => a - b);
  let best = [(shape.box[0] + shape.box[2]) / 2, 0];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [left, right] = [Math.max(crossings[i], within[0]), Math.min(crossings[i + 1], within[2])];
    if (right - left > best[1]) best = [(left + right) / 2, right - left];
  }
  return [best[0], y];
}

/**
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @returns {boolean} whether the point lies inside, by the even-odd rule over all rings
 */
function contains(shape, x, y) {
  const [left, top, right, bottom] = shape.box;
  if (x < left || x > right || y < top || y > bottom) return false;
  let inside = false;
  for (const { points } of shape.paths) {
    const n = points.length;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
      const above = points[i + 1] > y;
      if (above === points[j + 1] > y) continue;
      const crossing =
        points[i] + ((y - points[i + 1]) * (points[j] - points[i])) / (points[j + 1] - points[i + 1]);
      if (x < crossing) inside = !inside;
    }
  }
  return inside;
}
