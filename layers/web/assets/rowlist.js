// @ts-check
// A list of rows in time order, page by page, walked with the arrow keys.

const ROWS_PER_PAGE = 50;

/** Shows any number of rows, one page of them at a time. */
class RowList {
  /**
   * @param {any} box an empty element
   * @param {Details} details
   * @param {(row: number) => void} open
   */
  constructor(box, details, open) {
    this.details = details;
    this.open = open;
    /** @type {number[]} */
    this.rows = [];
    this.page = 0;
    this.current = -1;
    this.drawn = 0;
    this.list = make("ol", "rows");
    this.pager = make("div", "pager");
    this.place = make("span", "count");
    this.back = makeButton(TEXT.earlier, () => this.turn(-1), "link");
    this.forward = makeButton(TEXT.later, () => this.turn(1), "link");
    this.pager.append(this.back, this.place, this.forward);
    this.list.addEventListener("keydown", (event) => this._key(event));
    box.replaceChildren(this.list, this.pager);
  }

  get pages() {
    return Math.max(1, Math.ceil(this.rows.length / ROWS_PER_PAGE));
  }

  /**
   * @param {number[]} rows
   * @returns {Promise<void>} done when the rows stand there
   */
  show(rows) {
    this.rows = rows;
    this.page = Math.min(this.page, this.pages - 1);
    return this._draw();
  }

  /** @param {number} by */
  async turn(by) {
    const page = Math.max(0, Math.min(this.pages - 1, this.page + by));
    if (page === this.page) return;
    this.page = page;
    await this._draw();
    this._focus(by > 0 ? 0 : this.list.children.length - 1);
  }

  /** @param {number} row the one that is open; -1 for none */
  mark(row) {
    this.current = row;
    for (const item of this.list.children) {
      const button = item.firstChild;
      if (Number(button.dataset.row) === row) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  async _draw() {
    const turn = ++this.drawn;
    const first = this.page * ROWS_PER_PAGE;
    const shown = this.rows.slice(first, first + ROWS_PER_PAGE);
    const items = await Promise.all(shown.map((row) => this._item(row)));
    // a later call may have overtaken this one
    if (turn !== this.drawn) return;
    const held = this.list.contains(document.activeElement) ? Number(document.activeElement.dataset.row) : -1;
    this.list.start = first + 1;
    this.list.replaceChildren(...items);
    if (items.length) items[0].firstChild.tabIndex = 0;
    this.pager.hidden = this.pages === 1;
    this.back.disabled = this.page === 0;
    this.forward.disabled = this.page === this.pages - 1;
    const last = first + shown.length;
    this.place.textContent = TEXT.pageOf(first + 1, last, this.rows.length);
    this.mark(this.current);
    // who walks the list with the keyboard stays in it when it is filled again
    if (held >= 0 && !this.focusRow(held)) this._focus(0);
  }

  /**
   * @param {number} row
   * @returns {boolean} whether it is on this page of the list
   */
  focusRow(row) {
    const at = [...this.list.children].findIndex((item) => Number(item.firstChild.dataset.row) === row);
    this._focus(at);
    return at >= 0;
  }

  /** @param {number} row */
  async _item(row) {
    const item = make("li");
    const button = makeButton("", () => this.open(row), "row");
    button.tabIndex = -1;
    button.dataset.row = String(row);
    button.append(
      make("span", "row-title", await this.details.heading(row)),
      makeLine("span", "row-facts", await this.details.summary(row)),
    );
    item.append(button);
    return item;
  }

  /** @param {number} at */
  _focus(at) {
    const item = this.list.children[at];
    if (!item) return;
    for (const other of this.list.children) other.firstChild.tabIndex = -1;
    item.firstChild.tabIndex = 0;
    item.firstChild.focus();
  }

  async _key(event) {
    const items = [...this.list.children];
    const at = items.findIndex((item) => item.contains(event.target));
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (event.key === "PageDown") await this.turn(1);
    else if (event.key === "PageUp") await this.turn(-1);
    else if (!(event.key in moves)) return;
    else if (moves[event.key] < 0) await this.turn(-1);
    else if (moves[event.key] >= items.length) await this.turn(1);
    else this._focus(moves[event.key]);
    event.preventDefault();
  }
}
