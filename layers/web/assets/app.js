// @ts-check
// Puts the page together once its data blocks are read.

/** @param {any} map the Leaflet map of the page */
async function startPage(map) {
  if (typeof DecompressionStream === "undefined") {
    byId("headline").textContent = "This map needs a browser from 2023 or later.";
    return;
  }
  const config = await readJson("sitmap-config");
  const { incidents: layout, basemap } = config;
  const [rows, sites, discs, outlines, land, lines, fineLand, fineLines, baseShapes] = await Promise.all([
    readColumns("sitmap-rows", layout.row_columns, layout.rows),
    readColumns("sitmap-sites", layout.site_columns, layout.sites),
    readColumns("sitmap-discs", layout.disc_columns, layout.discs),
    readShapes("sitmap-shapes", layout.steps_per_degree),
    readShapes("sitmap-land", basemap.steps_per_degree),
    readShapes("sitmap-lines", basemap.steps_per_degree),
    readShapes("sitmap-fine-land", basemap.fine_steps_per_degree),
    readShapes("sitmap-fine-lines", basemap.fine_steps_per_degree),
    readShapes("sitmap-base-shapes", layout.steps_per_degree),
  ]);
  const incidents = new Incidents(layout, rows, sites, [...outlines, ...discShapes(discs)]);
  const details = new Details(config, incidents, new Texts("sitmap-texts", layout.texts));
  const page = new Page(map, config, incidents, details, baseShapes);
  page.basemap = new BaseMap(basemap, { land, lines, fineLand, fineLines });
  page.start();
}

/** The page: map, panel and time control, and what happens between them. */
class Page {
  /**
   * @param {any} map
   * @param {any} config
   * @param {Incidents} incidents
   * @param {Details} details
   * @param {Shape[]} baseShapes
   */
  constructor(map, config, incidents, details, baseShapes) {
    this.map = map;
    this.config = config;
    this.incidents = incidents;
    this.details = details;
    this.drawing = new IncidentDrawing(incidents);
    this.bases = new Bases(config.bases, baseShapes);
    /** @type {BaseMap} */
    this.basemap = /** @type {any} */ (null);
    this.selected = { row: -1, x: 0, y: 0, radius: 0, shape: -1 };
    this.darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
  }

  get palette() {
    return this.darkQuery.matches ? this.config.palettes.dark : this.config.palettes.light;
  }

  get colours() {
    const dark = this.darkQuery.matches;
    return this.incidents.types.map((type) => (dark ? type.dark_colour : type.colour));
  }

  start() {
    this._texts();
    this._view();
    this.under = new CanvasLayer((context, view) => {
      this.basemap.draw(context, view, this.palette);
    }, "tilePane").addTo(this.map);
    this.middle = new CanvasLayer((context, view) => {
      this.drawing.draw(context, view, this.palette, this.darkQuery.matches);
    }, "overlayPane").addTo(this.map);
    this.over = new CanvasLayer((context, view) => this._drawOver(context, view), "shadowPane")
      .addTo(this.map);
    this.panel = new Panel(this.config, this.incidents, this.details, {
      filtered: () => this.refresh(),
      switched: (kind, on) => this._switch(kind, on),
      selected: (row) => this._select(row, true),
    });
    this._time();
    this.panel.paint(this.palette, this.colours);
    this.map.on("click", (event) => this._click(event));
    this.map.on("popupclose", () => this._select(-1, false));
    this.darkQuery.addEventListener("change", () => this._repaint());
    new ResizeObserver(() => {
      this.map.invalidateSize();
      this._drawTimeline();
    }).observe(byId("stage"));
    this.refresh();
    document.documentElement.dataset.ready = "yes";
  }

