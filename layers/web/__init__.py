"""The HTML map: one file that opens from disk, asks the network for nothing and runs no text."""

from .check import PageAudit, PageFinding, check_page
from .embedded import IncidentLayer
from .page import Page, build_map
from .tiles import Tiles

__all__ = ["IncidentLayer", "Page", "PageAudit", "PageFinding", "Tiles", "build_map", "check_page"]
