"""Find the records that speak of one paper.

A wrong merge is worse than a missed one. Records with the same own id always belong together; then
each rule of ``_LINKS``, the surest first, names groups that it takes for one paper, and they are
joined unless their ids contradict. Where a sign (a DOI, a title) is shared by groups that
contradict each other, it joins none of them: there is no telling whose it is. A title does not join
two items of one source that have different links either: a blog may use a title twice.

The answer depends on the set of records only, never on their order, and what a record is grouped
with depends only on the records that it reaches through shared ids. So a store that looks again at
all that a new record reaches holds the same papers as one that reads everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from generator.identity.keys import kind_of, plain_link, record_ids

if TYPE_CHECKING:
    from generator.models import Record


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Group:
    """Records taken for one paper so far, by their indices, with all ids that they state.

    ``links`` are the plain links that they give, each with its source.
    """

    members: tuple[int, ...]
    ids: frozenset[str]
    links: frozenset[tuple[str, str]]

    def of_kind(self, kind: str) -> frozenset[str]:
        return frozenset(known for known in self.ids if kind_of(known) == kind)


_Link = Callable[[Sequence[_Group]], Iterable[Sequence[int]]]
"""A rule: given all groups, it names sets of them (by index) that it takes for one paper."""

_Agree = Callable[[Sequence[_Group]], bool]
"""Whether groups may be one paper, if a rule takes them for one."""


def find_groups(records: Sequence[Record]) -> tuple[tuple[int, ...], ...]:
    """Return the indices of the records of each paper; each index is in one group."""
    groups = _by_own_id(records)
    for link, agree in _LINKS:
        groups = _join(groups, link(groups), agree)
    return tuple(sorted(group.members for group in groups))


def _by_own_id(records: Sequence[Record]) -> list[_Group]:
    members = defaultdict[str, list[int]](list)
    ids = defaultdict[str, set[str]](set)
    links = defaultdict[str, set[tuple[str, str]]](set)
    for index, record in enumerate(records):
        stated = record_ids(record)
        own = stated[0] if stated else f"nothing:{index}"
        members[own].append(index)
        ids[own].update(stated)
        if (link := plain_link(record)) is not None:
            links[own].add((record.source, link))
    return [
        _Group(tuple(members[own]), frozenset(ids[own]), frozenset(links[own])) for own in members
    ]


def _same(kind: str) -> _Link:
    """Return the rule that groups which share an id of this kind are one paper."""

    def link(groups: Sequence[_Group]) -> Iterable[Sequence[int]]:
        holders = defaultdict[str, list[int]](list)
        for index, group in enumerate(groups):
            for known in group.of_kind(kind):
                holders[known].append(index)
        return [found for found in holders.values() if len(found) > 1]

    return link


def _join(groups: Sequence[_Group], claims: Iterable[Sequence[int]], agree: _Agree) -> list[_Group]:
    """Return the groups with those joined that the claims connect and that do not contradict."""
    sound = [claim for claim in claims if agree([groups[index] for index in claim])]
    joined = []
    for component in _components(len(groups), sound):
        parts = [groups[index] for index in component]
        # Sound claims can still chain two papers together through a third group.
        joined += [_union(parts)] if len(parts) == 1 or agree(parts) else parts
    return joined


def _union(parts: Sequence[_Group]) -> _Group:
    if len(parts) == 1:
        return parts[0]
    members = sorted(member for part in parts for member in part.members)
    ids = frozenset[str]().union(*(part.ids for part in parts))
    links = frozenset[tuple[str, str]]().union(*(part.links for part in parts))
    return _Group(tuple(members), ids, links)


def _ids_agree(groups: Sequence[_Group]) -> bool:
    """Return whether no ids contradict: one arXiv id at most, and no two DOIs without a tie.

    One paper may have two DOIs (a preprint's and a journal's), where a group states both.
    """
    if len(frozenset[str]().union(*(group.of_kind("arxiv") for group in groups))) > 1:
        return False
    return _are_tied([group.of_kind("doi") for group in groups])


def _items_agree(groups: Sequence[_Group]) -> bool:
    """Return whether neither ids nor links contradict: no source gives two links without a tie."""
    sources = {source for group in groups for source, _ in group.links}
    return _ids_agree(groups) and all(
        _are_tied(
            [frozenset(link for link in group.links if link[0] == source) for group in groups]
        )
        for source in sources
    )


# The surest first. A rule of another kind, say nearly identical abstracts, is one more line here.
_LINKS: tuple[tuple[_Link, _Agree], ...] = (
    (_same("doi"), _ids_agree),
    (_same("openreview"), _ids_agree),
    (_same("title"), _items_agree),
)


def _are_tied(signs: Sequence[frozenset[_T]]) -> bool:
    """Return whether those of the sets that are not empty hang together by what they share."""
    stated = [found for found in signs if found]
    holders = defaultdict[_T, list[int]](list)
    for index, found in enumerate(stated):
        for sign in found:
            holders[sign].append(index)
    return len(_components(len(stated), holders.values())) <= 1


def _components(count: int, edges: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return the connected components of the nodes 0 to ``count - 1``; an edge ties many nodes."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for edge in edges:
        for node in edge[1:]:
            parent[root(node)] = root(edge[0])
    found = defaultdict[int, list[int]](list)
    for node in range(count):
        found[root(node)].append(node)
    return list(found.values())
