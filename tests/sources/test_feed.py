"""Reading feeds: every kind there is, broken ones, hostile ones, and what is none."""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.errors import SourceError
from generator.models import Record, Skipped, SourceKind
from generator.sources.feed import FORMAT, Limits, read, recognises
from generator.sources.formats import ReadSpec

REPOSITORY = Path(__file__).parents[2]
FEEDS = REPOSITORY / "tests" / "data" / "feeds"
REAL = REPOSITORY.parent / "shared" / "real" / "arxiv-api"
NOW = datetime(2024, 11, 4, 12, tzinfo=UTC)
URL = "https://feeds.example/feed.xml"


def read_bytes(
    content: bytes, file: str = URL, limits: Limits | None = None
) -> list[Record | Skipped]:
    return list(read(io.BytesIO(content), ReadSpec("feeds", file, NOW), limits))


def rss(items: str, head: str = "<link>https://blog.example/</link>") -> bytes:
    return f'<rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'.encode()


def records(content: bytes) -> list[Record]:
    return [each for each in read_bytes(content) if isinstance(each, Record)]


def error_of(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(content, limits=limits)
    return str(caught.value)


def shown(found: Record | Skipped) -> dict[str, object]:
    """What was found, without what was not said and what is the same for all."""
    same = {"source", "kind", "fetched_at"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(found).items()
        if value is not None and name not in same
    }


@pytest.mark.parametrize(
    "path", sorted(FEEDS.glob("*.expected.json")), ids=lambda path: path.name.partition(".")[0]
)
def test_reads_what_the_feed_says(path: Path) -> None:
    """Each feed in the folder gives exactly the records, or the error, that lie beside it."""
    source = path.with_name(path.name.replace(".expected.json", ".xml"))
    expected = json.loads(path.read_text(encoding="utf-8"))
    try:
        found: object = [shown(each) for each in read_bytes(source.read_bytes(), source.name)]
    except SourceError as error:
        found = {"error": str(error)}
    assert json.loads(json.dumps(found)) == expected


def test_every_feed_in_the_folder_has_an_expectation() -> None:
    """No feed lies there untested."""
    stems = {path.stem for path in FEEDS.glob("*.xml")}
    assert stems == {path.name.partition(".")[0] for path in FEEDS.glob("*.expected.json")}
    assert stems


def test_recognises_feeds_by_their_first_element() -> None:
    """All feeds are recognised, behind comments, instructions and marks; nothing else is."""
    for path in FEEDS.glob("*.xml"):
        content = path.read_bytes()
        encoding = "utf-16" if path.stem == "utf16" else "utf-8"
        assert recognises(content[:65_536].decode(encoding, errors="replace")), path.name
    assert recognises("\ufeff\n<!-- <html> --><?x y?>\n<rdf:RDF xmlns='x'>")
    for other in (
        "",
        "rss",
        "text <rss>",
        (FEEDS / "page.html").read_text(encoding="utf-8"),
        '<?xml version="1.0"?><opml version="2.0">',
        "%PDF-1.7",
        '{"feed": 1}',
        "</rss>",
    ):
        assert not recognises(other), other


def test_records_are_those_of_a_feed() -> None:
    """Records carry the source, the kind and when they were fetched; positions count from 1."""
    assert FORMAT.name == "feed"
    (found,) = FORMAT.read(
        io.BytesIO(rss("<item><title>A</title></item>")), ReadSpec("blog", URL, NOW)
    )
    assert isinstance(found, Record)
    assert (found.source, found.position, found.fetched_at) == ("blog", "#1", NOW)
    assert found.kind is FORMAT.kind is SourceKind.FEED


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a feed: it is empty"),
        (b" \n", "not a feed: it is empty"),
        (b"<!DOCTYPE html>\n<title>Log in</title>", "not a feed: it starts with <!DOCTYPE html>"),
        (b"%PDF-1.7\n\x00\xff", "not a feed: it starts with %PDF-1.7"),
        (b"<opml/>", "not a feed: it starts with <opml/>"),
        (b"<?xml version='1.0'?><opml/>", "not a feed: its first element is <opml>"),
        (b"<feed", "not a feed: it starts with <feed"),
        (b"<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "not a feed: nothing in it is RSS or Atom"),
        (b"<rss version='2.0'><channel><title>x", "ends early, before its first item is whole"),
        (rss("<item><title>half")[:-20], "ends early, before its first item is whole"),
        (b"<rss>" + b" " * 20_000_000, "larger than 20 MB"),
    ],
)
def test_says_why_something_is_no_feed(content: bytes, said: str) -> None:
    """What is no feed, or no whole item of one, is refused with its address and how it begins."""
    message = error_of(content)
    assert message.startswith(f"{URL}: ")
    assert said in message


