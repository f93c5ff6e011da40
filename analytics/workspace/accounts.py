"""Which account of a program an import is of: two accounts (portals) give the same ids to different deals.

Both count from 1.  What the rows of one id say in two imports tells whether these are of one account; where most say that
the deals are others, the import is of another account, and `crm` of its deals is that of a program of its own (`pipedrive#2`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from analytics.intake.recognise.formats import account_of, crm_name
from analytics.wording import count

# ids that no two programs give to different deals: Salesforce's (15 of 18 characters), Zoho's, and GUIDs
UNIQUE = r"^(006[0-9A-Za-z]{12}|zcrm_[0-9]{9,}|\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?)$"

_COMPARED = 500  # deals whose words are compared; of more, these are taken evenly among them
_UNTOLD = np.iinfo(np.int32).min  # no day
_ZONES = 1  # days; so far the days of one moment lie apart in two time zones


@dataclass(frozen=True)
class Told:
    """The deals of one import: who wrote it, of which day it is, and for each deal what identifies it and what it is called.

    `created`, `accounts`, `owners`: None where they are not asked for; `mends`: the place of the import whose rows these are.
    """

    crm: str
    as_of: date
    refs: pa.Array
    names: pa.Array
    created: pa.Array | None = None
    accounts: pa.Array | None = None
    owners: pa.Array | None = None
    mends: int | None = None

    def days(self) -> np.ndarray:
        """The days of creation as numbers, `_UNTOLD` where there is none."""
        if self.created is None:
            return np.full(len(self.refs), _UNTOLD, dtype=np.int32)
        return self.created.cast(pa.int32()).fill_null(_UNTOLD).to_numpy()

    def says(self, row: int) -> tuple[str, str, str]:
        """Name, account and owner of a deal as they are compared; empty where they are not told."""
        told = ((each[row].as_py() if each is not None else None) for each in (self.names, self.accounts, self.owners))
        return tuple(" ".join((each or "").casefold().split()) for each in told)


@dataclass(frozen=True)
class Likeness:
    """What the ids say that an import shares with an account: `compared` of the `shared` can be, `other` are other deals.

    `examples`: of those some: row of the import, and place and row of the import that told of it before.
    """

    shared: int
    compared: int
    other: int
    examples: list[tuple[int, int, int]]

    @property
    def is_other(self) -> bool:
        """Whether most are other deals."""
        return 2 * self.other > self.compared


@dataclass(frozen=True)
class Account:
    """For each node (deal of a program) the last import of this account that tells of it, and the row there."""

    place: np.ndarray
    row: np.ndarray

    @classmethod
    def empty(cls, nodes: int) -> Account:
        """An account of which nothing is known yet."""
        return cls(np.full(nodes, -1, dtype=np.int32), np.zeros(nodes, dtype=np.int32))

    def add(self, at: int, of: np.ndarray) -> None:
        """The import at this place is of the account; `of`: the nodes of its rows."""
        self.place[of] = at
        self.row[of] = np.arange(len(of), dtype=np.int32)

    def likeness(self, told: Sequence[Told], at: int, of: np.ndarray) -> Likeness:
        """What the deals of an import say of those of this account that have their ids.

        One day of creation is one deal.  For the others, of at most 500 words are compared, and stand for all of them.
        """
        rows = np.flatnonzero(self.place[of] >= 0)
        before, there = self.place[of[rows]], self.row[of[rows]]
        days, theirs = told[at].days()[rows], np.full(len(rows), _UNTOLD, dtype=np.int32)
        for place in np.flatnonzero(np.bincount(before, minlength=1)):
            mine = before == place
            theirs[mine] = told[place].days()[there[mine]]
        is_told = (days != _UNTOLD) & (theirs != _UNTOLD)
        is_near = np.abs(days.astype(np.int64) - theirs) <= _ZONES
        open_ = np.flatnonzero(~(is_told & is_near))
        asked = open_[np.linspace(0, len(open_) - 1, min(len(open_), _COMPARED)).astype(np.int64)]
        said = [
            _is_other(told[at], rows[each], told[before[each]], there[each], days_differ=bool(is_told[each]))
            for each in asked
        ]
        share = len(open_) / max(len(asked), 1)
        other = [each for each, is_other in zip(asked, said, strict=True) if is_other]
        return Likeness(
            len(rows),
            len(rows) - len(open_) + round(share * sum(each is not None for each in said)),
            round(share * len(other)),
            [(int(rows[each]), int(before[each]), int(there[each])) for each in other],
        )


def _is_other(new: Told, row: int, old: Told, there: int, *, days_differ: bool) -> bool | None:
    """Whether two rows of one id are of different deals; None: they do not say.

    Two things must differ, the first two that both tell: the name, the day of creation, the account, the owner; one of
    the former two is among them.
    """
    if re.match(UNIQUE, new.refs[row].as_py()):
        return False
    told = [
        _names_differ(one, other) if at == 0 else one != other if one and other else None
        for at, (one, other) in enumerate(zip(new.says(row), old.says(there), strict=True))
    ]
    name, *others = told
    if name is None and not days_differ:
        return None
    known = [each for each in (name, days_differ or None, *others) if each is not None]
    return all(known[:2]) if len(known) > 1 else None


def _names_differ(one: str, other: str) -> bool | None:
    """Whether neither name is the other with words added, so that none is the other renamed; None where one is not told."""
    if not (one and other):
        return None
    words, others = (set(re.findall(r"\w+", name)) for name in (one, other))
    return one != other and not (words and others and (words <= others or others <= words))


def chosen(found: Sequence[Likeness]) -> int | None:
    """Of which account an import is, by what it has in common with each; None: of another one.

    Of those that are not of other deals, the one with which it agrees on most deals, then shares most, then the first.
    """
    fitting = [number for number, each in enumerate(found) if not each.is_other]
    return max(
        fitting,
        key=lambda number: (found[number].compared - found[number].other, found[number].shared, -number),
        default=None,
    )


def crms_of(
    told: Sequence[Told], nodes: Sequence[np.ndarray], one_account: Collection[str]
) -> tuple[list[str], dict[int, list[str]]]:
    """For each import its program and account, such as `pipedrive` and `pipedrive#2`; and what to say of imports, by place.

    Each import is compared with those before it, in the order in which they were imported.  `nodes`: the deals by program
    and id, as numbers.  `one_account`: the programs of whose exports a person said that all are of one account.
    """
    crms, notes = [each.crm for each in told], {}
    for crm in sorted(set(crms)):
        mine = [place for place, each in enumerate(told) if each.crm == crm and len(each.refs)]
        if len(mine) < 2 or crm in one_account:
            continue
        first = min(int(nodes[place].min()) for place in mine)
        size = max(int(nodes[place].max()) for place in mine) - first + 1
        accounts: list[Account] = []
        number_of: dict[int, int] = {}
        for at in mine:
            of = nodes[at] - first
            if told[at].mends in number_of:
                number, found = number_of[told[at].mends], []
            else:
                found = [each.likeness(told, at, of) for each in accounts]
                number = chosen(found)
            is_new = number is None
            if is_new:
                number = len(accounts)
                accounts.append(Account.empty(size))
            accounts[number].add(at, of)
            number_of[at] = number
            crms[at] = account_of(crm, number + 1)
            if said := _said(told, at, crms, found, None if is_new else number):
                notes[at] = [said]
    return crms, notes


def _said(
    told: Sequence[Told], at: int, crms: Sequence[str], found: Sequence[Likeness], number: int | None
) -> str | None:
    """The note on an import: it is of another account, or of which one; or some of its deals are quite other ones now."""
    if not found:
        return None
    called = crm_name(crms[at])
    kept = f"Its deals are kept apart, as those of {called}."
    if number is None:
        most = max(found, key=lambda each: each.other)
        return (
            f"{most.other:,} of {count(most.compared, 'id')} that earlier exports have too stand for other deals here, with other "
            f"names and days of creation ({_examples(told, at, most)}): this file is of another account. {kept} If it is the same "
            "account, say so in the setup, under Pipelines."
        )
    mine = found[number]
    which = (
        f"This file is of another account than the first: most of its ids stand for other deals there. {kept}"
        if number
        else ""
    )
    if not mine.other:
        return which or None
    here = (
        f"{count(mine.other, 'deal')} of {mine.compared:,} that an earlier export has too {'has' if mine.other == 1 else 'have'} "
        f"another name and another day of creation here ({_examples(told, at, mine)}). Each is taken for one deal, as most "
        "deals agree."
    )
    return f"{which} {here}".strip()


def _examples(told: Sequence[Told], at: int, found: Likeness) -> str:
    shown = []
    for row, place, there in found.examples[:3]:
        one, other = (each.names[of].as_py() or "no name" for each, of in ((told[at], row), (told[place], there)))
        shown.append(f"{told[at].refs[row].as_py()}: {one}, before {other}")
    return "; ".join(shown) + ("; ..." if found.other > 3 else "")
