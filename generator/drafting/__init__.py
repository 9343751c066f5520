"""From candidates to an issue file: choose, quote, write, and remember what was offered.

Decides and renders text; the pipeline reads the library and writes the files.
"""
