// @ts-check
// The panel: legend that filters, layers, what is not on the map, notes.

const RING_METRES = [10000, 25000, 50000, 100000, 200000];
const FEW_TYPES = 14;
const TABS = ["legend", "list", "about-tab"];

/** Fills the panel and keeps its counts up to date. */
class Panel {
  /**
   * @param {any} config
   * @param {Incidents} incidents
   * @param {Details} details
   * @param {{filtered: () => void, switched: (kind: string, on: boolean) => void,
   *   selected: (row: number) => void, tabbed: () => void,
   *   sized: (byDeaths: boolean) => void, ringed: (metres: number) => void,
   *   reach: () => number, isOn: (kind: string) => boolean}} actions
   */
  constructor(config, incidents, details, actions) {
    this.config = config;
    this.incidents = incidents;
    this.details = details;
    this.actions = actions;
    /** @type {FacetList[]} */
    this.facetLists = [];
    /** @type {{word: number, count: any, part: any, list: RowList}[]} */
    this.offMap = [];
    this.tab = "legend";
    this.shownAs = "symbols";
    this._tabs();
    this._facets();
    this._layers();
    this._choices();
    this._offMap();
    this._about();
    byId("panel").style.setProperty("--digits", String(grouped(incidents.count).length));
  }

  _tabs() {
    byId("skip").addEventListener("click", () => {
      openPanel(true);
      this.show("list");
      byId("tab-list").focus();
    });
    const tabs = TABS.map((name) => byId(`tab-${name.replace("-tab", "")}`));
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.show(TABS[i]));
      tab.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const next = (i + by + TABS.length) % TABS.length;
        this.show(TABS[next]);
        tabs[next].focus();
      });
    });
  }

  /** @param {string} name of the tab to show */
  show(name) {
    this.tab = name;
    for (const other of TABS) {
      const on = other === name;
      const tab = byId(`tab-${other.replace("-tab", "")}`);
      byId(other).hidden = !on;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    this.actions.tabbed();
  }

  _facets() {
    const { types, facets } = this.incidents;
    const names = this.config.incidents.facets;
    facets.forEach((facet, f) => {
      const present = new Uint8Array(facet.enabled.length);
      const { codes } = facet;
      for (let i = 0; i < codes.length; i++) present[codes[i]] = 1;
      const labels = f
        ? names[f - 1].words.map((/** @type {string | null} */ word, /** @type {number} */ code) => {
            if (!present[code]) return null;
            return word === null ? TEXT.notStated : facetText(facet.name, word);
          })
        : types.map((/** @type {any} */ type) => type.label);
      let box = byId("types");
      if (f) {
        box = make("details");
        box.append(make("summary", "", TEXT.facets[facet.name]));
        byId("facets").append(box);
      }
      const few = f ? FEW_VALUES : FEW_TYPES;
      const changed = () => {
        this.incidents.filter(facet);
        this.actions.filtered();
      };
      this.facetLists.push(new FacetList(box, facet, labels, { few, swatch: !f, changed }));
    });
    byId("facets").after(make("p", "note", TEXT.countNote));
  }

  /**
   * @param {"symbols" | "deaths" | "density"} shownAs
   * @param {any} palette
   * @param {string[]} colours
   */
  explain(shownAs, palette, colours) {
    if (shownAs === this.shownAs) return;
    this.shownAs = shownAs;
    this.paint(palette, colours);
  }

  /**
   * Draws the swatches; again when the colours of the page change.
   * @param {any} palette
   * @param {string[]} colours
   */
  paint(palette, colours) {
    const [types] = this.facetLists;
    types.swatchOf = (t) => makeSwatch((context) => {
      drawSymbol(context, this.incidents.types[t].shape, 11, 11, 5.5, colours[t], "point", palette);
    });
    types.paint();
    const grey = palette.faint_text;
    /** @type {[string, string, (context: CanvasRenderingContext2D) => void][]} */
    const symbols = [
      ["point", TEXT.symbols.point, (c) => drawSymbol(c, "circle", 11, 11, 5, grey, "point", palette)],
      ["near", TEXT.symbols.near, (c) => {
        c.globalAlpha = 0.2;
        c.fillStyle = grey;
        c.beginPath();
        c.arc(11, 11, 11, 0, 7);
        c.fill();
        c.globalAlpha = 1;
        drawSymbol(c, "circle", 11, 11, 5, grey, "near", palette);
      }],
      ["hollow", TEXT.symbols.hollow, (c) => drawSymbol(c, "circle", 11, 11, 5, grey, "hollow", palette)],
      ["area", TEXT.symbols.area, (c) => {
        c.fillStyle = hatch(c, grey, 2);
        c.fillRect(2, 3, 18, 16);
        c.strokeStyle = grey;
        c.strokeRect(2, 3, 18, 16);
      }],
      ["", TEXT.symbols.several, (c) => {
        const pixels = new Pixels();
        pixels.begin(44, 44);
        paintRing(pixels, new Stamps(), { x: 11, y: 11, r: 10 }, [[colours[0] || grey, 12]], 2, palette, false);
        pixels.put(c, true);
      }],
    ];
    if (this.shownAs === "density") symbols.splice(0, symbols.length, ...densitySymbols(palette));
    else if (this.shownAs === "deaths") symbols.splice(0, symbols.length, ...deathSymbols(palette), symbols[1], symbols[3]);
    const present = new Set(this.config.shown_words);
    byId("symbols").replaceChildren(
      ...symbols
        .filter(([word]) => !word || present.has(word))
        .map(([, text, draw]) => {
          const item = make("li");
          item.append(makeSwatch(draw), make("span", "name", text));
          return item;
        }),
    );
    if (this.config.bases.length) this._baseSymbols(palette);
  }

  _baseSymbols(palette) {
    const add = (/** @type {string} */ text, /** @type {(c: CanvasRenderingContext2D) => void} */ draw) => {
      const item = make("li");
      item.append(makeSwatch(draw), make("span", "name", text));
      byId("symbols").append(item);
    };
    const reach = lengthText(this.actions.reach());
    add(TEXT.symbols.base, (c) => drawBase(c, 11, 11, palette));
    if (this.actions.isOn("links")) {
      add(TEXT.symbols.link(reach), (c) => {
        c.strokeStyle = palette.base;
        c.moveTo(2, 18);
        c.lineTo(20, 4);
        c.stroke();
      });
      if (this.shownAs === "density") byId("symbols").append(make("li", "", TEXT.linkNote));
    }
    if (this.actions.isOn("heat")) {
      add(TEXT.symbols.heat(reach), (c) => {
        c.beginPath();
        c.arc(11, 11, 10, 0, 7);
        c.globalAlpha = 0.45;
        c.fillStyle = palette.density;
        c.fill();
      });
    }
  }

  _layers() {
    for (const layer of [...this.config.layers].reverse()) {
      const toggle = makeCheckbox("layer", layer.name, layer.visible, (checked) => {
        this.actions.switched(layer.kind, checked);
      });
      toggle.querySelector("input").value = layer.kind;
      toggle.append(make("span", "count", layer.rows === null ? "" : grouped(layer.rows)));
      byId("layers").append(toggle);
    }
  }

  /** How large symbols are, and how far the rings around bases reach. */
  _choices() {
    const box = byId("layers");
    const sizes = makeChoice(TEXT.sizeBy, TEXT.sizes, (value) => this.actions.sized(value === "killed"));
    sizes.lastChild.id = "size-by";
    box.append(sizes);
    if (!this.config.bases.length) return;
    const rings = makeChoice(TEXT.ringOf, RING_METRES.map((metres) => [String(metres), lengthText(metres)]),
      (value) => this.actions.ringed(Number(value)));
    rings.lastChild.id = "ring";
    rings.lastChild.value = String(RING_METRES[2]);
    box.append(rings);
  }

  /** @param {(kind: string) => boolean} wanted */
  switchLayers(wanted) {
    for (const input of byId("layers").querySelectorAll("input")) {
      if (input.checked !== wanted(input.value)) input.click();
    }
  }

  _offMap() {
    const box = byId("off-map");
    for (const { word, label } of this.config.off_map) {
      const part = make("details");
      const summary = make("summary");
      const count = make("span", "count");
      summary.append(make("span", "name", label), count);
      const rows = make("div");
      const detail = make("div");
      part.append(summary, detail, rows);
      const list = new RowList(rows, this.details, async (row) => {
        const open = list.current === row;
        detail.replaceChildren(...(open ? [] : [await this.details.incident(row)]));
        list.mark(open ? -1 : row);
        this.actions.selected(open ? -1 : row);
        part.scrollIntoView({ block: "nearest" });
      });
      const entry = { word, count, part, list };
      part.addEventListener("toggle", () => this._listOffMap(entry));
      box.append(part);
      this.offMap.push(entry);
    }
    if (!this.config.off_map.length) box.append(make("p", "", TEXT.allDrawn));
  }

  _listOffMap({ part, word, list }) {
    if (part.open) list.show(this.incidents.rowsWhere((row) => this.incidents.shownAs[row] === word));
  }

  /** Writes the counts of the current selection. */
  update() {
    const { byWord } = this.incidents;
    for (const list of this.facetLists) list.update();
    for (const entry of this.offMap) {
      const { word, count } = entry;
      const rows = byWord.count[word];
      const killed = rows === byWord.unknown[word] ? "" : ` · ${TEXT.killed(byWord.killed[word])}`;
      count.textContent = TEXT.rows(rows) + killed;
      this._listOffMap(entry);
    }
  }

  _about() {
    const box = byId("about");
    const { config } = this;
    const add = (/** @type {string} */ heading, /** @type {any[]} */ items) => {
      if (!items.length) return;
      box.append(make("h3", "", heading));
      const list = make("ul");
      list.append(...items);
      box.append(list);
    };
    this.asOf = make("p", "", config.as_of ? TEXT.asOf(config.as_of) : "");
    this.filters = make("p", "");
    this.filters.id = "filter-text";
    box.append(this.asOf, this.filters, make("p", "", config.time_note), make("p", "", config.disclaimer));
    add(TEXT.aboutHeadings.cite, [make("li", "", config.citation)]);
    add(TEXT.aboutHeadings.data, config.data.map((text) => make("li", "", text)));
    add(TEXT.aboutHeadings.reports, config.reports.map(reportItem));
    add(TEXT.aboutHeadings.notes, config.notes.map((note) => {
      const where = [note.source, note.row ? TEXT.rowNumber(note.row) : "", note.field].filter(Boolean);
      return make("li", "", `${where.join(", ")}: ${note.message}`);
    }));
    if (config.more_notes) box.append(make("p", "", TEXT.andMore(config.more_notes)));
    add(TEXT.aboutHeadings.background, config.background.map((text) => make("li", "", text)));
    add(TEXT.aboutHeadings.software, config.attributions.map((text) => make("li", "", text)));
  }
}

