// @ts-check
// The part of the legend that filters: one list of values with counts for each facet.

const FEW_VALUES = 6;

// beyond this many boxes the search finds an actor sooner than an eye does
const MOST_LISTED_VALUES = 400;

/** @typedef {{code: number, label: string, row: any, box: any, count: any, told: number}} FacetEntry */

/** The checkboxes of one facet, the most frequent values first. */
class FacetList {
  /**
   * @param {any} box an empty element
   * @param {Facet} facet
   * @param {(string | null)[]} labels by code; null is not listed
   * @param {{few: number, swatch: boolean, changed: () => void}} how
   */
  constructor(box, facet, labels, { few, swatch, changed }) {
    this.facet = facet;
    this.changed = changed;
    /** @type {((code: number) => any) | null} makes the picture in front of a value */
    this.swatchOf = swatch ? () => make("span") : null;
    this.few = few;
    this.whole = false;
    /** @type {FacetEntry[]} boxes are made when they are listed: there may be thousands of values */
    this.entries = [];
    labels.forEach((label, code) => {
      if (label !== null) this.entries.push({ code, label, row: null, box: null, count: null, told: -1 });
    });
    this.list = make("div", "values");
    this.more = makeButton("", () => {
      this.whole = !this.whole;
      this._list();
      this.update();
    }, "link");
    this.rest = make("p", "more", "");
    const both = make("p", "both");
    both.append(
      makeButton(TEXT.all, () => this.set(1), "link"),
      makeButton(TEXT.none, () => this.set(0), "link"),
      this.more,
    );
    box.append(this.list, this.rest);
    if (this.entries.length > 1) box.append(both);
    this._list();
  }

  get listed() {
    return this.entries.slice(0, this.whole ? MOST_LISTED_VALUES : this.few);
  }

  /** @param {FacetEntry} entry */
  _make(entry) {
    entry.row = makeCheckbox("value", entry.label, Boolean(this.facet.enabled[entry.code]), (checked) => {
      this.facet.enabled[entry.code] = checked ? 1 : 0;
      this.changed();
    });
    entry.box = entry.row.firstChild;
    const count = make("span", "count");
    entry.count = make("span", "apart");
    count.append(entry.count);
    if (this.swatchOf) entry.row.insertBefore(this.swatchOf(entry.code), entry.row.lastChild);
    entry.row.append(count);
  }

  /** Draws the pictures again, in the colours of the page. */
  paint() {
    for (const { code, row, box } of this.entries) {
      if (row && this.swatchOf) box.nextSibling.replaceWith(this.swatchOf(code));
    }
  }

  /** @param {number} value 1 lets every value through, 0 none */
  set(value) {
    this.facet.enabled.fill(value);
    this.check();
    this.changed();
  }

  /** Makes the boxes say what the facet lets through. */
  check() {
    for (const { code, box } of this.entries) if (box) box.checked = Boolean(this.facet.enabled[code]);
  }

  /** @returns {string} what it leaves out; empty where it leaves out nothing */
  text() {
    const named = (/** @type {number} */ value) => {
      const found = this.entries.filter(({ code }) => this.facet.enabled[code] === value);
      const names = found.slice(0, FEW_VALUES).map(({ label }) => label);
      if (found.length > FEW_VALUES) names.push(TEXT.more(found.length - FEW_VALUES));
      return { count: found.length, names: names.join(", ") };
    };
    const [off, on] = [named(0), named(1)];
    if (!off.count) return "";
    const facet = TEXT.facets[this.facet.name].toLowerCase();
    if (!on.count) return TEXT.noneOf(facet);
    return off.count <= on.count ? TEXT.without(facet, off.names) : TEXT.only(facet, on.names);
  }

  _list() {
    for (const entry of this.listed) if (!entry.row) this._make(entry);
    this.list.replaceChildren(...this.listed.map((entry) => entry.row));
    const hidden = this.entries.length - this.few;
    this.more.hidden = hidden <= 0;
    this.more.textContent = this.whole ? TEXT.fewer : TEXT.more(hidden);
    this.more.setAttribute("aria-expanded", String(this.whole));
    const left = this.entries.length - MOST_LISTED_VALUES;
    this.rest.hidden = !(this.whole && left > 0);
    this.rest.textContent = TEXT.tooManyValues(left);
  }

  /** Writes how many incidents of each value the window and the other filters let through. */
  update() {
    for (const entry of this.listed) {
      const count = this.facet.counts[entry.code];
      if (count !== entry.told) setText(entry.count, grouped(count));
      entry.told = count;
    }
  }
}
