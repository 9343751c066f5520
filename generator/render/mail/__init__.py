"""An issue as a mail: HTML, text, and the two as one message.

``html`` makes the mail and keeps it below the size at which it would be clipped, ``text`` writes the
plain part from the issue, ``message`` the bytes of an ``.eml`` file.
"""

from generator.render.mail.html import render_mail
from generator.render.mail.mail import Mail, unsubscribe_url
from generator.render.mail.message import render_message

__all__ = ["Mail", "render_mail", "render_message", "unsubscribe_url"]
