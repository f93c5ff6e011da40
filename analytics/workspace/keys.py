"""Which rows of all imports tell of one deal, and which of them is the newest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.ids import as_numbers
from analytics.intake.recognise.formats import GENERIC, program_of
from analytics.workspace.accounts import crms_of
from analytics.workspace.likeness import UNIQUE, Told
from analytics.workspace.settings import SameDeal

_DIGITS = 15  # of the longest id that is compared as a number; no CRM that counts has come further
_TENS = 10 ** np.arange(_DIGITS, dtype=np.int64)  # the least number of one digit, two, ...


@dataclass(frozen=True)
class Keys:
    """For each import, for each of its deals: the dense key, and whether it is the newest that is told of that deal.

    `order`: the imports from the oldest to the newest; each overrules those before it.
    `crms`: the program and account of each (see `crms_of`); `notes`: what to say of that, by import.
    """

    keys: list[np.ndarray]
    newest: list[np.ndarray]
    known: dict[str, tuple[pa.Array, np.ndarray]]
    order: list[int]
    crms: list[str]
    notes: dict[int, list[str]]

    def of(self, crm: str, refs: pa.Array) -> pa.Array:
        """The keys of deals by CRM and id; missing where no import tells of them.

        A CRM without deals is none: then the ids are those of the one that has deals, where there is one only.
        """
        with_deals = [each for each, (found, _) in self.known.items() if len(found)]
        if crm not in with_deals:
            if len(with_deals) != 1:
                return pa.nulls(len(refs), pa.int32())
            [crm] = with_deals
        found, keys = self.known[crm]
        ours, theirs = _numbers(found), _numbers(refs)
        if ours is None or theirs is None:
            return pa.array(keys, type=pa.int32()).take(pc.index_in(refs, value_set=found, skip_nulls=True))
        at = pd.Index(ours).get_indexer(theirs)
        return pa.array(keys[at], type=pa.int32(), mask=at < 0)


def keys_of(told: Sequence[Told], same: Sequence[SameDeal], one_account: Collection[str] = ()) -> Keys:
    """Number the deals by CRM and id, one number for those that are the same in two CRMs.  Two accounts of a program are two
    CRMs (see `crms_of`).

    The same are those that a person said to be (`same`), and those with one id where that proves it: ids that are unique
    in the world; any other id where one of the two CRMs is not known by name and the deals' names are equal.

    The newest is of the newest export.  Of one day, it is the one named first by the person, then that of a CRM known by
    name, then of the later import.
    """
    nodes, found = _nodes(told)
    crms, notes = crms_of(told, nodes, one_account)
    if crms != [each.crm for each in told]:
        told = [replace(each, crm=crm) for each, crm in zip(told, crms, strict=True)]
        nodes, found = _nodes(told)
    root = np.arange(sum(len(refs) for refs in found.values()))
    starts = dict(zip(found, np.cumsum([0, *map(len, found.values())])[:-1].tolist(), strict=True))
    for one, other in _one_id(told, nodes, found, starts):
        root[other] = root[one]
    preferred = {}
    for pair in same:
        one, other = (
            _node(crm, deal, found, starts) for crm, deal in ((pair.crm, pair.deal_id), (pair.other_crm, pair.other_id))
        )
        if one is not None and other is not None:
            root[root == root[other]] = root[one]
            preferred[one], preferred[other] = 0, 1
    _, dense = np.unique(root, return_inverse=True)
    dense = dense.astype(np.int32)
    keys = [dense[of] for of in nodes]
    known = {crm: (refs, dense[starts[crm] : starts[crm] + len(refs)]) for crm, refs in found.items()}
    order = sorted(range(len(told)), key=lambda at: (told[at].as_of, program_of(told[at].crm) != GENERIC, at))
    return Keys(keys, _newest(told, nodes, keys, preferred, order), known, order, crms, notes)


def _nodes(told: Sequence[Told]) -> tuple[list[np.ndarray], dict[str, pa.Array]]:
    """For each import the places of its deals among all (crm, ref) in order, and the refs of each CRM in order."""
    nodes: list[np.ndarray] = [np.empty(0, dtype=np.int64)] * len(told)
    found, start = {}, 0
    for crm in sorted({each.crm for each in told}):
        mine = [place for place, each in enumerate(told) if each.crm == crm]
        refs = pa.concat_arrays([told[place].refs for place in mine])
        numbers = _numbers(refs)
        if numbers is None:
            coded = refs.dictionary_encode()
            order = pc.sort_indices(coded.dictionary).to_numpy()
            rank = np.empty(len(order), dtype=np.int64)
            rank[order] = np.arange(len(order))
            of = rank[coded.indices.to_numpy()] + start
            found[crm] = coded.dictionary.take(pa.array(order))
        else:
            _, first, of = np.unique(_as_texts(numbers), return_index=True, return_inverse=True)
            of = of + start
            found[crm] = refs.take(pa.array(first))
        for place in mine:
            nodes[place], of = of[: len(told[place].refs)], of[len(told[place].refs) :]
        start += len(found[crm])
    return nodes, found


def _numbers(refs: pa.Array) -> np.ndarray | None:
    """The ids as numbers, where all are such, and none is too long to be put in the order of texts."""
    numbers = as_numbers(refs)
    return None if numbers is None or numbers.max() >= 10**_DIGITS else numbers


def _as_texts(numbers: np.ndarray) -> np.ndarray:
    """Numbers whose order is that of the texts: these are compared from the left, and of two that go on alike the shorter is first."""
    length = np.maximum(np.searchsorted(_TENS, numbers, side="right"), 1)
    return numbers * _TENS[_DIGITS - length] * (_DIGITS + 1) + length


def _one_id(
    told: Sequence[Told], nodes: list[np.ndarray], found: dict[str, pa.Array], starts: dict[str, int]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Nodes of two CRMs that have one id and are one deal."""
    pairs = []
    crms = sorted(found, key=lambda crm: (program_of(crm) == GENERIC, crm))
    for place, other in enumerate(crms):
        for one in crms[:place]:
            at = pc.index_in(found[other], value_set=found[one])
            shared = np.flatnonzero(at.is_valid().to_numpy(zero_copy_only=False))
            if not len(shared):
                continue
            theirs = at.drop_null().to_numpy().astype(np.int64)
            proven = pc.match_substring_regex(found[other].take(pa.array(shared)), UNIQUE).to_numpy(
                zero_copy_only=False
            )
            if program_of(other) == GENERIC != program_of(one):
                proven |= _named(told, nodes, starts[one] + theirs) == _named(told, nodes, starts[other] + shared)
            pairs.append((starts[one] + theirs[proven], starts[other] + shared[proven]))
    return pairs


