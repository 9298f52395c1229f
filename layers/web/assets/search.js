// @ts-check
// Search over the texts of all rows, one chunk after the other.

const SEARCHED = [
  "title", "place", "actor", "target", "claimed_by", "attributed_to", "incident_id", "admin1", "admin2",
  "evidence", "sources",
];

/**
 * @param {string} text
 * @returns {string} lower case without accents, so that "Deir ez-Zor" is found as typed anywhere
 */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Finds the rows whose texts hold every word of a query. */
class Search {
  /**
   * @param {Incidents} incidents
   * @param {Texts} texts
   * @param {any[]} reports
   */
  constructor(incidents, texts, reports) {
    this.incidents = incidents;
    this.texts = texts;
    this.turn = 0;
    /** what a report is called, by its id: the rows hold only the id */
    this.reports = reports.map((report) => ({
      id: String(report.report),
      text: folded([report.title, report.publisher].filter(Boolean).join(" ")),
    }));
  }

  /**
   * @param {string} query
   * @param {(done: number) => void} progress told the share that was searched
   * @returns {Promise<Uint8Array | null | undefined>} 1 for each row found; null where nothing was
   *   asked, undefined where a later search has overtaken this one
   */
  async find(query, progress) {
    const turn = ++this.turn;
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const { fields, rows_per_chunk: size } = this.texts.layout;
    const columns = SEARCHED.map((name) => fields.indexOf(name)).filter((column) => column >= 0);
    const found = new Uint8Array(this.incidents.count);
    const chunks = Math.ceil(found.length / size);
    for (let number = 0; number < chunks; number++) {
      const rows = await this.texts.chunk(number);
      // the page must stay usable while a million rows are searched
      if (number % 8 === 7) await new Promise((done) => setTimeout(done));
      if (turn !== this.turn) return undefined;
      rows.forEach((values, i) => {
        const row = number * size + i;
        const type = this.incidents.types[this.incidents.type[row]].label;
        const text = columns.map((column) => values[column] || "").join("\n");
        if (this._matches(words, `${type}\n${text}`)) found[row] = 1;
      });
      progress((number + 1) / chunks);
    }
    return found;
  }

  _matches(words, text) {
    const plainText = folded(text);
    return words.every((word) => {
      if (plainText.includes(word)) return true;
      return this.reports.some((report) => report.text.includes(word) && text.includes(report.id));
    });
  }
}
