// @ts-check
// Puts the page together once its data blocks are read.

/** @param {any} map the Leaflet map of the page */
async function startPage(map) {
  fillSkeleton();
  if (typeof DecompressionStream === "undefined") {
    byId("headline").textContent = TEXT.tooOld;
    return;
  }
  const config = await readJson("sitmap-config");
  const { incidents: layout, basemap } = config;
  const [names, rows, sites, discs, outlines, land, lines, fineLand, fineLines, admin, baseShapes] = await Promise.all([
    readJson("sitmap-names"),
    readColumns("sitmap-rows", layout.row_columns, layout.rows),
    readColumns("sitmap-sites", layout.site_columns, layout.sites),
    readColumns("sitmap-discs", layout.disc_columns, layout.discs),
    readShapes("sitmap-shapes", layout.steps_per_degree),
    readShapes("sitmap-land", basemap.steps_per_degree),
    readShapes("sitmap-lines", basemap.steps_per_degree),
    readShapes("sitmap-fine-land", basemap.fine_steps_per_degree),
    readShapes("sitmap-fine-lines", basemap.fine_steps_per_degree),
    readShapes("sitmap-admin", basemap.fine_steps_per_degree),
    readShapes("sitmap-base-shapes", layout.steps_per_degree),
  ]);
  const incidents = new Incidents(layout, rows, sites, [...outlines, ...discShapes(discs)]);
  const texts = new Texts("sitmap-texts", layout.texts, heldFields(layout, rows));
  const details = new Details(config, incidents, texts);
  const page = new Page(map, config, incidents, details, baseShapes);
  page.names = new PlaceNames(names, basemap.country_names);
  page.basemap = new BaseMap(basemap, { land, lines, fineLand, fineLines, admin });
  page.start();
}