def test_refuses_dangerous_xml_at_once() -> None:
    """Entities and document types are refused before a parser is started."""
    bomb = (FEEDS / "entity-bomb.xml").read_bytes()
    began = time.process_time()
    assert "unsafe XML" in error_of(bomb)
    assert "unsafe XML" in error_of(bomb.decode().encode("utf-16"))
    assert "unsafe XML" in error_of(rss('<!ENTITY a "b"><item><title>x</title></item>'))
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize(
    "item",
    [
        "<item " + " ".join(f'a{n}="1"' for n in range(50_000)) + "><title>A</title></item>",
        "<item " + "a " * 50_000 + "><title>A</title></item>",
        "<item><title>A</title><author>" + "a" * 40_000 + "</author></item>",
        "<item><title>A</title><author><![CDATA[" + "a-" * 40_000 + "]]></author></item>",
        "<item><title>A</title><dc:creator>a@" + "a." * 40_000 + "</dc:creator></item>",
        '<item><title>A</title><description>&lt;p style="' + "a" * 99_999 + "</description></item>",
        "<item><title>A</title><description>" + "&lt;!--" * 70_000 + "</description></item>",
    ],
    ids=["attributes", "bare attributes", "author", "CDATA", "mail", "style", "comments"],
)
def test_reads_an_item_made_to_keep_the_parser_busy(item: str) -> None:
    """Known time bombs are defused, and the items beside them are there too."""
    content = rss(f"{item}<item><title>B</title></item>")
    began = time.monotonic()
    titles = [record.title for record in records(content)]
    assert titles == ["A", "B"]
    assert time.monotonic() - began < 8


def test_a_feed_that_takes_too_long_is_stopped() -> None:
    """Whatever keeps the parser busy ends by the limit of processor time, or that of the wall."""
    many = "".join(f"<category>{n}</category>" for n in range(60_000))
    content = rss(f"<item><title>A</title>{many}</item>")
    began = time.monotonic()
    assert "took too long (over 1 s)" in error_of(content, Limits(processor=1))
    assert "took too long (over 0.2 s)" in error_of(content, Limits(wall=0.2))
    assert time.monotonic() - began < 15


def test_a_feed_that_needs_too_much_memory_is_an_error() -> None:
    """The parser's process may not grow without end."""
    content = rss("<item><title>A</title></item>" * 4000 + "<x>" + "y" * 9_000_000 + "</x>")
    assert "could not be parsed" in error_of(content, Limits(memory=50_000_000))


def test_reads_at_most_five_thousand_items() -> None:
    """The rest is told about instead of read."""
    found = read_bytes(rss("".join(f"<item><title>t{n}</title></item>" for n in range(6000))))
    assert len([each for each in found if isinstance(each, Record)]) == 5000
    (left,) = [each for each in found if isinstance(each, Skipped)]
    assert left == Skipped("#5001", "over the limit of 5,000 items; 1,000 left out")