  _texts() {
    const { config } = this;
    document.title = config.title;
    byId("title").textContent = config.title;
    byId("headline").textContent = config.headline;
    byId("marking").textContent = config.marking || "";
    byId("marking").hidden = !config.marking;
    byId("credit").textContent = config.credit;
    byId("empty").textContent = config.empty || "";
    byId("empty").hidden = !config.empty;
    const toggle = byId("panel-toggle");
    const narrow = window.matchMedia("(max-width: 760px)");
    const show = (/** @type {boolean} */ open) => {
      document.body.classList.toggle("panel-closed", !open);
      toggle.setAttribute("aria-expanded", String(open));
    };
    show(!narrow.matches);
    toggle.addEventListener("click", () => show(document.body.classList.contains("panel-closed")));
  }

  _view() {
    L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(this.map);
    const [west, south, east, north] = this.config.view;
    const room = { padding: [28, 28], maxZoom: 10, animate: false };
    this.map.fitBounds([[south, west], [north, east]], room);
  }

  _time() {
    const { time, window: first } = this.config.incidents;
    byId("time").hidden = !time;
    const undated = this.incidents.count - this.incidents.dated;
    byId("undated-choice").hidden = !(time && undated);
    byId("undated-choice").lastElementChild.textContent = `${grouped(undated)} undated`;
    byId("undated").addEventListener("change", (/** @type {any} */ event) => {
      this.incidents.withUndated = event.target.checked;
      this.refresh();
    });
    if (!time) return;
    const whole = [Math.floor(time[0] / DAY) * DAY, Math.ceil(time[1] / DAY) * DAY];
    this.timeline = new Timeline(this.incidents, /** @type {[number, number]} */ (whole), first, () => {
      this.refresh();
    });
  }

  /** Applies window and filters, and draws what they let through. */
  refresh() {
    if (this.timeline) {
      this.incidents.from = this.timeline.from;
      this.incidents.to = this.timeline.to;
    }
    this.incidents.select();
    this.middle.redraw();
    this.over.redraw();
    this.panel.update();
    this._drawTimeline();
    this._tell();
  }

  _tell() {
    if (!this.timeline) return;
    const { rows, drawn, killed, unknown } = this.incidents.totals();
    const parts = [counted(rows, "row")];
    if (drawn < rows) parts.push(`${grouped(rows - drawn)} of them not on the map`);
    if (rows > unknown) parts.push(`${grouped(killed)} killed`);
    if (this.incidents.partly) {
      parts.push(`${grouped(this.incidents.partly)} dated no closer than a period beyond the window`);
    }
    const period = periodText(this.timeline.from, this.timeline.to);
    byId("shown").textContent = `${period}: ${parts.join(" · ")}`;
  }

  _drawTimeline() {
    if (this.timeline) this.timeline.draw(this.colours, this.incidents.enabled);
  }

  _repaint() {
    this.drawing.sprites.clear();
    this.panel.paint(this.palette, this.colours);
    this.under.redraw();
    this.refresh();
  }

  /**
   * @param {string} kind
   * @param {boolean} on
   */
  _switch(kind, on) {
    if (kind === "incidents" || kind === "areas") this.drawing.visible[kind] = on;
    else if (kind === "bases") this.bases.visible = on;
    else this.basemap.visible[kind] = on;
    this.under.redraw();
    this.middle.redraw();
    this.over.redraw();
  }

  _drawOver(context, view) {
    const labels = new Labels();
    const period = this.timeline ? [this.timeline.from, this.timeline.to] : null;
    this.bases.draw(context, view, labels, this.palette, period);
    if (this.basemap.visible.basemap) drawNames(context, view, labels, this.config.basemap, this.palette);
    this.drawing.labelAreas(context, view, labels, this.palette);
    this._drawSelected(context, view);
  }

  _drawSelected(context, view) {
    const { row, x, y, radius, shape } = this.selected;
    if (row < 0) return;
    context.strokeStyle = this.palette.selection;
    context.lineWidth = 2;
    for (const k of view.worlds) {
      context.beginPath();
      if (shape >= 0) {
        tracePaths(context, view, this.incidents.shapes[shape], k, { closed: true, cutAtEdge: true });
      } else {
        const r = Math.max(radius * view.scale, 11);
        context.arc((x + k) * view.scale - view.left, y * view.scale - view.top, r, 0, 2 * Math.PI);
      }
      context.stroke();
    }
  }

