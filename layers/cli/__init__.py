"""The command ``sitmap``: one command per stage, errors as one clear line."""

from .app import main

__all__ = ["main"]