def test_fields_are_cut_to_their_limits() -> None:
    """A title, a name and an abstract have a largest size, and a cut one says so."""
    (found,) = records(
        rss(
            f"<item><title>{'t ' * 9000}</title><author>{'n ' * 9000}</author>"
            f"<description>{'d ' * 90_000}</description></item>"
        )
    )
    assert (len(found.title or ""), len(found.abstract or "")) == (1024, 20_000)
    assert [len(name) for name in found.authors or ()] == [256]
    assert (found.title or "").endswith("…")


def test_keeps_long_lists_of_authors() -> None:
    """A collaboration of three thousand, in one element as arXiv writes it, is whole."""
    names = tuple(f"Ana Exemplo{n}" for n in range(3000))
    (found,) = records(
        rss(
            "<item><title>A</title><guid>oai:arXiv.org:2411.00001v1</guid>"
            f"<dc:creator>{', '.join(names)}</dc:creator></item>"
        )
    )
    assert found.authors == names


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("jane@blog.example (Jane Doe)", ("Jane Doe",)),
        ("Jane Doe &lt;jane@blog.example&gt;", ("Jane Doe",)),
        ("jane@blog.example", None),
        ("Jane Doe, Max Muster", ("Jane Doe, Max Muster",)),
        ("J. R. (Bob) Dobbs", ("J. R. (Bob) Dobbs",)),
        ("<![CDATA[<a href='x'>Jane</a> Doe]]>", ("Jane Doe",)),
        ("张三, 李四", ("张三, 李四",)),
        ("  ", None),
    ],
)
def test_reads_names_and_leaves_mail_addresses(
    written: str, read_as: tuple[str, ...] | None
) -> None:
    """Names are kept, addresses of mail are not."""
    (found,) = records(rss(f"<item><title>A</title><author>{written}</author></item>"))
    assert found.authors == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://x.example/a?b=1&amp;c=2", "https://x.example/a?b=1&c=2"),
        ("https://x.example/a?b=1&copy=2", "https://x.example/a?b=1&copy=2"),
        (" //cdn.example/x ", "https://cdn.example/x"),
        ("/one", "https://blog.example/one"),
        ("two", "https://blog.example/two"),
        ("JaVaScRiPt:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.example", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("https://user@x.example/", None),
        ("https://x.example/a b", None),
        ("https://x.example/\u202egpj", None),
    ],
)
def test_keeps_only_links_to_the_web(written: str, read_as: str | None) -> None:
    """Relative links are completed from the feed's; all but http and https are dropped."""
    (found,) = records(rss(f"<item><title>A</title><link>{written}</link></item>"))
    assert (found.title, found.url) == ("A", read_as)


def test_a_relative_link_without_a_base_is_dropped() -> None:
    """Nothing is made up where the feed does not say where it is."""
    (found,) = records(rss("<item><title>A</title><link>/one</link></item>", head=""))
    assert found.url is None


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Fri, 01 Nov 2024 23:30:00 -0400", datetime(2024, 11, 2, 3, 30, tzinfo=UTC)),
        ("Fri, 01 Nov 2024 23:30:00 GMT", datetime(2024, 11, 1, 23, 30, tzinfo=UTC)),
        ("2024-11-01T10:00:00", datetime(2024, 11, 1, 10, tzinfo=UTC)),
        ("2024-11-01", date(2024, 11, 1)),
        ("2099-01-01T00:00:00Z", datetime(2099, 1, 1, tzinfo=UTC)),
        ("2024-13-45", None),
        ("2024-02-30T10:00:00Z", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_become_utc_or_stay_unknown(written: str, read_as: date | None) -> None:
    """An instant is in UTC, a day stays a day, and what is no date is none."""
    (found,) = records(rss(f"<item><title>A</title><pubDate>{written}</pubDate></item>"))
    assert found.published == read_as
    assert type(found.published) is type(read_as)
    assert (found.updated, found.listed_on) == (None, None)


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>B</item>",
        "<item><title>B</title>",
        "<item><title>B</title><description><![CDATA[ ]]></description></foo></item>",
        "<item><title>B</title><a b=c d='>'/></item>",
        "<item><title>B</title>&nbsp;&bogus; & < > ]]></item>",
        '<item x="1" x="2"><title>B</title></item>',
    ],
)
def test_a_broken_item_does_not_take_the_others_with_it(broken: str) -> None:
    """The items before and after a broken one are read as they are."""
    content = rss(f"<item><title>A</title></item>{broken}<item><title>C</title></item>")
    found = {record.position: record.title for record in records(content)}
    assert (found["#1"], found["#3"]) == ("A", "C")


