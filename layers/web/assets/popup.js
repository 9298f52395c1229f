// @ts-check
// What is said about one incident, one base, or several of them on one spot.

const PRECISION_TEXT = {
  exact: "exact point",
  place: "the named place",
  near: "near the named place",
  admin2: "a district, not a point",
  admin1: "a province, not a point",
  region: "an area, not a point",
  country: "only the country",
  unknown: "precision not stated",
};

const STATUS_TEXT = {
  draft: "draft, read by rules and not yet confirmed",
  confirmed: "confirmed",
  rejected: "rejected by a person",
};

/**
 * @param {any} list a definition list
 * @param {string} term
 * @param {string | undefined | null} text left out where it is unknown
 */
function addFact(list, term, text) {
  if (text === undefined || text === null || text === "") return;
  list.append(make("dt", "", term), make("dd", "", text));
}

/**
 * @param {any} text JSON as the table holds it
 * @returns {any[]} its list, empty where it cannot be read
 */
function parsedList(text) {
  try {
    const value = JSON.parse(text || "[]");
    return Array.isArray(value) ? value.filter((item) => item && typeof item === "object") : [];
  } catch {
    return [];
  }
}

/** @param {any} value */
function plain(value) {
  return value === undefined || value === null ? "" : String(value);
}

/** Builds the contents of popups. */
class Details {
  /**
   * @param {any} config
   * @param {Incidents} incidents
   * @param {Texts} texts
   */
  constructor(config, incidents, texts) {
    this.config = config;
    this.incidents = incidents;
    this.texts = texts;
    /** @type {Map<string, any>} */
    this.reports = new Map(config.reports.map((report) => [report.report, report]));
  }

  /**
   * @param {number} row
   * @returns {Promise<string>} one line
   */
  async heading(row) {
    const record = await this.texts.row(row);
    return plain(record.title || record.place || this._type(row) || record.incident_id);
  }

  /**
   * @param {number} row
   * @returns {Promise<string>} date, place and deaths in one line
   */
  async summary(row) {
    const record = await this.texts.row(row);
    const killed = this.incidents.killed[row];
    const deaths = killed ? `${grouped(killed - 1)} killed` : "";
    const place = record.title ? plain(record.place) : "";
    return [this.when(row), this._type(row), place, deaths].filter(Boolean).join(" · ");
  }

  /** @param {number} row */
  _type(row) {
    return this.incidents.types[this.incidents.type[row]].label;
  }

  /** @param {number} row */
  when(row) {
    const { dated, start, end } = this.incidents;
    if (row >= dated) return "date not stated";
    if (end[row] - start[row] === 1) return momentText(start[row]);
    return periodText(start[row], end[row]);
  }

  /**
   * @param {number} row
   * @returns {Promise<HTMLElement>}
   */
  async incident(row) {
    const record = await this.texts.row(row);
    const body = make("article", "detail");
    body.append(make("h3", "", plain(record.title || this._type(row))));
    const line = make("p", "tags");
    line.append(make("span", "tag", this._type(row)));
    if (record.status) {
      line.append(make("span", `tag ${record.status}`, STATUS_TEXT[record.status] || record.status));
    }
    body.append(line);
    const facts = make("dl");
    this._whenAndWhere(facts, record, row);
    this._whoAndHowMany(facts, record);
    body.append(facts);
    const evidence = parsedList(record.evidence);
    this._quotes(body, evidence.filter((item) => item.report !== "edit"));
    this._corrections(body, evidence);
    this._sources(body, parsedList(record.sources));
    if (record.incident_id) body.append(make("p", "id", record.incident_id));
    return body;
  }

  _whenAndWhere(facts, record, row) {
    const known = { minute: "", hour: " (hour)", day: "", unknown: "" };
    const precision = plain(record.time_precision);
    const suffix = precision in known ? known[precision] : ` (known to the ${precision})`;
    const zone = record.time_zone ? `, time in ${record.time_zone}` : "";
    addFact(facts, "When", this.when(row) + suffix + zone);
    addFact(facts, "In UTC", record.start_utc);
    addFact(facts, "The text says", record.place);
    const radius = record.uncertainty_m ? `, up to ${lengthText(record.uncertainty_m)} off` : "";
    addFact(facts, "Located as", (PRECISION_TEXT[record.precision] || "") + radius);
    addFact(facts, "By the rule", record.location_rule);
    const areas = [record.admin2, record.admin1, record.country_located || record.countries_located];
    addFact(facts, "Lies in", areas.filter(Boolean).map(plain).join(", "));
    if (record.country_conflict) {
      const stated = plain(record.country_stated || record.countries_stated);
      addFact(facts, "Conflict", `the source says ${stated}, the location lies elsewhere`);
    }
    if (record.nearest_base && record.base_distance_m !== undefined) {
      const range = [record.base_distance_min_m, record.base_distance_max_m];
      const spread = range.includes(undefined) ? "" : ` (${range.map(lengthText).join(" to ")})`;
      const distance = lengthText(record.base_distance_m) + spread;
      addFact(facts, "Nearest base", `${record.nearest_base}, ${distance}`);
    }
    if (record.border_distance_m !== undefined) {
      const border = record.nearest_border ? `, ${record.nearest_border}` : "";
      addFact(facts, "Nearest border", lengthText(record.border_distance_m) + border);
    }
  }

