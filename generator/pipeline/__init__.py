"""The order of the steps: ingest, draft, build. Counts and writes; decides nothing.

ingest   sources.yml → fetch → sources → library                     ``pipeline.ingest``
draft    library, themes.yml, issues → choose → SLUG.md, SLUG.offered.yml   ``pipeline.draft``
build    issues → parse → render → build/docs → MkDocs → build/site, email, feeds   ``pipeline.build``

Building never asks the library: a clone of the repository alone rebuilds every published issue.
"""
