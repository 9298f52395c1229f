// @ts-check
// The state of the page in its address, so that a link opens what was seen.

const SAVE_DELAY_MS = 700;
// buttons of the time control that stay pressed
const TOGGLES = ["loop", "zoom"];

/** @param {number} minutes */
function stamp(minutes) {
  return new Date(minutes * 60000).toISOString().slice(0, 16);
}

/** Writes the state of a page into the hash of its address and reads it back. */
class AddressState {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.timer = 0;
    this.restoring = false;
    page.map.on("moveend", () => this.saveSoon());
    for (const event of ["click", "change"]) document.body.addEventListener(event, () => this.saveSoon());
    window.addEventListener("hashchange", () => this.restore());
  }

  saveSoon() {
    clearTimeout(this.timer);
    if (!this.restoring) this.timer = setTimeout(() => this.save(), SAVE_DELAY_MS);
  }

  save() {
    clearTimeout(this.timer);
    history.replaceState(null, "", `#${this.text()}`);
  }

  /** @returns {string} the state as the hash holds it */
  text() {
    const { map, timeline, incidents, panel, selected, hidden } = this.page;
    const { lat, lng } = map.getCenter();
    const state = new URLSearchParams();
    state.set("v", [lat.toFixed(4), lng.toFixed(4), map.getZoom()].join(","));
    if (timeline && !timeline.isWhole) state.set("t", `${stamp(timeline.from)}/${stamp(timeline.to)}`);
    if (timeline) state.set("m", `${timeline.mode}/${byId("step").value}`);
    if (byId("speed").value !== "1") state.set("speed", byId("speed").value);
    for (const name of TOGGLES) if (byId(name).ariaPressed === "true") state.set(name, "1");
    if (isPanelOpen() === isNarrow()) state.set("panel", isPanelOpen() ? "1" : "0");
    for (const { name, enabled } of incidents.facets) {
      const off = [...enabled.keys()].filter((code) => !enabled[code]);
      if (!off.length) continue;
      const on = [...enabled.keys()].filter((code) => enabled[code]);
      if (on.length < off.length) state.set(`only-${name}`, on.join("."));
      else state.set(`not-${name}`, off.join("."));
    }
    if (byId("search").value.trim()) state.set("q", byId("search").value.trim());
    state.set("hide", [...hidden].sort().join("."));
    if (!incidents.withUndated) state.set("undated", "0");
    if (byId("size-by").value !== "incidents") state.set("size", byId("size-by").value);
    if (byId("ring") && !hidden.has("rings")) state.set("ring", byId("ring").value);
    if (selected.row >= 0) state.set("row", String(selected.row));
    if (panel.tab !== "legend") state.set("tab", panel.tab);
    return state.toString();
  }

  /** Takes over what the address says; what it cannot mean is left as it is. */
  async restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    if (![...state.keys()].length) return;
    this.restoring = true;
    const { page } = this;
    this._view(state.get("v"));
    this._time(state);
    for (const facet of page.incidents.facets) this._facet(facet, state);
    page.panel.facetLists.forEach((list) => list.check());
    const hide = (state.get("hide") || "").split(".");
    if (state.has("hide")) page.panel.switchLayers((kind) => !hide.includes(kind));
    if (byId("undated").checked !== (state.get("undated") !== "0")) byId("undated").click();
    for (const [id, name] of [["size-by", "size"], ["ring", "ring"]]) {
      const value = state.get(name);
      if (!byId(id) || ![...byId(id).options].some((option) => option.value === value)) continue;
      byId(id).value = value;
      byId(id).dispatchEvent(new Event("change"));
    }
    const open = state.has("panel") ? state.get("panel") === "1" : !isNarrow();
    openPanel(open);
    const tab = state.get("tab");
    if (tab && TABS.includes(tab)) page.panel.show(tab);
    page.filtered();
    byId("search").value = state.get("q") || "";
    if (byId("search").value) await page.reading.search(byId("search").value);
    const row = Number(state.get("row") ?? -1);
    if (Number.isInteger(row) && row >= 0 && row < page.incidents.count) await page.reading.openRow(row);
    this.restoring = false;
  }

  _view(text) {
    const [lat, lon, zoom] = (text || "").split(",").map(Number);
    if (![lat, lon, zoom].every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 540) return;
    this.page.map.setView([lat, lon], Math.max(1, Math.min(16, zoom)), { animate: false });
  }

  _time(state) {
    const { timeline } = this.page;
    if (!timeline) return;
    const [mode, step] = (state.get("m") || "").split("/");
    for (const [id, value] of [["mode", mode], ["step", step]]) {
      if ([...byId(id).options].some((option) => option.value === value)) byId(id).value = value;
    }
    const [from, to] = (state.get("t") || "").split("/").map((part) => Date.parse(`${part}Z`) / 60000);
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) timeline.set(from, to);
    timeline.useMode();
    const speed = state.get("speed") || "1";
    if ([...byId("speed").options].some((option) => option.value === speed)) byId("speed").value = speed;
    for (const name of TOGGLES) {
      if ((byId(name).ariaPressed === "true") !== (state.get(name) === "1")) byId(name).click();
    }
  }

  _facet(facet, state) {
    const codes = (key) => (state.get(key) || "").split(".").filter(Boolean).map(Number);
    const only = state.has(`only-${facet.name}`);
    facet.enabled.fill(only ? 0 : 1);
    for (const code of codes(`${only ? "only" : "not"}-${facet.name}`)) {
      if (code in facet.enabled) facet.enabled[code] = only ? 1 : 0;
    }
    this.page.incidents.filter(facet);
  }
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard now
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // a browser may refuse; the address itself holds the same state
    return false;
  }
}

/**
 * Hands a file to the person; nothing leaves the page.
 * @param {string} name
 * @param {Blob} content
 */
function download(name, content) {
  const link = make("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/**
 * @param {string} title
 * @returns {string} a name for files that every system takes
 */
function fileName(title) {
  const name = folded(title).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return name || "incidents";
}
