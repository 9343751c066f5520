"""The network: getting the bytes of a feed. The only part of Paperround that opens a connection.

It knows nothing of feeds: what the bytes mean is for ``generator.sources``. Importing this package
loads the HTTP library, so the pipeline imports it only when something is fetched.
"""

from __future__ import annotations

from generator.fetch.client import Fetched, Fetcher, Limits

__all__ = ["Fetched", "Fetcher", "Limits"]
