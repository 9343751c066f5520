"""Rules about images: a text for those who do not see them, a file that is there, light and over https."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.preflight.finding import Spot
from generator.preflight.links import local_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.preflight.desk import Desk
    from generator.preflight.source import Link

HEAVIEST = 500_000
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def without_alt(desk: Desk) -> Iterator[Spot]:
    """Find images that say nothing to who does not see them."""
    for image in _images(desk):
        if not (image.alt or "").strip():
            yield Spot(*desk.source.place(image.start), "the image has no text that stands for it")


def missing_images(desk: Desk) -> Iterator[Spot]:
    """Find images whose file is not there."""
    for image in _images(desk):
        path = local_path(image.url)
        if path is None:
            continue
        if path not in desk.files:
            what = f"there is no file content/{path}"
            yield Spot(*desk.source.place(image.start), what)
        elif not path.lower().endswith(PICTURES):
            what = f"content/{path} is no picture and is not copied to the site"
            endings = ", ".join(PICTURES)
            yield Spot(*desk.source.place(image.start), what, f"use one of {endings}")


def heavy_images(desk: Desk) -> Iterator[Spot]:
    """Find images that take long to load."""
    for image in _images(desk):
        path = local_path(image.url)
        state = desk.links.get(image.url)
        size = desk.files.get(path) if path else state.size if state else None
        if size is not None and size > HEAVIEST:
            what = f"the image has {size / 1000:,.0f} KB of {HEAVIEST / 1000:,.0f}"
            yield Spot(*desk.source.place(image.start), what)


def insecure_images(desk: Desk) -> Iterator[Spot]:
    """Find images that browsers and mail programs block, or that the sanitiser leaves out."""
    for image in _images(desk):
        try:
            parts = urlsplit(image.url)
        except ValueError:
            continue
        if parts.netloc and parts.scheme.lower() != "https":
            yield Spot(*desk.source.place(image.start), "the image does not come over https")
        elif parts.scheme and not parts.netloc:
            what = f"an image with {parts.scheme}: is left out everywhere"
            yield Spot(*desk.source.place(image.start), what)


def _images(desk: Desk) -> Iterator[Link]:
    return (link for link in desk.source.links if link.is_image and link.is_closed)
