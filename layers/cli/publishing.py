"""``--profile public``: what a command draws instead of the incidents, and what it says of that."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ParameterError
from geo.models import Note

from .options import Settings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.publish import PublicPolicy, PublicTable
    from geo.timewindow import Window

    from .near import Answer
    from .selecting import Selected

PROFILES = ("internal", "public")
"""What ``--profile`` takes."""

_MOST_CITED = 4
_SETTINGS = {"grid_km", "area", "delay_hours", "names"}


def policy_of(profile: str, settings: Settings, as_of: str | None) -> PublicPolicy | None:
    """
    Read how to publish.

    Parameters
    ----------
    profile
        The option ``--profile``.
    settings
        Of these the table ``public``: grid_km, area, delay_hours, names.
    as_of
        The option ``--as-of``.

    Returns
    -------
    policy
        Null for the internal profile.

    Raises
    ------
    ParameterError
        If the profile is unknown, a setting is none, or there is a delay without ``--as-of``.
    """
    if profile not in PROFILES:
        raise ParameterError(f"`--profile` is {profile!r}; it takes {' or '.join(PROFILES)}")
    given = settings.public or {}
    strange = sorted(set(given) - _SETTINGS)
    if strange:
        raise ParameterError(
            f"`public.{strange[0]}` is no setting; there are {', '.join(sorted(_SETTINGS))}"
        )
    names = given.get("names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ParameterError(f"`public.names` is {names!r}; give a list of texts")
    if profile == "internal":
        return None
    from geo.publish import PublicPolicy

    policy = PublicPolicy(**{**given, "names": tuple(names)})
    if policy.delay_hours and as_of is None:
        raise ParameterError(
            f"`delay_hours` is {policy.delay_hours:g}: a delay needs the date it counts from; give"
            " `--as-of YYYY-MM-DD`"
        )
    return policy


def whole_days(window: Window) -> Window:
    """Widen a window to whole days: two windows with clock times would tell a time of the day."""
    start, end = window.start, window.end
    day = timedelta(days=1)
    if start is not None:
        start = datetime(start.year, start.month, start.day)
    if end is not None:
        floor = datetime(end.year, end.month, end.day)
        end = floor if floor == end else floor + day
    return replace(window, start=start, end=end)


def marking_of(selected: Selected, settings: Settings) -> str:
    """Give the mark on top of an output: the user's own, and the profile's."""
    from geo.publish import INTERNAL

    own = [settings.marking] if settings.marking else []
    profile = INTERNAL if selected.public is None else selected.public.statement
    return " · ".join([*own, profile])


def disclaimer_of(selected: Selected, settings: Settings) -> str | None:
    """Give the note on borders, behind it the sources of public rows; null for the usual note."""
    if selected.public is None:
        return settings.disclaimer
    from geo.publish import citations
    from layers.basemap import DISCLAIMER

    cited = citations(selected.incidents)
    text = "; ".join(cited[:_MOST_CITED])
    if len(cited) > _MOST_CITED:
        text += f"; and {len(cited) - _MOST_CITED:,} more"
    note = settings.disclaimer or DISCLAIMER
    return f"{note} Sources: {text}." if text else note


def marked(selected: Selected, settings: Settings) -> gpd.GeoDataFrame:
    """Give the incidents with a column that carries the mark, for files without a page."""
    from geo.publish import restricted_rows

    mark = marking_of(selected, settings)
    for name, rows in restricted_rows(selected.incidents).items():
        mark += f" · holds {rows:,} rows of {name}, which must not be passed on"
    return selected.incidents.assign(marking=mark)


def public_answer(answer: Answer, selected: Selected) -> Answer:
    """Round the distances of an answer to what the places are good for; internal ones are kept."""
    policy = selected.policy
    if policy is None:
        return answer
    from geo.publish import coarse_distances

    def rounded(rows: pd.DataFrame) -> pd.DataFrame:
        return coarse_distances(rows, "distance_", policy)

    return replace(answer, rows=rounded(answer.rows), excluded=rounded(answer.excluded))


def sites_beside(sites: gpd.GeoDataFrame | None, *, own: bool) -> gpd.GeoDataFrame | None:
    """Put the packaged bases beside the user's own sites, which are guarded and not shown."""
    if sites is None or not own:
        return sites
    import geopandas as gpd
    import pandas as pd

    import geo

    together = pd.concat([geo.bases(), sites], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=sites.crs)


def public_notes(public: PublicTable) -> list[Note]:
    """Say on a public page what was done to its rows, and cite their sources."""
    from geo.publish import citations

    notes = [Note("public profile", public.statement)]
    return notes + [Note("source", line) for line in citations(public.incidents)]


def refuse_own(of: str) -> None:
    """Refuse to measure in public from a file of the user's; raises ParameterError."""
    if of not in {"bases", "borders"}:
        raise ParameterError(
            f"`--of` is {of!r}: your own sites and lines stay out of public outputs; ask about"
            " bases or borders, or use `--profile internal`"
        )


def report_path(output: Path) -> Path:
    """Give the name of the leak report of an output."""
    return output.with_name(f"{output.name}.leaks.json")


def tell_leaks(output: Path | None, public: PublicTable | None, *, quiet: bool) -> None:
    """
    Write the leak report beside an output and say on stderr how it went.

    Parameters
    ----------
    output
        The output; null where it went to stdout.
    public
        What was published; null for the internal profile.
    quiet
        Say nothing.
    """
    if public is None:
        return
    if output is not None:
        from geo.files import write_bytes

        text = json.dumps(public.report.as_dict(), ensure_ascii=False, indent=1) + "\n"
        write_bytes(report_path(output), text.encode())
    if not quiet:
        sys.stderr.write("\n".join(public.report.as_lines()) + "\n")
