// @ts-check
// The part of the legend that filters: one list of values with counts for each facet.

const FEW_VALUES = 6;

/** The checkboxes of one facet, the most frequent values first. */
class FacetList {
  /**
   * @param {any} box an empty element
   * @param {Facet} facet
   * @param {{label: string, swatch?: boolean}[]} values by code; one without a label is not listed
   * @param {{few: number, changed: () => void}} how
   */
  constructor(box, facet, values, { few, changed }) {
    this.facet = facet;
    this.changed = changed;
    this.few = few;
    this.whole = false;
    /** @type {{code: number, row: any, count: any}[]} */
    this.entries = [];
    this.list = make("div", "values");
    values.forEach(({ label, swatch }, code) => {
      if (label === "") return;
      const row = makeCheckbox("value", label, true, (checked) => {
        facet.enabled[code] = checked ? 1 : 0;
        changed();
      });
      const count = make("span", "count");
      if (swatch) row.insertBefore(make("span", "swatch-place"), row.lastChild);
      row.append(count);
      this.entries.push({ code, row, count });
    });
    this.more = makeButton("", () => {
      this.whole = !this.whole;
      this._list();
    }, "link");
    const both = make("p", "both");
    both.append(
      makeButton(TEXT.all, () => this.set(1), "link"),
      makeButton(TEXT.none, () => this.set(0), "link"),
      this.more,
    );
    box.append(this.list);
    if (this.entries.length > 1) box.append(both);
    this._list();
  }

  /** @param {number} value 1 lets every value through, 0 none */
  set(value) {
    this.facet.enabled.fill(value);
    this.check();
    this.changed();
  }

  /** Makes the boxes say what the facet lets through. */
  check() {
    for (const { code, row } of this.entries) {
      row.querySelector("input").checked = Boolean(this.facet.enabled[code]);
    }
  }

  /** @returns {string} what it leaves out; empty where it leaves out nothing */
  text() {
    const named = (/** @type {number} */ value) => {
      const found = this.entries.filter(({ code }) => this.facet.enabled[code] === value);
      const names = found.slice(0, FEW_VALUES).map(({ row }) => row.querySelector(".name").textContent);
      if (found.length > FEW_VALUES) names.push(TEXT.more(found.length - FEW_VALUES));
      return { count: found.length, names: names.join(", ") };
    };
    const [off, on] = [named(0), named(1)];
    if (!off.count) return "";
    const facet = TEXT.facets[this.facet.name].toLowerCase();
    if (!on.count) return `${facet}: ${TEXT.none}`;
    return off.count <= on.count ? TEXT.without(facet, off.names) : TEXT.only(facet, on.names);
  }

  _list() {
    const shown = this.whole ? MOST_LISTED_VALUES : this.few;
    this.list.replaceChildren(...this.entries.slice(0, shown).map((entry) => entry.row));
    const hidden = this.entries.length - this.few;
    this.more.hidden = hidden <= 0;
    this.more.textContent = this.whole ? TEXT.fewer : TEXT.more(hidden);
    this.more.setAttribute("aria-expanded", String(this.whole));
  }

  /** Writes how many rows of each value the window and the other filters let through. */
  update() {
    for (const { code, count } of this.entries) {
      count.textContent = grouped(this.facet.counts[code]);
    }
  }
}

// beyond this many boxes the search finds an actor sooner than an eye does
const MOST_LISTED_VALUES = 400;