  /**
   * @param {number} row -1 for none
   * @param {boolean} follow whether to bring its area into view
   */
  async _select(row, follow) {
    this.selected = { row, x: 0, y: 0, radius: 0, shape: -1 };
    if (row >= 0) {
      const { site, shape, siteX, siteY, shapes } = this.incidents;
      this.selected.shape = shape[row] - 1;
      if (site[row]) {
        this.selected.x = siteX[site[row] - 1];
        this.selected.y = siteY[site[row] - 1];
        const { uncertainty_m: metres } = await this.details.texts.row(row);
        if (metres) this.selected.radius = worldLength(metres, this.selected.y);
      } else if (!shape[row]) this.selected.row = -1;
      if (follow && shape[row]) {
        const [left, top, right, bottom] = shapes[shape[row] - 1].box;
        this.map.fitBounds([[latOf(bottom), lonOf(left)], [latOf(top), lonOf(right)]], { padding: [40, 40] });
      }
    }
    this.over.redraw();
  }

  async _click(event) {
    const view = this.drawing.view;
    if (!view) return;
    const pixels = this.map.project(event.latlng);
    const x = pixels.x - view.left;
    const y = pixels.y - view.top;
    const worldPoint = [(((pixels.x / view.scale) % 1) + 1) % 1, pixels.y / view.scale];
    const bases = this.bases.pick(x, y);
    const { sites, shapes } = this.drawing.pick(worldPoint[0], worldPoint[1], x, y);
    const { site, shape } = this.incidents;
    const spots = this.incidents.rowsWhere((row) => sites.has(site[row] - 1), LISTED_ROWS);
    const areas = this.incidents.rowsWhere((row) => shapes.has(shape[row] - 1), LISTED_ROWS);
    // a point that was hit is what was meant; areas are listed with it only when alone
    const found = spots.rows.length ? spots : { ...areas, areas: true };
    if (!found.rows.length && !bases.length) return;
    const body = make("div", "popup");
    this.popup = L.popup({ maxWidth: 340, minWidth: 240, maxHeight: 320, autoPanPadding: [20, 20] })
      .setLatLng(event.latlng).setContent(body).openOn(this.map);
    if (bases.length + found.rows.length > 1) await this._fillList(body, bases, found);
    else if (bases.length) this._fill(body, this.details.base(bases[0]), null);
    else await this._open(body, found.rows[0], null);
  }

  _fill(body, content, back) {
    body.replaceChildren(...(back ? [makeButton("‹ back to the list", back, "link")] : []), content);
    // its size has changed
    this.popup.update();
  }

  async _open(body, row, back) {
    this._fill(body, await this.details.incident(row), back);
    await this._select(row, false);
  }

  async _fillList(body, bases, found) {
    const show = () => {
      this._fillList(body, bases, found);
      this._select(-1, false);
    };
    const total = found.rows.length + found.more;
    const where = found.areas ? "in areas around here" : "here";
    const heading = total ? `${counted(total, "incident")} ${where}` : `${counted(bases.length, "base")} here`;
    const list = make("ol", "rows");
    for (const base of bases) {
      const item = make("li");
      const open = () => this._fill(body, this.details.base(base), show);
      item.append(makeButton(`Base: ${plain(base.name)}`, open, "row"));
      list.append(item);
    }
    for (const row of found.rows) {
      const item = make("li");
      const text = `${this.details.when(row)} · ${await this.details.heading(row)}`;
      item.append(makeButton(text, () => this._open(body, row, show), "row"));
      list.append(item);
    }
    if (found.more) list.append(make("li", "more", `and ${grouped(found.more)} more; narrow the time`));
    body.replaceChildren(make("h3", "", heading), list);
    this.popup.update();
  }
}

window.startPage = startPage;
