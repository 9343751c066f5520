"""The library: the local store of what sources said and the papers that follow from it.

``Library`` is its door. Only this package knows SQL; whatever it holds can be rebuilt from the
sources, so nobody has to mend it.
"""

from generator.library.counts import IngestCounts, SourceState
from generator.library.store import Library

__all__ = ["IngestCounts", "Library", "SourceState"]
