"""Paperround: newsletters and sites for research papers.

The way of the data is the order of the folders: ``sources`` read dumps and feeds into records,
``library`` merges records into papers, ``drafting`` offers papers to an issue, and ``render`` turns
an issue into a site, a mail and feeds. ``pipeline`` runs these steps, ``cli`` is what people type.
"""

__version__ = "0.1.0"
