// @ts-check
// Finding and reading: search, the list of what is in view, popups.

const SEARCH_DELAY_MS = 200;
const LIST_DELAY_MS = 120;
const MOST_COUNTED_AT_ONCE = 50000;

/** Search box, side list and popups of a page. */
class Reading {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.map = page.map;
    this.incidents = page.incidents;
    this.details = page.details;
    this.timer = 0;
    this.list = new RowList(byId("rows"), this.details, (row) => this.openRow(row, true));
    this.finder = new Search(this.incidents, this.details.texts, page.config.reports);
    this._find();
    this.map.on("moveend", () => this.listSoon());
    this.map.on("click", (/** @type {any} */ event) => this._click(event));
  }

  _find() {
    const box = byId("search");
    box.setAttribute("aria-label", TEXT.searchLabel);
    box.placeholder = TEXT.searchHint;
    let wait = 0;
    box.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => this.search(box.value), SEARCH_DELAY_MS);
    });
    box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "ArrowDown" && this.list.list.firstChild) this.list.list.firstChild.firstChild.focus();
    });
  }

  /** @param {string} query */
  async search(query) {
    const told = byId("found");
    const found = await this.finder.find(query, (done) => {
      told.textContent = TEXT.searching(Math.floor(100 * done));
    });
    if (found === undefined) return;
    const rows = found ? found.reduce((sum, one) => sum + one, 0) : 0;
    told.textContent = found ? TEXT.found(rows) : "";
    this.incidents.filterFound(found);
    if (found) this.page.panel.show("list");
    this.page.filtered();
  }

  /** Fills the list a moment later: playback and dragging would redo it many times. */
  listSoon() {
    clearTimeout(this.timer);
    const isQuick = this.incidents.active + this.incidents.activeAreas < MOST_COUNTED_AT_ONCE;
    // in the frame of the step itself: another frame for a number costs more than the number
    if (isQuick) this._tellSeen();
    this.timer = setTimeout(() => {
      if (!isQuick) this._tellSeen();
      this._fillSideList();
    }, LIST_DELAY_MS);
  }

  _tellSeen() {
    setText(byId("seen"), TEXT.seen(this._seen()));
  }

  async _fillSideList() {
    if (this.page.panel.tab !== "list") return;
    const rows = this.rowsInView();
    const all = this.incidents.chosen;
    byId("in-view").textContent = rows.length ? TEXT.inView(rows.length, all) : TEXT.nothingInView;
    await this.list.show(rows);
  }

  /** @returns {number[]} rows with a dot or an area in the visible map, earliest first */
  rowsInView() {
    const { site, shape, shownAs, isDrawn } = this.incidents;
    const view = this.page.middle.visible();
    const inSight = this.page.drawing.within(view);
    return this.incidents.rowsWhere((row) => {
      if (!isDrawn[shownAs[row]]) return false;
      return Boolean(inSight.sites[site[row]] || inSight.shapes[shape[row]]);
    });
  }

  /** @returns {number} how many of the rows with a dot or an area lie in the visible map */
  _seen() {
    const { shapes, shapeCount, activeShapes, activeAreas } = this.incidents;
    const { visible, visibleRows } = this.page.drawing;
    const { left, top, right, bottom } = this.page.middle.visible();
    let rows = visible.incidents ? visibleRows : 0;
    for (let a = 0; visible.areas && a < activeAreas; a++) {
      const s = activeShapes[a];
      const [west, north, east, south] = shapes[s].box;
      if (north > bottom || south < top) continue;
      // the first copy of the world in which it lies east of the left edge
      if (west + Math.ceil(left - east) <= right) rows += shapeCount[s];
    }
    return rows;
  }

  /**
   * @param {number} row whose popup to open, in the middle of the map where it is out of sight
   * @param {boolean} [fromList] who walks the list with the keyboard goes on in the popup
   */
  async openRow(row, fromList) {
    this.list.mark(row);
    const at = this._middleOf(row);
    if (!at) return;
    const [x, y] = at;
    const place = L.latLng(latOf(y), lonOf(x + Math.round(this.map.getCenter().lng / 360 - (x - 0.5))));
    if (!this.map.getBounds().pad(-0.1).contains(place)) this.map.panTo(place, { animate: false });
    const body = make("div", "popup");
    this._popup(body, place, () => this.list.focusRow(row) || byId("tab-list").focus());
    await this._open(body, row, null);
    if (fromList) body.focus({ preventScroll: true });
  }

  /** @returns {number[] | null} where the row is drawn, in world coordinates */
  _middleOf(row) {
    const { site, shape, siteX, siteY, shapes } = this.incidents;
    if (site[row]) return [siteX[site[row] - 1], siteY[site[row] - 1]];
    return shape[row] ? innerPoint(shapes[shape[row] - 1]) : null;
  }

  async _click(event) {
    const view = this.page.drawing.view;
    if (!view) return;
    const pixels = this.map.project(event.latlng);
    const x = pixels.x - view.left;
    const y = pixels.y - view.top;
    const worldPoint = [(((pixels.x / view.scale) % 1) + 1) % 1, pixels.y / view.scale];
    const bases = this.page.bases.pick(x, y);
    const { sites, shapes } = this.page.drawing.pick(worldPoint[0], worldPoint[1], x, y);
    const { site, shape } = this.incidents;
    const spots = this.incidents.rowsOf(site, sites);
    // a point that was hit is what was meant; areas are listed with it only when alone
    const areas = !spots.length;
    const rows = areas ? this.incidents.rowsOf(shape, shapes) : spots;
    if (!rows.length && !bases.length) return;
    const body = make("div", "popup");
    this._popup(body, event.latlng, () => this.map.getContainer().focus());
    if (bases.length + rows.length > 1) await this._fillList(body, bases, rows, areas);
    else if (bases.length) this._fill(body, this.details.base(bases[0]), null);
    else await this._open(body, rows[0], null);
  }

  /** @param {() => void} leave where the keyboard goes when Escape closes it */
  _popup(body, place, leave) {
    body.setAttribute("role", "dialog");
    body.tabIndex = -1;
    body.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      this.map.closePopup();
      leave();
    });
    this.popup = L.popup({ maxWidth: 340, minWidth: 240, maxHeight: 320, autoPanPadding: [20, 20] })
      .setLatLng(place).setContent(body).openOn(this.map);
  }

  _fill(body, content, back) {
    body.replaceChildren(...(back ? [makeButton(TEXT.backToList, back, "link")] : []), content);
    body.setAttribute("aria-label", content.querySelector("h3").textContent);
    // its size has changed
    this.popup.update();
  }

  async _open(body, row, back) {
    this._fill(body, await this.details.incident(row), back);
    await this.page.select(row, false);
  }

  async _fillList(body, bases, rows, areas) {
    const show = () => {
      this._fillList(body, bases, rows, areas);
      this.page.select(-1, false);
    };
    const incidents = this.incidents.happeningsIn(rows);
    const said = areas ? TEXT.aroundHere : TEXT.here;
    const heading = rows.length ? said(rows.length, incidents) : TEXT.basesHere(bases.length);
    const list = make("ul", "rows");
    for (const base of bases) {
      const item = make("li");
      const open = () => this._fill(body, this.details.base(base), show);
      item.append(makeButton(TEXT.baseNamed(plain(base.name)), open, "row"));
      list.append(item);
    }
    const box = make("div");
    await new RowList(box, this.details, (row) => this._open(body, row, show)).show(rows);
    body.replaceChildren(make("h3", "", heading), ...(bases.length ? [list] : []), box);
    body.setAttribute("aria-label", heading);
    this.popup.update();
  }
}
