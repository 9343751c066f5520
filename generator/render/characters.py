"""The characters that no output may hold, whatever a file or a source says.

Not an escape: what is left still has to be escaped for Markdown, HTML or XML.
"""

from __future__ import annotations

import re

# Everything outside XML 1.0's Char production (section 2.2, so lone surrogates too) and the C1
# controls, one of which is enough for Gmail to clip a small mail.
UNFIT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drop_unfit(text: str) -> str:
    """Return ``text`` without controls (but tab and line ends), surrogates and noncharacters."""
    return UNFIT.sub("", text)
