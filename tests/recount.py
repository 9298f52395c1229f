"""Counts an event file in the columns of UCDP again: plain pandas, pyproj and arithmetic."""

import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

# metres that stand for a point of each where_prec of UCDP; 6 is the whole country
RADIUS = {1: 2_000.0, 2: 25_000.0, 3: 40_000.0, 4: 100_000.0, 5: 100_000.0}
WORDS = {1: "place", 2: "near", 3: "admin2", 4: "admin1", 5: "region", 6: "country"}
PARTIES = {"side A": "deaths_a", "side B": "deaths_b", "civilians": "deaths_civilians",
           "unknown": "deaths_unknown"}  # fmt: skip
ICD_203 = ((0.05, "almost no chance"), (0.20, "very unlikely"), (0.45, "unlikely"),
           (0.55, "roughly even chance"), (0.80, "likely"), (0.95, "very likely"),
           (1.0, "almost certain"))  # fmt: skip
_WGS84 = Geod(ellps="WGS84")


class Counted:
    """One event file and one file of sites, counted; Echo is the only site outside of Syria."""

    raw: Any
    sites: Any

    def __init__(self, raw: pd.DataFrame, sites: pd.DataFrame) -> None:
        self.raw, self.sites = raw, sites
        self.off = raw[raw["where_prec"] == 6]
        self.drawn = raw[raw["where_prec"] != 6]
        # UCDP type_of_violence: 3 is one-sided, an attack; 1 and 2 are clashes
        self.type = raw["type_of_violence"].map({1: "armed clash", 2: "armed clash", 3: "attack"})

    def away(self, rows: Any) -> Any:
        """Metres from each row to each site, one column per site."""
        lon, lat = rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
        return pd.DataFrame(
            {
                site.name: np.array(
                    _WGS84.inv(lon, lat, np.full(len(lon), site.lon), np.full(len(lon), site.lat))
                )[2]
                for site in self.sites.itertuples()
            },
            index=rows.index,
        )

    @cached_property
    def near(self) -> Any:
        """Count per site inside, possible and too vague, in the order of a deck."""
        radius = self.drawn["where_prec"].map(RADIUS)
        rows = []
        for name, away in self.away(self.drawn).items():
            inside = away + radius <= 50_000
            touching = (away - radius <= 50_000) & ~inside
            # rows of the whole of Syria touch every circle in it; Echo stands in Iraq
            vague = int((touching & (radius > 50_000)).sum())
            vague += len(self.off) if name != "Echo" else 0
            possible = int((touching & (radius <= 50_000)).sum())
            rows.append((name, int(inside.sum()), possible, vague, 0))
        table = pd.DataFrame(rows, columns=["name", "inside", "possible", "vague", "only"])
        return table.sort_values(["inside", "possible"], ascending=False, kind="stable")

    @cached_property
    def month(self) -> Any:
        """Give the month that holds a row's whole time; null where it spans several."""
        first = self.raw["date_start"].dt.to_period("M")
        return first.where(first == self.raw["date_end"].dt.to_period("M"))

    @cached_property
    def months(self) -> Any:
        """Incidents and deaths of those that lie in one month, by month without a gap."""
        counts = self.raw.groupby(self.month)["best"].agg(["size", "sum"])
        first, last = self.raw["date_start"].min(), self.raw["date_end"].max()
        every = pd.period_range(first.to_period("M"), last.to_period("M"), freq="M")
        return counts.reindex(every, fill_value=0)

    @cached_property
    def complete(self) -> Any:
        """Those months that the file covers from their first to their last day."""
        known = self.raw["date_start"].min(), self.raw["date_end"].max() + pd.Timedelta(days=1)
        index: Any = self.months.index
        inside = (index.start_time >= known[0]) & ((index + 1).start_time <= known[1])
        return self.months[inside]

    @cached_property
    def shown_months(self) -> Any:
        """Those months that say something: one covered in part that holds nothing does not."""
        told = self.months.index.isin(self.complete.index) | (self.months["size"] > 0)
        return self.months[told]

    @property
    def change(self) -> tuple[int, int]:
        """Incidents of the last two complete months."""
        before, after = (int(number) for number in self.complete["size"].iloc[-2:])
        return before, after

    @cached_property
    def test(self) -> tuple[float, int, float, str]:
        """Spread of the months before the last, how many they are, z, and the word for it."""
        before, after = self.change
        earlier = self.complete["size"].iloc[:-1][-24:]
        spread = max(float(earlier.var(ddof=1) / earlier.mean()), 1.0)
        z = (after - before) / math.sqrt(spread * (before + after))
        rose = 0.5 * math.erfc(-z / math.sqrt(2))
        return spread, len(earlier), z, next(term for bound, term in ICD_203 if rose <= bound)

    @cached_property
    def exact(self) -> int:
        """Whole percent of the rows known to a place."""
        return round(100 * float((self.raw["where_prec"] == 1).mean()))

    @cached_property
    def offices(self) -> Any:
        """Rows per source, most first: the offices named, and UCDP itself for every row."""
        named = self.raw["source_office"].dropna().str.split(";").map(
            lambda some: {one.strip() for one in some} - {""}
        )  # fmt: skip
        counts = named.explode().dropna().value_counts()
        counts["UCDP"] = len(self.raw)
        ordered = counts.rename_axis("name").reset_index(name="rows")
        ordered = ordered.sort_values(["rows", "name"], ascending=[False, True])
        return ordered.set_index("name")["rows"]
