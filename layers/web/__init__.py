"""The HTML map: one file that opens from disk, asks the network for nothing and runs no text."""

from .page import Page, build_map

__all__ = ["Page", "build_map"]
