// @ts-check
// One canvas over the map that follows it while it is dragged and zoomed.

/**
 * What a drawing function needs to know about the current view.
 * @typedef {object} View
 * @property {number} width in CSS pixels, margin included
 * @property {number} height
 * @property {number} scale CSS pixels of the whole world square
 * @property {number} left world pixels at the canvas' left edge
 * @property {number} top
 * @property {number} ratio device pixels per CSS pixel
 * @property {number} margin CSS pixels of the canvas beyond the visible map, sideways
 * @property {number} marginTop the same, upwards and downwards
 * @property {number[]} worlds the copies of the world that may reach into the view
 */

// share of the map that is drawn beyond each of its edges, to be there while it is dragged
const STILL_MARGIN = 0.25;
// what changes at every step of the time costs by the pixel
const MOVING_MARGIN = 0.05;

/**
 * Changes the size of a canvas only where it differs: that clears it and asks for new memory.
 * @param {any} canvas
 * @param {number} width in device pixels
 * @param {number} height
 */
function sizeCanvas(canvas, width, height) {
  if (canvas.width !== Math.floor(width)) canvas.width = width;
  if (canvas.height !== Math.floor(height)) canvas.height = height;
}

const CAN_KEEP = typeof OffscreenCanvas !== "undefined";

/**
 * Draws a picture that is shown again and again, or for long: a canvas that a script may go on to
 * draw on is copied whenever it is used, and at every change of the page where it is shown.
 * @param {number} width in device pixels, not 0
 * @param {number} height
 * @param {(context: any) => void} draw
 * @returns {any} a picture; a canvas where the browser knows nothing better
 */
function makePicture(width, height, draw) {
  const sheet = CAN_KEEP ? new OffscreenCanvas(width, height) : document.createElement("canvas");
  [sheet.width, sheet.height] = [width, height];
  draw(sheet.getContext("2d"));
  return sheet instanceof HTMLCanvasElement ? sheet : sheet.transferToImageBitmap();
}

/** A Leaflet layer whose canvas is redrawn by `draw` after every move. */
const CanvasLayer = L.Layer.extend({
  /**
   * @param {(context: CanvasRenderingContext2D, view: View) => void} draw
   * @param {string} pane
   * @param {number} margin layers that ask each other for places on the canvas have the same
   * @param {() => boolean} isStill whether it will stay as it is while other things change
   */
  initialize(draw, pane, margin = STILL_MARGIN, isStill = () => false) {
    this._draw = draw;
    this._margin = margin;
    this._isStill = isStill;
    L.setOptions(this, { pane });
  },

  onAdd() {
    this._addCanvas();
  },

  _addCanvas() {
    const canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated");
    canvas.style.pointerEvents = "none";
    if (this._canvas) this._canvas.remove();
    this._canvas = canvas;
    this.getPane().appendChild(canvas);
  },

  start() {
    this.started = true;
    this.redraw();
  },

  onRemove() {
    this._canvas.remove();
  },

  getEvents() {
    return {
      moveend: this.redraw,
      resize: this.redraw,
      zoomanim: (/** @type {any} */ event) => this._follow(event.center, event.zoom),
      zoom: () => this._follow(this._map.getCenter(), this._map.getZoom()),
    };
  },

  /** @returns {{left: number, top: number, right: number, bottom: number}} the map without margins, in world coordinates */
  visible() {
    const { min, max } = this._map.getPixelBounds();
    const scale = this._map.options.crs.scale(this._map.getZoom());
    return { left: min.x / scale, top: min.y / scale, right: max.x / scale, bottom: max.y / scale };
  },

  /** Draws the current view, at once, from the first call of `start` on. */
  redraw() {
    if (!this._map || !this.started) return;
    const map = this._map;
    const size = map.getSize();
    const margin = size.multiplyBy(this._margin).round();
    const isStill = CAN_KEEP && this._isStill();
    // one kind of canvas does not become the other
    if (this._wasStill === !isStill) this._addCanvas();
    this._wasStill = isStill;
    const ratio = this.wantedRatio || Math.min(2, window.devicePixelRatio || 1);
    this.ratio = ratio;
    const width = size.x + 2 * margin.x;
    const height = size.y + 2 * margin.y;
    const pixels = map.getPixelBounds().min.subtract(margin);
    const scale = map.options.crs.scale(map.getZoom());
    const position = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    this._corner = map.layerPointToLatLng(position);
    this._zoom = map.getZoom();
    L.DomUtil.setTransform(this._canvas, position, 1);
    sizeCanvas(this._canvas, width * ratio, height * ratio);
    this._canvas.style.width = `${width}px`;
    this._canvas.style.height = `${height}px`;
    const worlds = [];
    // one more on each side, because a disc at the antimeridian reaches into the next copy
    const first = Math.floor(pixels.x / scale) - 1;
    for (let k = first; (k - 1) * scale < pixels.x + width; k++) worlds.push(k);
    const view = {
      width, height, scale, ratio, worlds,
      left: pixels.x, top: pixels.y, margin: margin.x, marginTop: margin.y,
    };
    const draw = (/** @type {any} */ context) => {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      this._draw(context, view);
    };
    if (!isStill) draw(this._canvas.getContext("2d"));
    else if (width && height) {
      const picture = makePicture(this._canvas.width, this._canvas.height, draw);
      this._canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
    }
  },

  /**
   * @param {any} center
   * @param {number} zoom
   */
  _follow(center, zoom) {
    if (!this._corner) return;
    const position = this._map._latLngToNewLayerPoint(this._corner, zoom, center);
    L.DomUtil.setTransform(this._canvas, position, this._map.getZoomScale(zoom, this._zoom));
  },
});

/**
 * @param {View} view
 * @param {number[]} box in world coordinates
 * @param {number} k copy of the world
 */
function inView(view, box, k) {
  return (
    (box[2] + k) * view.scale >= view.left &&
    (box[0] + k) * view.scale <= view.left + view.width &&
    box[3] * view.scale >= view.top &&
    box[1] * view.scale <= view.top + view.height
  );
}

/**
 * Adds the paths of a shape to the current path, leaving out steps too short to be seen.
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Shape} shape
 * @param {number} k copy of the world
 * @param {{closed: boolean, cutAtEdge: boolean}} how cutAtEdge leaves out the seam at 180 degrees
 */
function tracePaths(context, view, shape, k, { closed, cutAtEdge }) {
  for (const { points, box } of shape.paths) {
    if (!inView(view, box, k)) continue;
    const n = points.length;
    let lastX = NaN;
    let lastY = NaN;
    let wasEdge = false;
    const end = closed && cutAtEdge ? n + 2 : n;
    for (let i = 0; i < end; i += 2) {
      const worldX0 = points[i % n];
      const x = (worldX0 + k) * view.scale - view.left;
      const y = points[(i + 1) % n] * view.scale - view.top;
      const isEdge = worldX0 < 1e-9 || worldX0 > 1 - 1e-9;
      if (i === 0 || (cutAtEdge && isEdge && wasEdge)) context.moveTo(x, y);
      else if (i < end - 2 && Math.abs(x - lastX) < 0.6 && Math.abs(y - lastY) < 0.6) continue;
      else context.lineTo(x, y);
      lastX = x;
      lastY = y;
      wasEdge = isEdge;
    }
    if (closed && !cutAtEdge) context.closePath();
  }
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
