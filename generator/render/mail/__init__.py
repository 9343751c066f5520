"""An issue as a mail: HTML, text, and the two as one message.

``html`` makes the mail and ``fit`` keeps it below the size at which it would be clipped, ``text``
writes the plain part from the issue, ``message`` the bytes of an ``.eml`` file. ``placeholders`` is
the one table of what mail providers fill in.
"""

from generator.render.mail.blanks import unsubscribe_url
from generator.render.mail.html import render_mail
from generator.render.mail.mail import Mail, Part
from generator.render.mail.message import render_message
from generator.render.mail.placeholders import PROVIDERS, Placeholders, placeholders

__all__ = [
    "PROVIDERS",
    "Mail",
    "Part",
    "Placeholders",
    "placeholders",
    "render_mail",
    "render_message",
    "unsubscribe_url",
]