const OVER_DELAY_MS = 600;

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
    this.proximity = new Proximity(incidents, this.bases);
    /** @type {PlaceNames} */
    this.names = /** @type {any} */ (null);
    /** @type {BaseMap} */
    this.basemap = /** @type {any} */ (null);
    /** @type {Set<string>} kinds of layers that are switched off */
    this.hidden = new Set(config.layers.filter((layer) => !layer.visible).map((layer) => layer.kind));
    this.selected = { row: -1, x: 0, y: 0, radius: 0, shape: -1 };
    /** whether the page is drawn for paper, light whatever the screen is */
    this.printing = false;
    /** what stands over the incidents: drawn again only when it has changed */
    this.overDrawn = "";
    this.overTimer = 0;
    this.darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
  }

  get dark() {
    return this.darkQuery.matches && !this.printing;
  }

  get palette() {
    return this.dark ? this.config.palettes.dark : this.config.palettes.light;
  }

  get colours() {
    return this.incidents.types.map((type) => (this.dark ? type.dark_colour : type.colour));
  }

  start() {
    this._texts();
    this._view();
    this.under = new CanvasLayer((context, view) => {
      this.basemap.draw(context, view, this.palette);
    }, "tilePane", STILL_MARGIN, () => true).addTo(this.map);
    this.tiles = new OnlineTiles(this.map, this.config.tiles, () => this.over.redraw());
    this.middle = new CanvasLayer((context, view) => this._drawMiddle(context, view), "overlayPane", MOVING_MARGIN)
      .addTo(this.map);
    this.over = new CanvasLayer((context, view) => this._drawOver(context, view), "shadowPane", MOVING_MARGIN, () => {
      return this.drawing.isCrowded || (this.drawing.isDensity && !this.drawing.areas.length);
    }).addTo(this.map);
    this.panel = new Panel(this.config, this.incidents, this.details, {
      filtered: () => this.filtered(),
      switched: (kind, on) => this._switch(kind, on),
      selected: (row) => this.select(row, true),
      tabbed: () => this.reading.listSoon(),
      sized: (byDeaths) => {
        this.drawing.byDeaths = byDeaths;
        this.refresh();
      },
      ringed: (metres) => {
        this.bases.ringMetres = metres;
        this._switched();
      },
      reach: () => this.bases.ringMetres,
      isOn: (kind) => !this.hidden.has(kind),
    });
    this.reading = new Reading(this);
    this._style();
    this._time();
    this.map.invalidateSize({ animate: false });
    this._fit();
    this.map.on("popupclose", () => this.select(-1, false));
    this.darkQuery.addEventListener("change", () => this.repaint());
    this.address = new AddressState(this);
    this.takeAway = new TakeAway(this, this.address);
    this.address.restore();
    this._resize();
    for (const layer of [this.under, this.middle, this.over]) layer.started = true;
    this.under.redraw();
    this.panel.paint(this.palette, this.colours);
    this.filtered();
    document.documentElement.dataset.ready = "yes";
  }

  /** Follows the size of the stage, which changes with the window and with the panel. */
  _resize() {
    let last = this.map.getSize();
    new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.map.getContainer();
      if (clientWidth === last.x && clientHeight === last.y) return;
      this.map.invalidateSize();
      last = this.map.getSize();
      this._drawTimeline();
      this._fitShown();
    }).observe(byId("stage"));
  }

  /** Reads the colours of the style sheet that the chart needs. */
  _style() {
    const style = getComputedStyle(document.documentElement);
    const [veil, accent, muted] = ["--veil", "--accent", "--muted"].map((name) => style.getPropertyValue(name));
    this.chartStyle = { veil, accent, muted };
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
    openPanel(!isNarrow());
    byId("panel-toggle").addEventListener("click", () => openPanel(!isPanelOpen()));
  }

  _view() {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
      // Leaflet reads the first when it is made and the others when it moves
      this.map._zoomAnimated = false;
      Object.assign(this.map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
      const { panBy } = this.map;
      this.map.panBy = (/** @type {any} */ by, /** @type {any} */ how) => {
        return panBy.call(this.map, by, { ...how, animate: false });
      };
    }
    L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(this.map);
    this._fit();
  }

  /** Shows all incidents; again when the size of the map is settled. */
  _fit() {
    const [west, south, east, north] = this.config.view;
    const room = { padding: [28, 28], maxZoom: 10, animate: false };
    this.map.fitBounds([[south, west], [north, east]], room);
  }

  _time() {
    const { time, window: first } = this.config.incidents;
    byId("time").hidden = !time;
    const undated = this.incidents.count - this.incidents.dated;
    byId("undated-choice").hidden = !(time && undated);
    byId("undated-choice").lastElementChild.textContent = TEXT.undated(undated);
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

  get period() {
    return this.timeline ? [this.timeline.from, this.timeline.to] : null;
  }

  /** Applies window and filters, and draws what they let through. */
  refresh() {
    if (this.timeline) {
      this.incidents.from = this.timeline.from;
      this.incidents.to = this.timeline.to;
    }
    this.incidents.select();
    // before any text is written: the chart asks for its size, which would lay out the page twice
    this._drawTimeline();
    this.middle.redraw();
    clearTimeout(this.overTimer);
    if (this._overKey() !== this.overDrawn) {
      // among so many symbols names need not dodge each of them at every step of a playback
      const wait = this.drawing.isCrowded ? OVER_DELAY_MS : 0;
      if (wait) this.overTimer = setTimeout(() => this.over.redraw(), wait);
      else this.over.redraw();
    }
    this.panel.update();
    this.reading.listSoon();
    this._tell();
    this.address.saveSoon();
  }

  /** @returns {string} what decides over the names and bases on the map, besides the view */
  _overKey() {
    const spots = this.drawing.labelled().map(({ site, r }) => `${site} ${r}`);
    const areas = this.drawing.labelledAreas();
    const bases = this.bases.within(this.period).map((base) => this.bases.rows.indexOf(base));
    const heat = this.proximity.told.map(({ rows, x }) => `${rows} ${x}`);
    return [spots, areas, bases, heat].map(String).join("/");
  }

  filtered() {
    if (this.timeline) this.timeline.measure();
    this.refresh();
    byId("filter-text").textContent = this.filterText();
  }

  /** Says what the window holds. */
  _tell() {
    if (!this.timeline) return;
    const { incidents } = this;
    const { happenings, sameRows, deaths, deathsUnknown, byWord, isDrawn, partly, chosen } = incidents;
    const parts = [TEXT.incidents(happenings)];
    if (sameRows) parts.push(TEXT.moreSame(sameRows));
    const others = chosen - happenings - sameRows;
    if (others) parts.push(TEXT.several(others));
    const off = byWord.count.reduce((sum, count, word) => sum + (isDrawn[word] ? 0 : count), 0);
    if (off) parts.push(TEXT.notOnMap(off));
    if (happenings > deathsUnknown) parts.push(TEXT.killed(deaths));
    if (partly) parts.push(TEXT.partly(partly));
    const period = incidents.asOf
      ? TEXT.knownBy(dayText(this.timeline.to - 1))
      : periodText(this.timeline.from, this.timeline.to);
    setText(byId("shown"), TEXT.shown(period, parts));
    this._fitShown();
  }

  /** Gives the text on the window the room it needs; its box does not grow by itself. */
  _fitShown() {
    // last of all that is written: asking for a height lays out what has changed
    const height = `${byId("shown").offsetHeight}px`;
    const room = byId("shown-room");
    if (room.style.height !== height) room.style.height = height;
  }

  _drawTimeline() {
    if (this.timeline) this.timeline.draw(this.colours, this.chartStyle);
  }

  repaint() {
    this._style();
    this.drawing.stamps.clear();
    this.panel.paint(this.palette, this.colours);
    this.under.redraw();
    this.overDrawn = "";
    this.refresh();
  }

  /**
   * @param {string} kind
   * @param {boolean} on
   */
  _switch(kind, on) {
    if (on) this.hidden.delete(kind);
    else this.hidden.add(kind);
    if (kind === "tiles") this.tiles.show(on);
    else if (kind === "incidents" || kind === "areas") this.drawing.visible[kind] = on;
    else if (kind === "bases") this.bases.visible = on;
    else if (kind === "rings") this.bases.ringsVisible = on;
    else if (kind === "density") this.drawing.density = on;
    else if (kind in this.proximity.visible) this.proximity.visible[kind] = on;
    else this.basemap.visible[kind] = on;
    this._switched();
  }

  _switched() {
    for (const layer of [this.under, this.middle, this.over]) layer.redraw();
    this.panel.paint(this.palette, this.colours);
    this.reading.listSoon();
    if (this.address) this.address.saveSoon();
  }

  _drawMiddle(context, view) {
    const { drawing, proximity, palette } = this;
    proximity.drawHeat(context, view, palette, this.period);
    const links = (spots) => proximity.drawLinks(context, view, spots, palette, this.period);
    drawing.draw(context, view, palette, this.dark, links, !proximity.told.length);
    const shownAs = drawing.isDensity ? "density" : drawing.byDeaths ? "deaths" : "symbols";
    this.panel.explain(shownAs, palette, this.colours);
  }

  _drawOver(context, view) {
    this.overDrawn = this._overKey();
    const { margin, marginTop, width, height } = view;
    const labels = new Labels([margin, marginTop, width - margin, height - marginTop]);
    // the buttons and the scale lie over the map
    labels.reserveBox(margin, marginTop, 46, 86);
    labels.reserveBox(margin, height - marginTop - 52, 130, 52);
    for (const { x, y, r } of this.drawing.labelled()) labels.reserve(x, y, r);
    this.proximity.drawNumbers(context, labels, this.palette);
    this.bases.draw(context, view, labels, this.palette, this.period, this.drawing.labelled());
    this.drawing.labelAreas(context, view, labels, this.palette);
    this.bases.drawNames(context, labels, this.palette);
    if (this.basemap.visible.basemap && !this.tiles.covers) this.names.draw(context, view, labels, this.palette);
    this._drawSelected(context, view);
  }

  _drawSelected(context, view) {
    const { row, x, y, radius, shape } = this.selected;
    if (row < 0) return;
    const { nearest } = this.selected;
    if (nearest) this.bases.drawLine(context, view, { x, y }, nearest, this.palette);
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
  async select(row, follow) {
    /** @type {{row: number, x: number, y: number, radius: number, shape: number, nearest?: any}} */
    this.selected = { row, x: 0, y: 0, radius: 0, shape: -1 };
    if (row >= 0) {
      const { site, shape, siteX, siteY, shapes } = this.incidents;
      this.selected.shape = shape[row] - 1;
      if (site[row]) {
        this.selected.x = siteX[site[row] - 1];
        this.selected.y = siteY[site[row] - 1];
        const record = await this.details.texts.row(row);
        const { uncertainty_m: metres, nearest_base: name, base_distance_m: far } = record;
        if (metres) this.selected.radius = worldLength(metres, this.selected.y);
        if (name && far !== undefined) this.selected.nearest = { name, metres: far };
      } else if (!shape[row]) this.selected.row = -1;
      if (follow && shape[row]) {
        const [left, top, right, bottom] = shapes[shape[row] - 1].box;
        this.map.fitBounds([[latOf(bottom), lonOf(left)], [latOf(top), lonOf(right)]], { padding: [40, 40] });
      }
    }
    this.over.redraw();
    this.address.saveSoon();
  }

  /** @returns {string} what the filters leave out, in words */
  filterText() {
    const parts = this.panel.facetLists.map((list) => list.text()).filter(Boolean);
    const query = byId("search").value.trim();
    if (query) parts.push(TEXT.searched(query));
    return parts.length ? TEXT.filters(parts.join("; ")) : TEXT.noFilters;
  }
}

window.startPage = startPage;
