"""The walk: sources in, one incident table out, with everything assumed and skipped named."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from . import edits as editing
from . import extraction, geocoding, joins, readers, reference, table
from .models import Incident, Note, ReadResult, Report

if TYPE_CHECKING:
    import geopandas as gpd

logger = logging.getLogger(__name__)
