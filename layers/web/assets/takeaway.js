// @ts-check
// Taking away: link, picture, tables, print.

const TOLD_MS = 6000;

/** The buttons below the panel. */
class TakeAway {
  /**
   * @param {Page} page
   * @param {AddressState} address
   */
  constructor(page, address) {
    this.page = page;
    this.address = address;
    this.timer = 0;
    this.name = fileName(page.config.title);
    this.tables = new Export(page.incidents, page.details.texts);
    const bar = byId("share");
    bar.setAttribute("aria-label", TEXT.takeAway);
    for (const [name, action] of /** @type {[string, () => Promise<void>][]} */ ([
      ["link", () => this.link()],
      ["png", () => this.picture()],
      ["csv", () => this.table("csv")],
      ["geojson", () => this.table("geojson")],
      ["print", () => this.print()],
    ])) {
      const button = makeButton(TEXT.take[name], action);
      button.id = `take-${name}`;
      bar.append(button);
    }
    window.addEventListener("beforeprint", () => this._printSheet());
  }

  /** @param {string} text */
  tell(text) {
    const told = byId("told");
    told.textContent = text;
    told.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (told.hidden = true), TOLD_MS);
  }

  async link() {
    this.address.save();
    const done = await copied(location.href);
    this.tell(done ? TEXT.linkCopied : TEXT.linkInAddress);
  }

  async picture() {
    const canvas = new Picture(this.page).draw();
    const content = await new Promise((done) => canvas.toBlob(done, "image/png"));
    download(`${this.name}.png`, content);
    this.tell(TEXT.saved(`${this.name}.png`));
  }

  /** @param {"csv" | "geojson"} kind */
  async table(kind) {
    const rows = this.page.reading.rowsInView();
    this.tell(TEXT.writing(rows.length));
    download(`${this.name}.${kind}`, await this.tables[kind](rows));
    this.tell(TEXT.savedRows(`${this.name}.${kind}`, rows.length));
  }

  async print() {
    window.print();
  }

  /** What is printed is the picture, because a browser prints a map cut at the edge of the window. */
  _printSheet() {
    this.page.printing = true;
    this.page.repaint();
    const canvas = new Picture(this.page).draw();
    this.page.printing = false;
    this.page.repaint();
    canvas.id = "print-sheet";
    const before = byId("print-sheet");
    if (before) before.remove();
    document.body.append(canvas);
  }
}
