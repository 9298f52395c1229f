// @ts-check
// The panel: legend that filters, layers, what is not on the map, notes.

const LISTED_ROWS = 40;

/** Fills the panel and keeps its counts up to date. */
class Panel {
  /**
   * @param {any} config
   * @param {Incidents} incidents
   * @param {Details} details
   * @param {{filtered: () => void, switched: (kind: string, on: boolean) => void,
   *   selected: (row: number) => void}} actions
   */
  constructor(config, incidents, details, actions) {
    this.config = config;
    this.incidents = incidents;
    this.details = details;
    this.actions = actions;
    /** @type {any[]} */
    this.typeCounts = [];
    /** @type {{word: number, count: any, list: any}[]} */
    this.offMap = [];
    this._types();
    this._layers();
    this._offMap();
    this._about();
  }

  _types() {
    const box = byId("types");
    const { types, enabled } = this.incidents;
    types.forEach((type, t) => {
      const row = makeCheckbox("type", type.label, true, (checked) => {
        enabled[t] = checked ? 1 : 0;
        this.actions.filtered();
      });
      const count = make("span", "count");
      row.insertBefore(make("span", "swatch-place"), row.lastChild);
      row.append(count);
      this.typeCounts.push(count);
      box.append(row);
    });
    if (types.length > 1) {
      const set = (/** @type {number} */ value) => {
        enabled.fill(value);
        for (const input of box.querySelectorAll("input")) input.checked = Boolean(value);
        this.actions.filtered();
      };
      const both = make("p", "both");
      both.append(makeButton("all", () => set(1), "link"), makeButton("none", () => set(0), "link"));
      box.append(both);
    }
  }

  /**
   * Draws the swatches; again when the colours of the page change.
   * @param {any} palette
   * @param {string[]} colours
   */
  paint(palette, colours) {
    byId("types").querySelectorAll(".swatch-place").forEach((place, t) => {
      const { shape } = this.incidents.types[t];
      place.replaceChildren(
        makeSwatch((context) => drawSymbol(context, shape, 11, 11, 5.5, colours[t], "point", palette)),
      );
    });
    const grey = palette.faint_text;
    /** @type {[string, string, (context: CanvasRenderingContext2D) => void][]} */
    const symbols = [
      ["point", "at this place", (c) => drawSymbol(c, "circle", 11, 11, 5, grey, "point", palette)],
      ["near", "near it: within the shaded radius", (c) => {
        c.globalAlpha = 0.2;
        c.fillStyle = grey;
        c.beginPath();
        c.arc(11, 11, 11, 0, 7);
        c.fill();
        c.globalAlpha = 1;
        drawSymbol(c, "circle", 11, 11, 5, grey, "near", palette);
      }],
      ["hollow", "precision not stated", (c) => drawSymbol(c, "circle", 11, 11, 5, grey, "hollow", palette)],
      ["area", "somewhere in this area", (c) => {
        c.fillStyle = hatch(c, grey, 2);
        c.fillRect(2, 3, 18, 16);
        c.strokeStyle = grey;
        c.strokeRect(2, 3, 18, 16);
      }],
      ["", "several on one spot, with their number", (c) => {
        drawRing(c, 11, 11, 10, [[colours[0] || grey, 12]], 12, palette, false);
      }],
    ];
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
    if (this.config.bases.length) {
      const item = make("li");
      item.append(makeSwatch((c) => drawBase(c, 11, 11, palette)), make("span", "name", "base"));
      byId("symbols").append(item);
    }
  }

  _layers() {
    for (const layer of [...this.config.layers].reverse()) {
      const toggle = makeCheckbox("layer", layer.name, layer.visible, (checked) => {
        this.actions.switched(layer.kind, checked);
      });
      toggle.append(make("span", "count", layer.rows === null ? "" : grouped(layer.rows)));
      byId("layers").append(toggle);
    }
  }

  _offMap() {
    const box = byId("off-map");
    for (const { word, label } of this.config.off_map) {
      const part = make("details");
      const summary = make("summary");
      const count = make("span", "count");
      summary.append(make("span", "name", label), count);
      const list = make("ol", "rows");
      part.append(summary, list);
      part.addEventListener("toggle", () => this._list(part, word, list));
      box.append(part);
      this.offMap.push({ word, count, list });
    }
    if (!this.config.off_map.length) box.append(make("p", "", "Every row is drawn."));
  }

  async _list(part, word, list) {
    list.replaceChildren();
    if (!part.open) return;
    const { rows, more } = this.incidents.rowsWhere(
      (row) => this.incidents.shownAs[row] === word, LISTED_ROWS,
    );
    for (const row of rows) {
      const item = make("li");
      const text = `${await this.details.heading(row)} · ${this.details.when(row)}`;
      const place = make("div");
      item.append(
        makeButton(text, async () => {
          const open = place.childElementCount > 0;
          place.replaceChildren(...(open ? [] : [await this.details.incident(row)]));
          this.actions.selected(open ? -1 : row);
        }, "row"),
        place,
      );
      list.append(item);
    }
    if (more) list.append(make("li", "more", `and ${grouped(more)} more`));
  }

  /** Writes the counts of the current selection. */
  update() {
    const { typeCount, wordCount, wordKilled, wordUnknown } = this.incidents;
    this.typeCounts.forEach((cell, t) => {
      cell.textContent = grouped(typeCount[t]);
    });
    for (const { word, count, list } of this.offMap) {
      const unknown = wordUnknown[word];
      const killed = wordCount[word] === unknown ? "" : ` · ${grouped(wordKilled[word])} killed`;
      count.textContent = counted(wordCount[word], "row") + killed;
      if (list.parentElement.open) this._list(list.parentElement, word, list);
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
    box.append(make("p", "", config.time_note), make("p", "", config.disclaimer));
    add("Reports", config.reports.map(reportItem));
    add("Assumed and skipped when reading", config.notes.map((note) => {
      const where = [note.source, note.row ? `row ${note.row}` : "", note.field].filter(Boolean);
      return make("li", "", `${where.join(", ")}: ${note.message}`);
    }));
    if (config.more_notes) box.append(make("p", "", `and ${grouped(config.more_notes)} more`));
    add("Background, no incident of this map", config.background.map((text) => make("li", "", text)));
    add("Data and software", config.attributions.map((text) => make("li", "", text)));
  }
}
