"""What the three YAML files say, as frozen objects. Loading them is ``config.load``.

Field names are the keys of the files; a field without a default is a key that must be there. What
pydantic is to know beyond the types stands in ``Annotated`` (``checks``) and in ``metadata``: the
key where it is not the name (``alias``), the least and greatest number, an example for messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from generator.config import checks

Line = Annotated[str, checks.Checked(checks.one_line)]
Heading = Annotated[str, checks.Checked(checks.heading)]
Phrase = Annotated[str, checks.Checked(checks.phrase)]
Slug = Annotated[str, checks.Checked(checks.slug)]
ThemeId = Annotated[str, checks.Checked(checks.theme_id)]
HttpUrl = Annotated[str, checks.Checked(checks.http_url)]
BaseUrl = Annotated[str, checks.Checked(checks.base_url)]
MergeUrl = Annotated[str, checks.Checked(checks.merge_url)]
FeedUrl = Annotated[str, checks.Checked(checks.feed)]
LocalPath = Annotated[str, checks.Checked(checks.local_path)]
Language = Annotated[str, checks.Checked(checks.language)]
TimeZone = Annotated[str, checks.Checked(checks.timezone)]
Address = Annotated[str, checks.Checked(checks.address)]
Sender = Annotated[str, checks.Checked(checks.sender)]
Mailto = Annotated[str, checks.Checked(checks.mailto)]
PaperId = Annotated[str, checks.Checked(checks.paper_id)]
Host = Annotated[str, checks.Checked(checks.host)]
Provider = Literal["generic", "listmonk", "buttondown", "mailchimp", "ghost"]


def _example(text: str, **more: object) -> dict[str, Any]:
    return {"examples": [text], **more}


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who signs the newsletter."""

    name: Heading = field(metadata=_example("Your Name"))
    url: HttpUrl | None = None


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that test mails go through. Its password is never in a file.

    ``security`` says how the connection is encrypted; ``none`` is for this machine only.
    """

    host: Host = field(metadata=_example("smtp.example.org"))
    port: int = field(default=587, metadata={"ge": 1, "le": 65535})
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Heading | None = None

    def __post_init__(self) -> None:
        if self.security == "none" and not checks.is_loopback(self.host):
            raise ValueError(
                f"security: none is for this machine only, and {self.host} is another; "
                "write starttls (mostly port 587) or tls (mostly port 465)"
            )


@dataclass(frozen=True, slots=True)
class Listmonk:
    """The listmonk server that drafts are pushed to. The key of ``user`` is never in a file.

    ``lists`` are the numbers of the lists that a draft is for, ``template`` is that of listmonk's
    template to wrap it in.
    """

    url: BaseUrl = field(metadata=_example("https://listmonk.example.org/"))
    lists: tuple[int, ...] = field(metadata=_example("[1]"))
    user: Heading = field(metadata=_example("api-user"))
    template: int | None = field(default=None, metadata={"ge": 1})

    def __post_init__(self) -> None:
        if not self.lists or min(self.lists) < 1:
            raise ValueError("'lists' needs the number of a list or more, for example lists: [1]")
        if not checks.is_private(self.url):
            raise ValueError("'url' must start with https://, since a key is sent there")


@dataclass(frozen=True, slots=True)
class Email:
    """How the mail is addressed. ``sender`` is the key ``from``: ``Name <address>``.

    ``tracking_bytes`` is the room kept for each link, for a provider that rewrites links.
    """

    sender: Sender = field(metadata=_example('"Paperround <news@example.org>"', alias="from"))
    reply_to: Address | None = None
    postal_address: str = ""
    provider: Provider = "generic"
    unsubscribe_url: MergeUrl | None = None
    unsubscribe_mailto: Mailto | None = None
    tracking_bytes: int = field(default=0, metadata={"ge": 0, "le": 1000})
    smtp: Smtp | None = None
    listmonk: Listmonk | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Where readers subscribe by mail; ``url`` is a form at the mail provider."""

    url: HttpUrl | None = None


@dataclass(frozen=True, slots=True)
class Newsletter:
    """``content/newsletter.yml``. ``base_url`` ends with a slash; ``timezone`` is an IANA name."""

    title: Heading = field(metadata=_example("Paperround Weekly"))
    base_url: BaseUrl = field(metadata=_example("https://example.org/letter/"))
    email: Email = field(metadata=_example('{from: "Paperround <news@example.org>"}'))
    tagline: Line = ""
    language: Language = "en"
    timezone: TimeZone = "UTC"
    editors: tuple[Editor, ...] = ()
    cadence: Literal["daily", "weekly", "monthly"] = "weekly"
    subscribe: Subscribe = field(default_factory=Subscribe)
    license: Line = ""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One entry of ``content/sources.yml``: exactly one of ``path`` and ``feed``.

    ``path`` is relative to content/. ``line`` is where the entry starts in the file, for messages;
    it is no key.
    """

    name: Slug = field(metadata=_example("hf-daily"))
    path: LocalPath | None = None
    feed: FeedUrl | None = None
    format: Heading | None = None
    year: int | None = field(default=None, metadata={"ge": 1990, "le": 2100})
    weight: float = field(default=1.0, metadata={"ge": 0})
    line: Annotated[int, checks.NotAKey()] = 0


@dataclass(frozen=True, slots=True)
class Weak:
    """Weak evidence: it adds to a match by phrase and is never enough alone."""

    categories: tuple[Heading, ...] = ()
    authors: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Excludes:
    """What rules a theme out for a paper (the key ``not``)."""

    phrases: tuple[Phrase, ...] = ()
    categories: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A named group with matching rules; ``excludes`` is the key ``not``, ``pin`` paper ids."""

    id: ThemeId = field(metadata=_example("mixture-of-experts"))
    title: Heading = field(metadata=_example("Mixture of experts"))
    blurb: str = ""
    phrases: tuple[Phrase, ...] = ()
    any: Weak = field(default_factory=Weak)
    excludes: Excludes = field(default_factory=Excludes, metadata={"alias": "not"})
    max_papers: int | None = field(default=None, metadata={"ge": 1})
    pin: tuple[PaperId, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueRules:
    """Limits of an issue. ``other`` titles the section of what no theme takes."""

    max_papers: int = field(default=25, metadata={"ge": 1})
    min_score: float = field(default=1.0, metadata={"ge": 0})
    other: Heading = "Also noted"
    inbox: int = field(default=40, metadata={"ge": 0})


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How much each part of a score counts."""

    title: float = field(default=3.0, metadata={"ge": 0})
    abstract: float = field(default=1.0, metadata={"ge": 0})
    upvotes: float = field(default=0.5, metadata={"ge": 0})
    recency: float = field(default=0.3, metadata={"ge": 0})
    sources: float = field(default=0.5, metadata={"ge": 0})


@dataclass(frozen=True, slots=True)
class Themes:
    """``content/themes.yml``."""

    themes: tuple[Theme, ...] = field(metadata=_example("[]"))
    issue: IssueRules = field(default_factory=IssueRules)
    ranking: RankingWeights = field(default_factory=RankingWeights)

    def find(self, theme_id: str) -> Theme | None:
        """Return the theme of that id, or ``None``."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)
