"""
The incident table out: GeoJSON, CSV, XLSX, KML, GeoParquet, GeoPackage.

Each format is read back by ``geo.read`` as the same table. What a format cannot hold:

========== ====================================================================================
format     lost on the way
========== ====================================================================================
GeoJSON    nothing
CSV        a text that is empty comes back as null
XLSX       as CSV; control characters that XML does not know; more than 1,048,575 rows; the 17th
           digit of a number
KML        as CSV; control characters that XML does not know become U+FFFD; an area of one part
           comes back as a Polygon; a joined column that is unknown in every row
GeoParquet nothing
GeoPackage an area of one part comes back as a Polygon; times are kept to the millisecond
========== ====================================================================================
"""

from __future__ import annotations

from .export import ENDINGS, Progress, export
from .look import Look
from .review import REVIEW_ENDINGS, write_review

__all__ = ["ENDINGS", "REVIEW_ENDINGS", "Look", "Progress", "export", "write_review"]
