// @ts-check
// The view as one picture that says what it shows: title, period, map, scale, legend, sources.

const PICTURE_RATIO = 2;
const PICTURE_EDGE = 16;

/** Puts a picture together from the canvases of the map. */
class Picture {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.size = page.map.getSize();
    this.width = Math.max(560, this.size.x);
    this.canvas = document.createElement("canvas");
    /** @type {CanvasRenderingContext2D} */
    this.context = /** @type {any} */ (this.canvas.getContext("2d"));
    this.y = PICTURE_EDGE;
  }

  /** @returns {HTMLCanvasElement} */
  draw() {
    const { under, middle, over } = this.page;
    // as sharp as the words around the map, whatever the screen is
    this._redraw([under, middle, over], PICTURE_RATIO);
    const canvas = this._drawn();
    this._redraw([under, middle, over], undefined);
    return canvas;
  }

  _redraw(layers, ratio) {
    for (const layer of layers) {
      layer.wantedRatio = ratio;
      layer.redraw();
    }
  }

  _drawn() {
    // the height is known only when everything has been written once
    this._write(false);
    this.canvas.width = this.width * PICTURE_RATIO;
    this.canvas.height = (this.y + PICTURE_EDGE) * PICTURE_RATIO;
    this.context.scale(PICTURE_RATIO, PICTURE_RATIO);
    this._write(true);
    return this.canvas;
  }

  _write(visible) {
    const { config, palette } = this.page;
    const { context } = this;
    this.visible = visible;
    this.y = PICTURE_EDGE;
    if (visible) {
      context.fillStyle = palette.halo;
      context.fillRect(0, 0, this.width, this.canvas.height);
    }
    if (config.marking) this._text(config.marking, "600 12px", palette.text, 17);
    this._text(config.title, "600 19px", palette.text, 26);
    this._text(byId("shown").textContent || config.headline, "13px", palette.faint_text, 18);
    this.y += 6;
    if (visible) this._map();
    this.y += this.size.y + 12;
    this._legend(palette);
    this.y += 6;
    this._text(this.page.filterText(), "11px", palette.faint_text, 15);
    this._text(`${config.headline}`, "11px", palette.faint_text, 15);
    this._text(config.time_note, "11px", palette.faint_text, 15);
    this._text(config.credit, "11px", palette.faint_text, 15);
  }

  /** Writes a text in as many lines as it needs. */
  _text(text, font, colour, height) {
    const { context } = this;
    context.font = `${font} ${FONT}`;
    context.fillStyle = colour;
    context.textBaseline = "top";
    const room = this.width - 2 * PICTURE_EDGE;
    const fromRight = runsFromRight(text);
    context.direction = fromRight ? "rtl" : "ltr";
    context.textAlign = fromRight ? "right" : "left";
    const start = fromRight ? this.width - PICTURE_EDGE : PICTURE_EDGE;
    let line = "";
    const end = () => {
      if (line && this.visible) context.fillText(line, start, this.y);
      if (line) this.y += height;
    };
    for (const word of text.split(/\s+/)) {
      if (line && context.measureText(`${line} ${word}`).width > room) {
        end();
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    end();
    context.direction = "ltr";
  }

  _map() {
    const { context, page, size } = this;
    const left = (this.width - size.x) / 2;
    context.save();
    context.beginPath();
    context.rect(left, this.y, size.x, size.y);
    context.clip();
    for (const layer of [page.under, page.middle, page.over]) {
      const canvas = layer._canvas;
      const ratio = layer.ratio;
      const [wide, high] = [canvas.width / ratio, canvas.height / ratio];
      const x = left - (wide - size.x) / 2;
      context.drawImage(canvas, x, this.y - (high - size.y) / 2, wide, high);
    }
    this._scale(left + 12, this.y + size.y - 14);
    context.restore();
    context.strokeStyle = page.palette.coast;
    context.lineWidth = 1;
    context.strokeRect(left, this.y, size.x, size.y);
  }

  _scale(x, y) {
    const { context, page } = this;
    const middle = worldY(page.map.getCenter().lat);
    const perPixel = 1 / (worldLength(1, middle) * page.map.options.crs.scale(page.map.getZoom()));
    const { metres, pixels } = scaleBar(perPixel, 120);
    context.font = `600 11px ${FONT}`;
    context.textBaseline = "bottom";
    context.textAlign = "left";
    for (const [colour, width] of [[page.palette.halo, 5], [page.palette.text, 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x, y - 5);
      context.lineTo(x, y);
      context.lineTo(x + pixels, y);
      context.lineTo(x + pixels, y - 5);
      context.stroke();
    }
    context.strokeStyle = page.palette.halo;
    context.lineWidth = 3;
    context.strokeText(lengthText(metres), x + 4, y - 3);
    context.fillStyle = page.palette.text;
    context.fillText(lengthText(metres), x + 4, y - 3);
  }

  /** The types that are in the window, side by side with their counts, and how a place is shown. */
  _legend(palette) {
    const { incidents, colours } = this.page;
    const [types] = incidents.facets;
    const entries = incidents.types
      .map((type, t) => ({
        label: `${type.label} (${grouped(types.counts[t])})`,
        shown: types.enabled[t] && types.counts[t],
        draw: (x, y) => drawSymbol(this.context, type.shape, x, y, 5, colours[t], "point", palette),
      }))
      .filter((entry) => entry.shown)
      .slice(0, FEW_TYPES);
    for (const item of byId("symbols").children) {
      const swatch = item.querySelector("canvas");
      const draw = (x, y) => this.context.drawImage(swatch, x - 8, y - 8, 16, 16);
      entries.push({ label: item.textContent || "", shown: 1, draw });
    }
    let x = PICTURE_EDGE;
    this.context.font = `12px ${FONT}`;
    for (const { label, draw } of entries) {
      const wide = this.context.measureText(label).width + 40;
      if (x > PICTURE_EDGE && x + wide > this.width) {
        x = PICTURE_EDGE;
        this.y += 20;
      }
      if (this.visible) {
        draw(x + 8, this.y + 8);
        this.context.font = `12px ${FONT}`;
        this.context.textBaseline = "middle";
        this.context.textAlign = "left";
        this.context.fillStyle = palette.text;
        this.context.fillText(label, x + 20, this.y + 8);
      }
      x += wide;
    }
    this.y += 20;
  }
}

/**
 * @param {number} perPixel metres
 * @param {number} room pixels
 * @returns {{metres: number, pixels: number}} the longest 1, 2 or 5 times a power of ten that fits
 */
function scaleBar(perPixel, room) {
  const most = perPixel * room;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((factor) => factor * power).find((length) => length <= most) || power;
  return { metres, pixels: metres / perPixel };
}
