"""An ``Issue`` in, text out: the site's pages, the mail, its text, the feeds. Writes nothing."""
