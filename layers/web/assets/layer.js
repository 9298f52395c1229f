// @ts-check
// The incidents as a layer on somebody else's map, with a time control of its own.

const MOST_TYPES_LISTED = 40;

/** A Leaflet layer that reads the data blocks whose names begin with its own. */
const IncidentLayer = L.Layer.extend({
  /** @param {string} name */
  initialize(name) {
    this._name = name;
  },

  onAdd() {
    this._reading = this._reading || this._read();
    this._reading.then(() => this._show());
    this._map.on("click", this._click, this);
  },

  onRemove(/** @type {any} */ map) {
    map.off("click", this._click, this);
    if (!this._shown) return;
    this._shown = false;
    this._canvas.remove();
    this._control.remove();
  },

  async _read() {
    const block = (/** @type {string} */ part) => `${this._name}-${part}`;
    const config = await readJson(block("config"));
    const layout = config.incidents;
    const [rows, sites, discs, outlines] = await Promise.all([
      readColumns(block("rows"), layout.row_columns, layout.rows),
      readColumns(block("sites"), layout.site_columns, layout.sites),
      readColumns(block("discs"), layout.disc_columns, layout.discs),
      readShapes(block("shapes"), layout.steps_per_degree),
    ]);
    this._config = config;
    this._incidents = new Incidents(layout, rows, sites, [...outlines, ...discShapes(discs)]);
    const texts = new Texts(block("texts"), layout.texts, heldFields(layout, rows));
    this._details = new Details(config, this._incidents, texts);
    this._drawing = new IncidentDrawing(this._incidents);
    this._canvas = new CanvasLayer((/** @type {any} */ context, /** @type {View} */ view) => {
      this._drawing.draw(context, view, config.palette, false, () => false);
    }, "overlayPane");
    this._control = new L.Control({ position: "bottomleft" });
    this._control.onAdd = () => this._box;
    this._box = this._makeBox();
    this._incidents.select();
  },

  _show() {
    if (!this._map || this._shown) return;
    this._shown = true;
    this._canvas.addTo(this._map);
    this._canvas.start();
    this._control.addTo(this._map);
    this._refresh();
  },

  _makeBox() {
    const { headline, name, credit } = this._config;
    const box = make("div", "sitmap-layer");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    this._said = make("output");
    this._said.setAttribute("aria-live", "polite");
    box.append(make("strong", "", name), make("p", "", headline), this._said);
    if (this._incidents.dated) this._addTime(box);
    const types = make("details");
    types.append(make("summary", "", TEXT.page.types));
    this._incidents.types.slice(0, MOST_TYPES_LISTED).forEach((/** @type {any} */ type, /** @type {number} */ code) => {
      types.append(this._typeSwitch(type, code));
    });
    box.append(types);
    if (credit) box.append(make("small", "", credit));
    return box;
  },

  _addTime(box) {
    const [begin, end] = this._config.incidents.time;
    this._firstDay = Math.floor(begin / DAY);
    const days = Math.ceil(end / DAY) - this._firstDay;
    this._bounds = [["from", 0, days - 1, 0], ["to", 1, days, days]].map(([word, min, max, value]) => {
      const input = make("input");
      Object.assign(input, { type: "range", min, max, step: 1 });
      input.value = String(value);
      input.setAttribute("aria-label", `${this._config.name}: ${TEXT.page[/** @type {string} */ (word)]}`);
      input.addEventListener("input", () => this._move(input));
      box.append(input);
      return input;
    });
  },

  /** @param {any} moved the handle that a person moved; the other one gives way */
  _move(moved) {
    const [low, high] = this._bounds;
    if (Number(low.value) >= Number(high.value)) {
      if (moved === low) high.value = String(Number(low.value) + 1);
      else low.value = String(Number(high.value) - 1);
    }
    this._refresh();
  },

  _typeSwitch(type, code) {
    const facet = this._incidents.facets[0];
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      facet.enabled[code] = box.checked ? 1 : 0;
      this._incidents.filter(facet);
      this._refresh();
    });
    const mark = make("span", "mark");
    mark.style.background = type.colour;
    label.append(box, mark, make("span", "", type.label));
    return label;
  },

  _refresh() {
    const incidents = this._incidents;
    if (this._bounds) {
      const [from, to] = this._bounds.map((/** @type {any} */ input) => {
        return (this._firstDay + Number(input.value)) * DAY;
      });
      incidents.from = from;
      incidents.to = to;
    }
    incidents.select();
    const period = this._bounds ? periodText(incidents.from, incidents.to) : "";
    this._said.textContent = TEXT.shown(period, [TEXT.incidents(incidents.happenings)]);
    if (this._shown) this._canvas.redraw();
  },

  async _click(event) {
    const view = this._shown ? this._drawing.view : null;
    // one click opens one popup, however many of these layers lie on the map
    if (!view || event.originalEvent.isTaken) return;
    const pixels = this._map.project(event.latlng);
    const x = (((pixels.x / view.scale) % 1) + 1) % 1;
    const hit = this._drawing.pick(x, pixels.y / view.scale, pixels.x - view.left, pixels.y - view.top);
    const { site, shape } = this._incidents;
    const spots = this._incidents.rowsWhere((/** @type {number} */ row) => hit.sites.has(site[row] - 1));
    const rows = spots.length
      ? spots
      : this._incidents.rowsWhere((/** @type {number} */ row) => hit.shapes.has(shape[row] - 1));
    if (!rows.length) return;
    event.originalEvent.isTaken = true;
    const body = make("div", "popup sitmap-popup");
    const popup = L.popup({ maxWidth: 340, minWidth: 240, maxHeight: 320 })
      .setLatLng(event.latlng).setContent(body).openOn(this._map);
    const open = async (/** @type {number} */ row) => {
      body.replaceChildren(await this._details.incident(row));
      popup.update();
    };
    if (rows.length === 1) {
      await open(rows[0]);
      return;
    }
    const list = make("div");
    await new RowList(list, this._details, open).show(rows);
    const said = spots.length ? TEXT.here : TEXT.aroundHere;
    body.replaceChildren(make("h3", "", said(rows.length, this._incidents.happeningsIn(rows))), list);
    popup.update();
  },
});

window.sitmapLayer = (/** @type {string} */ name) => new IncidentLayer(name);
