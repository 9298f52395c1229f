// @ts-check
// What is said about one incident, one base, or several of them on one spot.

/** reports of evidence that are the work of a person */
const EDIT = "edit";
const NOT_APPLIED = "edit, not applied";

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
   * @returns {Promise<string[]>} date, type, place and deaths
   */
  async summary(row) {
    const record = await this.texts.row(row);
    const killed = this.incidents.killed[row];
    const deaths = killed ? TEXT.killed(killed - 1) : "";
    const place = record.title ? plain(record.place) : "";
    return [this.when(row), this._type(row), place, deaths].filter(Boolean);
  }

  /** @param {number} row */
  _type(row) {
    return this.incidents.types[this.incidents.type[row]].label;
  }

  /** @param {number} row */
  when(row) {
    const { dated, start, end } = this.incidents;
    if (row >= dated) return TEXT.dateNotStated;
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
      line.append(make("span", `tag ${record.status}`, TEXT.statuses[record.status] || record.status));
    }
    body.append(line);
    const facts = make("dl");
    this._whenAndWhere(facts, record, row);
    this._whoAndHowMany(facts, record);
    body.append(facts);
    const evidence = parsedList(record.evidence);
    this._quotes(body, evidence.filter((item) => ![EDIT, NOT_APPLIED].includes(item.report)));
    this._corrections(body, evidence);
    this._sources(body, parsedList(record.sources));
    if (record.incident_id) body.append(make("p", "id", record.incident_id));
    return body;
  }

  _whenAndWhere(facts, record, row) {
    const { fact } = TEXT;
    const precision = TEXT.timePrecision[plain(record.time_precision)] || "";
    const zone = record.time_zone ? TEXT.timeIn(record.time_zone) : "";
    addFact(facts, fact.when, this.when(row) + precision + zone);
    addFact(facts, fact.inUtc, record.start_utc);
    addFact(facts, fact.text, record.place);
    const radius = record.uncertainty_m ? TEXT.off(lengthText(record.uncertainty_m)) : "";
    addFact(facts, fact.located, (TEXT.precisions[record.precision] || "") + radius);
    addFact(facts, fact.rule, record.location_rule);
    const areas = [record.admin2, record.admin1, record.country_located || record.countries_located];
    addFact(facts, fact.liesIn, areas.filter(Boolean).map(plain).join(", "));
    if (record.country_conflict) {
      const stated = plain(record.country_stated || record.countries_stated);
      addFact(facts, fact.conflict, TEXT.elsewhere(stated));
    }
    if (record.nearest_base && record.base_distance_m !== undefined) {
      const range = [record.base_distance_min_m, record.base_distance_max_m];
      const spread = range.includes(undefined) ? "" : ` (${TEXT.span(lengthText(range[0]), lengthText(range[1]))})`;
      const distance = lengthText(record.base_distance_m) + spread;
      addFact(facts, fact.nearestBase, `${isolated(record.nearest_base)}, ${distance}`);
    }
    if (record.border_distance_m !== undefined) {
      const border = record.nearest_border ? `, ${record.nearest_border}` : "";
      addFact(facts, fact.nearestBorder, lengthText(record.border_distance_m) + border);
    }
  }

  _whoAndHowMany(facts, record) {
    const { fact } = TEXT;
    if (record.kind && record.kind !== "incident") {
      const count = rangeText(record.count_low, record.count_best, record.count_high);
      addFact(facts, fact.standsFor, record.kind === "series" ? TEXT.severalIncidents : TEXT.incidentsOf(count));
    }
    addFact(facts, fact.killed, rangeText(record.killed_low, record.killed_best, record.killed_high));
    addFact(facts, fact.injured, rangeText(record.injured_low, record.injured_best, record.injured_high));
    addFact(facts, fact.actor, record.actor);
    addFact(facts, fact.target, record.target);
    addFact(facts, fact.claimedBy, record.claimed_by);
    const by = record.attributed_by ? TEXT.by(isolated(record.attributed_by)) : "";
    addFact(facts, fact.attributedTo, record.attributed_to && isolated(record.attributed_to) + by);
    addFact(facts, fact.deniedBy, record.denied_by);
    addFact(facts, fact.sourceType, record.source_event_type);
    const grades = [record.source_grade, record.information_grade].map((grade) => plain(grade) || "–");
    if (record.source_grade || record.information_grade) addFact(facts, fact.grading, grades.join(""));
    if (record.same_as) addFact(facts, fact.same, record.same_as.join("; "));
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
        block.append(makeLine("footer", "", [[...values].join(", "), origin].filter(Boolean)));
        part.append(block);
      }
      body.append(part);
    }
  }

  /** What a person decided: a correction, a merge, a split, a note; and what was not applied. */
  _corrections(body, evidence) {
    for (const item of evidence) {
      if (![EDIT, NOT_APPLIED].includes(item.report)) continue;
      const said = this._correction(item, evidence);
      const edited = make("p", "edited", item.report === EDIT ? said : TEXT.notApplied(said));
      // who decided it, and why
      if (item.quote) edited.append(make("span", "by", ` ${plain(item.quote)}`));
      body.append(edited);
    }
  }

  _correction({ field, value }, evidence) {
    const decided = Object.hasOwn(TEXT.decided, plain(field)) && TEXT.decided[plain(field)];
    if (decided) return decided(plain(value));
    const read = evidence.find((other) => other.field === field && ![EDIT, NOT_APPLIED].includes(other.report));
    const what = plain(field).replace(/_/g, " ");
    const before = read ? plain(read.value) : "";
    return plain(value) ? TEXT.corrected(what, before, plain(value)) : TEXT.cleared(what, before);
  }

  /** Each source once, however often a table names it. */
  _sources(body, sources) {
    if (!sources.length) return;
    const list = make("ul", "sources");
    const told = new Set();
    for (const source of sources) {
      const report = { ...this.reports.get(source.report) };
      for (const [name, value] of Object.entries(source)) if (value) report[name] = value;
      const item = reportItem(report);
      const key = `${item.textContent} ${plain(report.url)}`;
      if (!told.has(key)) list.append(item);
      told.add(key);
    }
    body.append(make("h4", "", list.childElementCount === 1 ? TEXT.report : TEXT.reports), list);
  }

  /** @param {any} base */
  base(base) {
    const body = make("article", "detail");
    body.append(make("h3", "", plain(base.name || base.site || TEXT.base)));
    const facts = make("dl");
    const { fact } = TEXT;
    addFact(facts, fact.kind, base.kind);
    addFact(facts, fact.site, base.site === base.name ? "" : base.site);
    addFact(facts, fact.usedBy, base.tenant || TEXT.notStated);
    addFact(facts, fact.country, base.country);
    addFact(facts, fact.aliases, base.aliases && base.aliases.join(", "));
    addFact(facts, fact.extent, base.radius_m ? TEXT.radius(lengthText(base.radius_m)) : "");
    const from = base.from === null ? "" : dayText(base.from);
    const to = base.to === null ? "" : dayText(base.to - DAY);
    if (from || to) addFact(facts, fact.period, TEXT.span(from || TEXT.startNotStated, to || TEXT.open));
    addFact(facts, fact.source, base.source);
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
