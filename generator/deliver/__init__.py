"""Handing an issue over: a test mail over SMTP, files and drafts for mail providers. Never to a list."""
