"""An issue file's text into an ``Issue``, and back to where things stand in it. Reads no disk."""

from generator.issue.comments import paper_comment
from generator.issue.front_matter import RESERVED_SLUGS
from generator.issue.parse import anchor_of, normalise, parse_issue, slugify, sort_issues

__all__ = [
    "RESERVED_SLUGS",
    "anchor_of",
    "normalise",
    "paper_comment",
    "parse_issue",
    "slugify",
    "sort_issues",
]
