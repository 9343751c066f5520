"""The commands that look into the library and change nothing: list, search, show, status."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli.app import Json, ProjectDir, app, open_newsletter

JsonLines = Annotated[
    bool, typer.Option("--json", help="Write JSON Lines, one paper a line, for programs.")
]


@app.command("list", epilog="Example: paperround list --json > library.jsonl")
def list_papers(project: ProjectDir = None, json: JsonLines = False) -> None:
    """List the papers of the library, by id."""
    from generator.cli.machine import write_papers  # noqa: PLC0415
    from generator.cli.people.querying import show_papers  # noqa: PLC0415
    from generator.pipeline.query import reading  # noqa: PLC0415

    with reading(open_newsletter(project).places) as library:
        papers = library.papers() if library else iter(())
        if json:
            write_papers(papers)
        else:
            show_papers(papers, "The library is empty: run paperround ingest first.")


@app.command(epilog='Example: paperround search "mixture of experts" --limit 5')
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All must be there.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many papers at most.")] = 20,
    project: ProjectDir = None,
    json: JsonLines = False,
) -> None:
    """Find papers by words of title, abstract and authors, best first."""
    from generator.cli.machine import write_papers  # noqa: PLC0415
    from generator.cli.people.querying import show_papers  # noqa: PLC0415
    from generator.pipeline.query import reading  # noqa: PLC0415

    with reading(open_newsletter(project).places) as library:
        papers = library.search(" ".join(words), limit) if library else ()
        if json:
            write_papers(papers)
        else:
            show_papers(papers, "No paper of the library holds all these words.")


@app.command(epilog="Example: paperround show https://arxiv.org/abs/2308.00951")
def show(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="An id or link, in any spelling.")],
    project: ProjectDir = None,
    json: Json = False,
) -> None:
    """Show one paper, and which source gave which field."""
    from generator.cli.machine import shown_object, write_object  # noqa: PLC0415
    from generator.cli.people.querying import show_paper  # noqa: PLC0415
    from generator.pipeline.query import find_paper  # noqa: PLC0415

    found = find_paper(open_newsletter(project).places, paper)
    if json:
        write_object(shown_object(found))
    else:
        show_paper(found)


@app.command(epilog="Example: paperround status")
def status(project: ProjectDir = None, json: Json = False) -> None:
    """Show how the sources, the library and the open drafts stand."""
    from generator.cli.machine import status_object, write_object  # noqa: PLC0415
    from generator.cli.people.querying import show_status  # noqa: PLC0415
    from generator.pipeline.query import look_around  # noqa: PLC0415

    report = look_around(open_newsletter(project))
    if json:
        write_object(status_object(report))
    else:
        show_status(report)
