// @ts-check
// Every text of the page that a person reads. What is said about the data itself (title, headline,
// sources, layer names) comes with the data.

const TEXT = {
  /** what stands in the skeleton, by the names in its data attributes */
  page: /** @type {Record<string, string>} */ ({
    skip: "Skip the map, read the list",
    panelToggle: "Legend and list",
    panel: "Legend, list and notes",
    map: "Map",
    legend: "Legend",
    list: "List",
    about: "About",
    types: "Event types",
    symbols: "How a place is shown",
    layers: "Layers",
    offMap: "Not on the map",
    time: "Time",
    playAndStep: "Play and step",
    back: "One step back",
    play: "Play",
    forward: "One step forward",
    loop: "Repeat",
    loopTitle: "Start again at the end",
    period: "Period",
    all: "All",
    allTitle: "Show the whole period",
    zoom: "Zoom in",
    zoomTitle: "Show only the window and what lies around it in the chart",
    step: "step",
    mode: "mode",
    speed: "speed",
    from: "from",
    to: "to",
  }),
  tooOld: "This map needs a browser from 2023 or later.",
  pause: "Pause",
  lastDays: (/** @type {number} */ days) => `${days} d`,
  lastDaysTitle: (/** @type {number} */ days) => `Last ${days} days of the data`,
  steps: /** @type {[string, string][]} */ ([
    ["day", "day"], ["week", "week"], ["month", "month"], ["year", "year"],
  ]),
  modes: /** @type {[string, string][]} */ ([
    ["move", "window"], ["grow", "cumulative"], ["asof", "as of"],
  ]),
  speeds: /** @type {[string, string][]} */ ([
    ["0.5", "½ ×"], ["1", "1 ×"], ["2", "2 ×"], ["4", "4 ×"], ["8", "8 ×"],
  ]),
  undated: (/** @type {number} */ rows) => `${grouped(rows)} undated`,

  // numbers, times and lengths
  locale: "en",
  months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  span: (/** @type {string} */ from, /** @type {string} */ to) => `${from} to ${to}`,
  metres: (/** @type {string} */ number) => `${number} m`,
  kilometres: (/** @type {string} */ number) => `${number} km`,
  unknown: "unknown",
  atLeast: (/** @type {string} */ low) => `at least ${low}`,
  atMost: (/** @type {string} */ high) => `at most ${high}`,
  aboutAtLeast: (/** @type {string} */ best, /** @type {string} */ low) => `about ${best}, at least ${low}`,
  aboutAtMost: (/** @type {string} */ best, /** @type {string} */ high) => `about ${best}, at most ${high}`,
  bestOf: (/** @type {string} */ range, /** @type {string} */ best) => `${range}, best estimate ${best}`,
  incidents: (/** @type {number} */ count) => `${grouped(count)} incident${count === 1 ? "" : "s"}`,
  rows: (/** @type {number} */ count) => `${grouped(count)} row${count === 1 ? "" : "s"}`,
  bases: (/** @type {number} */ count) => `${grouped(count)} base${count === 1 ? "" : "s"}`,
  killed: (/** @type {number} */ count) => `${grouped(count)} killed`,

  // what the window holds
  shown: (/** @type {string} */ period, /** @type {string[]} */ parts) => `${period}: ${parts.join(" · ")}`,
  knownBy: (/** @type {string} */ day) => `Reported up to ${day}`,
  moreSame: (/** @type {number} */ rows) => `${grouped(rows)} more proposed to be the same`,
  several: (/** @type {number} */ rows) => `${TEXT.rows(rows)} for several or none`,
  notOnMap: (/** @type {number} */ rows) => `${TEXT.rows(rows)} not on the map`,
  partly: (/** @type {number} */ rows) => `${grouped(rows)} dated no closer than a period beyond the window`,

  // finding
  searchLabel: "Search titles, places, actors, reports",
  searchHint: "Search title, place, actor, report",
  searching: (/** @type {number} */ percent) => `searching… ${percent} %`,
  found: (/** @type {number} */ rows) => `${TEXT.rows(rows)} found`,
  earlier: "‹ earlier",
  later: "later ›",
  pageOf: (/** @type {number} */ first, /** @type {number} */ last, /** @type {number} */ all) =>
    `${grouped(first)}–${grouped(last)} / ${grouped(all)}`,
  inView: (/** @type {number} */ rows, /** @type {number} */ all) =>
    rows === all
      ? `${TEXT.rows(rows)} in view, in time order`
      : `${grouped(rows)} of ${TEXT.rows(all)} in view, in time order`,
  seen: (/** @type {number} */ rows) => `${grouped(rows)} in view`,
  nothingInView: "Nothing in view. Move the map, widen the period or clear the filters.",

  // legend and filters
  notStated: "not stated",
  all: "all",
  none: "none",
  more: (/** @type {number} */ values) => `${grouped(values)} more`,
  fewer: "fewer",
  tooManyValues: (/** @type {number} */ values) => `and ${grouped(values)} more: find them with the search`,
  countNote:
    "Counts are of incidents: rows proposed to be the same incident count once. A row for several" +
    " incidents counts as one. Numbers on the map are of rows.",
  noFilters: "No filters.",
  filters: (/** @type {string} */ text) => `Filters: ${text}.`,
  without: (/** @type {string} */ facet, /** @type {string} */ values) => `${facet} without ${values}`,
  only: (/** @type {string} */ facet, /** @type {string} */ values) => `${facet} only ${values}`,
  noneOf: (/** @type {string} */ facet) => `${facet}: none`,
  searched: (/** @type {string} */ query) => `search for “${query}”`,
  facets: /** @type {Record<string, string>} */ ({
    type: "types", actor: "Actors", country: "Countries", precision: "Precision of the place", status: "Status",
  }),
  precisions: /** @type {Record<string, string>} */ ({
    exact: "exact point",
    place: "the named place",
    near: "near the named place",
    admin2: "a district, not a point",
    admin1: "a province, not a point",
    region: "an area, not a point",
    country: "only the country",
    unknown: "precision not stated",
  }),
  statuses: /** @type {Record<string, string>} */ ({
    draft: "draft, read by rules and not yet confirmed",
    confirmed: "confirmed",
    rejected: "rejected by a person",
  }),
  symbols: {
    point: "at this place",
    near: "near it: within the shaded radius",
    hollow: "precision not stated",
    area: "somewhere in this area",
    several: "several on one spot, with their number",
    base: "base",
    link: (/** @type {string} */ length) => `to the nearest base, bold within ${length}`,
    heat: (/** @type {string} */ length) => `rows whose mark lies within ${length} of a base`,
  },
  linkNote: "Lines are not drawn while density is shown.",
  sizeBy: "Size of symbols by",
  sizes: /** @type {[string, string][]} */ ([["incidents", "incidents"], ["killed", "deaths"]]),
  ringOf: "Distance around bases",
  perCell: (/** @type {number} */ least, /** @type {number | null} */ most) =>
    most === null ? `${least} or more in a cell` : least === most ? `${least} in a cell` : `${least} to ${most} in a cell`,
  deathsUnknown: "deaths not known, or only in part: broken outline",
  inWiderAreas: (/** @type {number} */ rows) => `${grouped(rows)} in areas wider than this view`,
  inArea: (/** @type {number} */ rows) => `${grouped(rows)} in this area`,
  allDrawn: "Every row is drawn.",

  // taking away
  takeAway: "Take away what is in view",
  take: /** @type {Record<string, string>} */ ({
    link: "Copy link", png: "PNG", csv: "CSV", geojson: "GeoJSON", print: "Print",
  }),
  linkCopied: "The link to this view is on the clipboard.",
  linkInAddress: "The address of this page now holds this view; copy it from there.",
  saved: (/** @type {string} */ name) => `Saved as ${name}.`,
  savedRows: (/** @type {string} */ name, /** @type {number} */ rows) =>
    `${TEXT.rows(rows)} in view saved as ${name}.`,
  writing: (/** @type {number} */ rows) => `Writing ${TEXT.rows(rows)}…`,

  // one incident
  fact: {
    when: "When", inUtc: "In UTC", text: "The text says", located: "Located as", rule: "By the rule",
    liesIn: "Lies in", conflict: "Conflict", nearestBase: "Nearest base", nearestBorder: "Nearest border",
    standsFor: "Stands for", killed: "Killed", injured: "Injured", actor: "Actor", target: "Target",
    claimedBy: "Claimed by", attributedTo: "Attributed to", deniedBy: "Denied by",
    sourceType: "Type in the source", grading: "Grading", same: "Perhaps the same as",
    kind: "Kind", site: "Site", usedBy: "Used by", country: "Country", aliases: "Also called",
    extent: "Extent", period: "In that period", source: "Source",
  },
  dateNotStated: "date not stated",
  timePrecision: /** @type {Record<string, string>} */ ({
    hour: " (hour)", week: " (known to the week)", month: " (known to the month)", year: " (known to the year)",
  }),
  timeIn: (/** @type {string} */ zone) => `, time in ${zone}`,
  off: (/** @type {string} */ length) => `, up to ${length} off`,
  elsewhere: (/** @type {string} */ stated) => `the source says ${stated}, the location lies elsewhere`,
  severalIncidents: "several incidents",
  incidentsOf: (/** @type {string} */ range) => `${range} incidents`,
  by: (/** @type {string} */ who) => ` (by ${who})`,
  stances: /** @type {Record<string, string>} */ ({
    stated: "What the text said", claimed: "Claimed", attributed: "Attributed", denied: "Denied",
  }),
  corrected: (/** @type {string} */ what, /** @type {string} */ before, /** @type {string} */ after) =>
    before ? `${what} corrected from ${before} to ${after}` : `${what} corrected to ${after}`,
  cleared: (/** @type {string} */ what, /** @type {string} */ before) =>
    before ? `${what} taken out by a person, was ${before}` : `${what} taken out by a person`,
  decided: /** @type {Record<string, (value: string) => string>} */ ({
    merge_with: (id) => `merged by a person into ${id}`,
    merged: (id) => `${id} was merged into this row by a person`,
    split_into: (count) => `split by a person into ${count} incidents`,
    note: (note) => `note: ${note}`,
  }),
  notApplied: (/** @type {string} */ edit) => `not applied, because the source has changed since: ${edit}`,
  report: "Report",
  reports: "Reports",
  base: "Base",
  baseNamed: (/** @type {string} */ name) => `Base: ${name}`,
  radius: (/** @type {string} */ length) => `radius ${length}`,
  startNotStated: "start not stated",
  open: "open",
  here: (/** @type {number} */ rows, /** @type {number} */ incidents) =>
    rows === incidents ? `${TEXT.incidents(rows)} here` : `${TEXT.rows(rows)} here`,
  aroundHere: (/** @type {number} */ rows, /** @type {number} */ incidents) =>
    rows === incidents ? `${TEXT.incidents(rows)} in areas around here` : `${TEXT.rows(rows)} in areas around here`,
  basesHere: (/** @type {number} */ bases) => `${TEXT.bases(bases)} here`,
  backToList: "‹ back to the list",

  // about
  asOf: (/** @type {string} */ day) => `As of ${day}.`,
  aboutHeadings: {
    cite: "To cite this map",
    data: "Incident data",
    reports: "Reports",
    notes: "Assumed and skipped when reading",
    background: "Background, no incident of this map",
    software: "Data and software",
  },
  rowNumber: (/** @type {number} */ row) => `row ${row}`,
  andMore: (/** @type {number} */ count) => `and ${grouped(count)} more`,
};
