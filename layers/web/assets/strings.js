// @ts-check
// Every text of the page that a person reads and that is not in the skeleton.

const TEXT = {
  searchLabel: "Search titles, places, actors, reports",
  searchHint: "Search title, place, actor, report",
  searching: (/** @type {number} */ percent) => `searching… ${percent} %`,
  found: (/** @type {number} */ rows) => `${counted(rows, "row")} found`,
  earlier: "‹ earlier",
  later: "later ›",
  inView: (/** @type {number} */ rows, /** @type {number} */ all) =>
    rows === all
      ? `${counted(rows, "row")} in view, in time order`
      : `${grouped(rows)} of ${counted(all, "row")} in view, in time order`,
  nothingInView: "Nothing in view. Move the map, widen the period or clear the filters.",
  knownBy: (/** @type {string} */ day) => `Reported up to ${day}`,
  notStated: "not stated",
  all: "all",
  none: "none",
  more: (/** @type {number} */ values) => `${grouped(values)} more`,
  fewer: "fewer",
  takeAway: "Take away what is in view",
  take: { link: "Copy link", png: "PNG", csv: "CSV", geojson: "GeoJSON", print: "Print" },
  linkCopied: "The link to this view is on the clipboard.",
  linkInAddress: "The address of this page now holds this view; copy it from there.",
  saved: (/** @type {string} */ name) => `Saved as ${name}.`,
  savedRows: (/** @type {string} */ name, /** @type {number} */ rows) =>
    `${counted(rows, "row")} in view saved as ${name}.`,
  writing: (/** @type {number} */ rows) => `Writing ${counted(rows, "row")}…`,
  noFilters: "No filters.",
  filters: (/** @type {string} */ text) => `Filters: ${text}.`,
  without: (/** @type {string} */ facet, /** @type {string} */ values) => `${facet} without ${values}`,
  only: (/** @type {string} */ facet, /** @type {string} */ values) => `${facet} only ${values}`,
  searched: (/** @type {string} */ query) => `search for “${query}”`,
  sizeBy: "Size of symbols by",
  sizes: /** @type {[string, string][]} */ ([["incidents", "incidents"], ["killed", "deaths"]]),
  ringOf: "Distance around bases",
  perCell: (/** @type {number} */ least, /** @type {number | null} */ most) =>
    most === null ? `${least} or more in a cell` : least === most ? `${least} in a cell` : `${least} to ${most} in a cell`,
  deaths: (/** @type {number} */ killed) => `${killed} killed`,
  deathsUnknown: "deaths not known, or only in part: broken outline",
  facets: {
    type: "types",
    actor: "Actors", country: "Countries", precision: "Precision of the place", status: "Status",
  },
  stances: {
    stated: "What the text said", claimed: "Claimed", attributed: "Attributed", denied: "Denied",
  },
};