@pytest.mark.parametrize(
    "head", ["<title>never closed", "<description>x</descr</channel>", "<a><b></a>"]
)
def test_a_broken_head_does_not_take_the_items_with_it(head: str) -> None:
    """Items are read without what stands before them where that is broken, and it is told."""
    content = rss("<item><title>A</title></item><item><title>B</title></item>", head)
    remark, *found = read_bytes(content)
    assert [each.title for each in found if isinstance(each, Record)] == ["A", "B"]
    assert isinstance(remark, Skipped)
    assert "not well-formed XML" in remark.reason


def test_every_place_to_cut_a_feed_off_gives_the_items_before() -> None:
    """However a feed is cut off, whole items are kept, a half one is not, and it is told."""
    whole = rss("".join(f"<item><title>Title {n}</title></item>" for n in range(3)))
    for end in range(0, len(whole) - 1, 23):
        ends = [stop for stop in _ends_of_items(whole) if stop <= end]
        if not ends:
            assert "not a feed" in (said := error_of(whole[:end])) or "ends early" in said
            continue
        *skipped, _ = found = read_bytes(whole[:end])
        assert [each.title for each in found if isinstance(each, Record)] == [
            f"Title {n}" for n in range(len(ends))
        ]
        assert "the feed ends early" in skipped[0].reason  # type: ignore[union-attr]


def _ends_of_items(content: bytes) -> list[int]:
    mark = b"</item>"
    return [n + len(mark) for n in range(len(content)) if content.startswith(mark, n)]


def test_nothing_in_the_working_folder_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parser's process imports nothing from the folder that Paperround is called in."""
    for name in ("feedparser", "msgspec", "json", "generator"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run from the folder')")
    monkeypatch.chdir(tmp_path)
    assert [record.title for record in records(rss("<item><title>A</title></item>"))] == ["A"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real answers of arXiv are not here")
def test_reads_real_answers_of_arxiv() -> None:
    """Answers of arXiv's API, as they are: ten papers, an old id, one paper, and none."""
    found = {
        path.stem: [
            each for each in read_bytes(path.read_bytes(), path.name) if isinstance(each, Record)
        ]
        for path in REAL.glob("*.xml")
    }
    assert {name: len(each) for name, each in found.items()} == {
        "id-1707.08567": 1,
        "id-astro-ph_0601001": 1,
        "id-not-found": 0,
        "query-testing-0-10": 10,
    }
    first = found["query-testing-0-10"][0]
    assert (first.arxiv_id, first.arxiv_version) == ("2202.12139", 1)
    assert first.doi == "10.1109/icstw55395.2022.00035"
    assert first.authors == ("Mohit Kumar Ahuja", "Arnaud Gotlieb", "Helge Spieker")
    assert first.published == first.updated == datetime(2022, 2, 24, 15, 5, 19, tzinfo=UTC)
    assert first.categories == ("cs.SE", "cs.LG")
    assert first.pdf_url == "https://arxiv.org/pdf/2202.12139v1"
    old = found["id-astro-ph_0601001"][0]
    assert (old.arxiv_id, old.arxiv_version) == ("astro-ph/0601001", 1)
    assert len(found["id-1707.08567"][0].authors or ()) > 30
    for each in found["query-testing-0-10"]:
        assert each.title
        assert each.abstract
        assert each.url
        assert each.arxiv_id