  _whoAndHowMany(facts, record) {
    if (record.kind && record.kind !== "incident") {
      const count = rangeText(record.count_low, record.count_best, record.count_high);
      addFact(facts, "Stands for", record.kind === "series" ? "several incidents" : `${count} incidents`);
    }
    addFact(facts, "Killed", rangeText(record.killed_low, record.killed_best, record.killed_high));
    addFact(facts, "Injured", rangeText(record.injured_low, record.injured_best, record.injured_high));
    addFact(facts, "Actor", record.actor);
    addFact(facts, "Target", record.target);
    addFact(facts, "Claimed by", record.claimed_by);
    const by = record.attributed_by ? ` (by ${record.attributed_by})` : "";
    addFact(facts, "Attributed to", record.attributed_to && record.attributed_to + by);
    addFact(facts, "Denied by", record.denied_by);
    addFact(facts, "Type in the source", record.source_event_type);
    const grades = [record.source_grade, record.information_grade].map((grade) => plain(grade) || "–");
    if (record.source_grade || record.information_grade) addFact(facts, "Grading", grades.join(""));
    if (record.same_as) addFact(facts, "Perhaps the same as", record.same_as.join("; "));
  }

  /** Quotes by stance, so that a claim or a denial never stands among what was stated. */
  _quotes(body, evidence) {
    for (const [stance, heading] of Object.entries(TEXT.stances)) {
      /** @type {Map<string, {values: Set<string>, report: string}>} */
      const quotes = new Map();
      for (const item of evidence) {
        const its = plain(item.stance) || "stated";
        if (!item.quote || (its in TEXT.stances ? its : "stated") !== stance) continue;
        const quote = plain(item.quote);
        const kept = quotes.get(quote) || { values: new Set(), report: plain(item.report) };
        const value = plain(item.value);
        const field = plain(item.field).replace(/_/g, " ");
        kept.values.add(value && !quote.includes(value) ? `${field}: ${value}` : field);
        quotes.set(quote, kept);
      }
      if (!quotes.size) continue;
      const part = make("section", `stance ${stance}`);
      part.append(make("h4", "", heading));
      for (const [quote, { values, report }] of quotes) {
        const block = make("blockquote");
        block.append(make("p", "", quote));
        const known = this.reports.get(report);
        const origin = (known && known.title) || report;
        block.append(make("footer", "", [[...values].join(", "), origin].filter(Boolean).join(" · ")));
        part.append(block);
      }
      body.append(part);
    }
  }

  _corrections(body, evidence) {
    for (const item of evidence) {
      if (item.report !== "edit") continue;
      const read = evidence.find((other) => other.field === item.field && other.report !== "edit");
      const from = read ? ` from ${plain(read.value)}` : "";
      const what = plain(item.field).replace(/_/g, " ");
      const edited = make("p", "edited", `${what} corrected${from} to ${plain(item.value)}`);
      // who corrected it, and why
      if (item.quote) edited.append(make("span", "by", ` ${plain(item.quote)}`));
      body.append(edited);
    }
  }

  _sources(body, sources) {
    if (!sources.length) return;
    body.append(make("h4", "", sources.length === 1 ? "Report" : "Reports"));
    const list = make("ul", "sources");
    for (const source of sources) {
      const report = { ...this.reports.get(source.report) };
      for (const [name, value] of Object.entries(source)) if (value) report[name] = value;
      list.append(reportItem(report));
    }
    body.append(list);
  }

  /** @param {any} base */
  base(base) {
    const body = make("article", "detail");
    body.append(make("h3", "", plain(base.name || base.site || "Base")));
    const facts = make("dl");
    addFact(facts, "Kind", base.kind);
    addFact(facts, "Site", base.site === base.name ? "" : base.site);
    addFact(facts, "Used by", base.tenant || "not stated");
    addFact(facts, "Country", base.country);
    addFact(facts, "Also called", base.aliases && base.aliases.join(", "));
    addFact(facts, "Extent", base.radius_m ? `radius ${lengthText(base.radius_m)}` : "");
    const from = base.from === null ? "" : dayText(base.from);
    const to = base.to === null ? "" : dayText(base.to - DAY);
    if (from || to) addFact(facts, "In that period", `${from || "start not stated"} to ${to || "open"}`);
    addFact(facts, "Source", base.source);
    body.append(facts);
    return body;
  }
}

/** @param {any} report */
function reportItem(report) {
  const item = make("li");
  const name = plain(report.title || report.report || report.url);
  item.append(report.url ? makeLink(plain(report.url), name) : make("span", "", name));
  const rest = [report.publisher, report.published, report.licence].filter(Boolean).map(plain);
  if (rest.length) item.append(make("span", "by", ` ${rest.join(", ")}`));
  return item;
}