def _named(told: Sequence[Told], nodes: list[np.ndarray], wanted: np.ndarray) -> np.ndarray:
    """The newest name of each of these deals, as it is compared; what has none equals nothing."""
    names = np.array([f"\0{node}" for node in wanted.tolist()], dtype=object)
    places = {node: place for place, node in enumerate(wanted.tolist())}
    for at in sorted(range(len(told)), key=lambda at: told[at].as_of):
        rows = np.flatnonzero(np.isin(nodes[at], wanted))
        for node, name in zip(nodes[at][rows].tolist(), told[at].names.take(pa.array(rows)).to_pylist(), strict=True):
            if name:
                names[places[node]] = " ".join(name.casefold().split())
    return names


def _node(crm: str, deal_id: str, found: dict[str, pa.Array], starts: dict[str, int]) -> int | None:
    if crm not in found:
        return None
    # Salesforce shows 15 characters of an id in one place and 18 in another
    at = [found[crm].index(pa.scalar(text, found[crm].type)).as_py() for text in (deal_id, deal_id[:15])]
    place = max(at[0], at[1] if len(deal_id) == 18 else -1)
    return None if place < 0 else starts[crm] + place


def _newest(
    told: Sequence[Told],
    nodes: list[np.ndarray],
    keys: list[np.ndarray],
    preferred: dict[int, int],
    order: list[int],
) -> list[np.ndarray]:
    size = 1 + max((int(of.max()) for of in keys if len(of)), default=-1)
    winner = np.full(size, -1)
    for at in order:
        winner[keys[at]] = at
    for at in order:
        day = told[at].as_of
        for row in np.flatnonzero(np.isin(nodes[at], [node for node, rank in preferred.items() if rank == 0])):
            key = keys[at][row]
            if told[winner[key]].as_of == day and told[winner[key]].crm != told[at].crm:
                winner[key] = at
    return [_once(winner[of] == at, of, nodes[at], preferred) for at, of in enumerate(keys)]


def _once(newest: np.ndarray, keys: np.ndarray, nodes: np.ndarray, preferred: dict[int, int]) -> np.ndarray:
    """Of two ids of one CRM that a person said to be one deal, only the one named first."""
    rows = np.flatnonzero(newest)
    if not preferred or len(np.unique(keys[rows])) == len(rows):
        return newest
    rank = np.array([preferred.get(node, 0) for node in nodes[rows].tolist()])
    ordered = rows[np.lexsort((rank, keys[rows]))]
    once = np.zeros(len(newest), dtype=bool)
    once[ordered[np.unique(keys[ordered], return_index=True)[1]]] = True
    return once
