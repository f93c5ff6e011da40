"""Which account of a program an import is of: two accounts (portals) give the same ids to different deals.

Both count from 1.  What the rows of one id say in two imports tells whether these are of one account; where most say that
the deals are others, the import is of another account, and `crm` of its deals is that of a program of its own (`pipedrive#2`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import count

import numpy as np

from analytics import wording
from analytics.intake.recognise.formats import account_of, crm_name, number_of, program_of
from analytics.workspace.likeness import Account, Likeness, Told, chosen


def crms_of(
    told: Sequence[Told], nodes: Sequence[np.ndarray], one_account: Collection[str]
) -> tuple[list[str], dict[int, list[str]]]:
    """For each import its program and account, such as `pipedrive` and `pipedrive#2`; and what to say of imports, by place.

    An import is of the account that is given, else each is compared with those before it, in the order in which they were
    imported.  A new account has the first number that none has.  `nodes`: the deals by program and id, as numbers.
    `one_account`: the programs of whose exports a person said that all are of one account.
    """
    crms, notes = [each.crm for each in told], {}
    for crm in sorted(set(crms)):
        mine = [place for place, each in enumerate(told) if each.crm == crm and len(each.refs)]
        if not mine or crm in one_account:
            continue
        first = min(int(nodes[place].min()) for place in mine)
        size = max(int(nodes[place].max()) for place in mine) - first + 1
        given = {place: number_of(told[place].given) for place in mine if program_of(told[place].given or "") == crm}
        accounts: dict[int, Account] = {}
        number_at: dict[int, int] = {}
        for at in mine:
            of = nodes[at] - first
            found: dict[int, Likeness] = {}
            if told[at].mends in number_at:
                number = number_at[told[at].mends]
            else:
                found = {number: each.likeness(told, at, of) for number, each in accounts.items()}
                number = given.get(at, chosen(found) if found else None)
            if number is None:
                number = next(each for each in count(1) if each not in accounts and each not in given.values())
            accounts.setdefault(number, Account.empty(size)).add(at, of)
            number_at[at] = number
            crms[at] = account_of(crm, number)
            if said := _said(told, at, crms, found, number):
                notes[at] = [said]
    return crms, notes


def _said(told: Sequence[Told], at: int, crms: Sequence[str], found: Mapping[int, Likeness], number: int) -> str | None:
    """The note on an import: it is of another account, or of which one; or some of its deals are quite other ones now."""
    kept = f"Its deals are kept apart, as those of {crm_name(crms[at])}."
    if number not in found and found:
        most = max(found.values(), key=lambda each: each.other)
        ids = wording.count(most.compared, "id")
        return (
            f"{most.other:,} of {ids} that earlier exports have too stand for other deals here, with other names and days of "
            f"creation ({_examples(told, at, most)}): this file is of another account. {kept} If it is the same account, say so "
            "in the setup, under Pipelines."
            if most.other
            else f"This file is of another account than those before it. {kept}"
        )
    which = f"This file is of another account than the first. {kept}" if number > 1 else ""
    return f"{which} {_doubt(told, at, found[number]) if found else ''}".strip() or None


def _doubt(told: Sequence[Told], at: int, mine: Likeness) -> str:
    """What speaks against the account of which an import was taken to be."""
    examples = _examples(told, at, mine)
    otherwise = "If this file is of another account, say so in the setup, under Pipelines."
    if mine.other:
        ids, stand = wording.count(mine.compared, "id"), "stands" if mine.other == 1 else "stand"
        return (
            f"{mine.other:,} of {ids} that an earlier export has too {stand} for another deal here, with another name and another "
            f"day of creation ({examples}). Two different deals under one id: only the newer one counts. {otherwise}"
        )
    if not mine.is_doubtful:
        return ""
    number, what = max(
        (mine.renamed, "another name"), (mine.redated, "another day of creation"), key=lambda each: each[0]
    )
    if mine.changed:
        number, what = mine.changed, "another name and another account"
    have = "has" if number == 1 else "have"
    return (
        f"{number:,} of {wording.count(mine.shared, 'deal')} that an earlier export has too {have} {what} here ({examples}). By "
        f"their ids they are taken for the same deals. {otherwise}"
    )


def _examples(told: Sequence[Told], at: int, found: Likeness) -> str:
    by_day = not (found.other or found.changed) and found.renamed < found.redated
    shown = []
    for row, place, there in found.examples[:3]:
        one, other = (
            (each.created if by_day else each.names)[of].as_py() or "no name"
            for each, of in ((told[at], row), (told[place], there))
        )
        shown.append(f"{told[at].refs[row].as_py()}: {one}, before {other}")
    return "; ".join(shown) + ("; ..." if len(found.examples) > 3 else "")
