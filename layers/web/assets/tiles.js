// @ts-check
// Background tiles of a server that the user named; most pages have none and ask for nothing.

const TILE_PANE = "sitmap-tiles";

/** Tiles between the base map, which shows where they fail to come, and the incidents. */
class OnlineTiles {
  /**
   * @param {any} map
   * @param {{url: string} | null} tiles
   * @param {() => void} covered is called when the first tile is there
   */
  constructor(map, tiles, covered) {
    /** whether tiles with names of their own lie over the base map */
    this.covers = false;
    this.map = map;
    if (!tiles) return;
    // over the tile pane of Leaflet, which is at 200 and holds our base map
    map.createPane(TILE_PANE).style.zIndex = "250";
    this.layer = L.tileLayer(tiles.url, { pane: TILE_PANE, maxZoom: 16 });
    this.layer.on("tileload", () => {
      if (this.covers) return;
      this.covers = true;
      covered();
    });
    this.show(true);
  }

  /** @param {boolean} on */
  show(on) {
    if (!this.layer) return;
    if (on) this.layer.addTo(this.map);
    else this.layer.remove();
    this.covers = false;
  }
}
