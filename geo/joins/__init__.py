"""Country, first-level area, border and nearest base of every incident, as columns."""

from .borders import distance_to_border
from .joined import join_all
from .places import located_in

__all__ = ["distance_to_border", "join_all", "located_in"]