/** @returns {boolean} whether the panel covers the map where it is open */
function isNarrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}

function isPanelOpen() {
  return !document.body.classList.contains("panel-closed");
}

/** @param {boolean} open */
function openPanel(open) {
  document.body.classList.toggle("panel-closed", !open);
  byId("panel-toggle").setAttribute("aria-expanded", String(open));
}

/**
 * @param {string} name of a facet
 * @param {string} word
 */
function facetText(name, word) {
  if (name === "precision") return TEXT.precisions[word] || word;
  if (name === "status") return TEXT.statuses[word] || word;
  return word;
}

/**
 * @param {any} palette
 * @returns {[string, string, (context: CanvasRenderingContext2D) => void][]}
 */
function densitySymbols(palette) {
  return DENSITY_STEPS.map((least, i) => {
    const next = DENSITY_STEPS[i + 1];
    return ["", TEXT.perCell(least, next ? next - 1 : null), (c) => {
      c.fillStyle = palette.land;
      c.fillRect(2, 2, 18, 18);
      c.globalAlpha = densityAlpha(least);
      c.fillStyle = palette.density;
      c.fillRect(2, 2, 18, 18);
    }];
  });
}

/**
 * @param {any} palette
 * @returns {[string, string, (context: CanvasRenderingContext2D) => void][]}
 */
function deathSymbols(palette) {
  const circle = (/** @type {number} */ r, /** @type {boolean} */ known) => {
    return (/** @type {CanvasRenderingContext2D} */ c) => {
      c.beginPath();
      c.arc(11, 11, r, 0, 7);
      c.fillStyle = palette.faint_text;
      if (known) c.fill();
      c.setLineDash(known ? [] : [2, 2]);
      c.strokeStyle = palette.text;
      c.stroke();
    };
  };
  return [
    ["", TEXT.killed(0), circle(deathRadius(0), true)],
    ["", TEXT.killed(15), circle(deathRadius(15), true)],
    ["", TEXT.deathsUnknown, circle(4.5, false)],
  ];
}
