"""What the words of billing programs say of a customer or a subscription.

| word | means |
|---|---|
| trial | pays nothing yet |
| active | pays |
| past_due | should have paid |
| paused | pays nothing for a while; no churn |
| non_renewing | asked to stop, pays until its end |
| cancelled | asked to stop, and pays until its end or is gone: the dates say which |
| ended | is gone |
| future | begins later |
| incomplete | never began: the first payment failed |
"""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts
from analytics.intake.recognise import crm_format, normal
from analytics.intake.values import STATES, flags

_MEANINGS = {
    "trial": "trial, in trial, trialing, trialling, free trial, test, testphase, essai, prueba, teste, prova, proef, prøve, 试用",
    "active": "active, active subscriber, live, current, customer, onboarding, implementation, implementing, kunde, client, cliente, klant, 客户, renewing, in progress, activated, to renew, renewed, open, aktiv, laufend, verlängert, actif, active, "
    "activo, activa, ativo, ativa, attivo, attiva, actief, lopend, 有效, 活跃, 激活",
    "past_due": "past due, past_due, pastdue, unpaid, overdue, grace, delinquent, dunning, überfällig, en retard, vencido, vencida, 逾期",
    "paused": "paused, pause, on hold, suspended, frozen, pausiert, en pause, pausado, pausada, sospeso, gepauzeerd, "
    "satt på pause, 暂停",
    "non_renewing": "non renewing, non-renewing, not renewing, will not renew, cancelling, canceling, cancellation scheduled, "
    "pending cancellation, läuft aus",
    "cancelled": "cancelled, canceled, cancelled subscriber, canceled subscriber, gekündigt, résilié, résiliée, cancelado, cancelada, disdetto, opgezegd, "
    "oppsagt, 已取消, 取消",
    "ended": "ended, expired, churned, churned voluntary, churned delinquent, lapsed, inactive, terminated, closed, lost, former, ex-customer, former customer, past customer, "
    "churned customer, lost customer, ex customer, deactivated, deleted, ehemaliger kunde, ancien client, antiguo cliente, ex cliente, "
    "beendet, abgelaufen, inaktiv, ehemalig, terminé, expiré, inactif, terminado, inactivo, vencido el plazo, encerrado, "
    "inativo, expirado, expirada, terminato, scaduto, inattivo, beëindigd, verlopen, inactief, avsluttet, utløpt, 已结束, 流失, 已过期",
    "future": "future, scheduled, pending start, not started, upcoming, zukünftig, geplant, futur, futuro, futura, toekomstig, 未来",
    "incomplete": "incomplete, churned trial, trial expired, expired trial, incomplete_expired, incomplete expired, failed, draft",
}
_NO_CUSTOMERS = (
    "lead, new lead, working lead, qualified lead, unqualified lead, prospect, suspect, opportunity, subscriber, mql, sql, marketing qualified lead, sales qualified lead, competitor, vendor, "
    "supplier, press, investor, analyst, interessent, wettbewerber, lieferant, concurrent, fournisseur, prospecto, competidor, proveedor, "
    "concorrente, fornecedor, fornitore, leverancier, konkurrent, leverandør, 潜在客户, 线索, 竞争对手, 供应商"
)
_NO_CUSTOMER = frozenset(map(normal, _NO_CUSTOMERS.split(",")))
_WORDS = {normal(word): status for status, words in _MEANINGS.items() for word in words.split(",")}


def statuses(columns: Columns) -> pd.Series:
    """The status in one of the words above; missing where the file says nothing, or a word that is not known (a note).

    A CRM whose word means something else says so in its description: `[status]`, its word = one of the words above.
    """
    if is_flag(columns):
        active = flags(columns.raw.cells[columns.recognition.mapping["status"]], STATES["is_active"])
        said = columns.note("status", "flag", active)
        return said.map({True: "active", False: "ended"}).astype("object").where(said.notna(), None)
    own = {normal(word): status for word, status in crm_format(columns.recognition.crm).get("status", {}).items()}
    written = columns.read("status")
    written = written.where(~no_customers(written))
    said = {word: (own | _WORDS | own).get(normal(word)) for word in distinct_texts(written)}
    unknown = sorted(word for word, status in said.items() if status is None)
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('status')}: {', '.join(unknown[:5])} is no status that is known; the dates decide there."
        )
    return written.map(said).astype("object").where(written.notna(), None)


def is_flag(columns: Columns) -> bool:
    """Whether the status is a yes or no below a heading `Active`."""
    return (
        columns.has("status")
        and normal(columns.label("status")).strip("?! ").removeprefix("is ") in STATES["is_active"]
    )


def relations(columns: Columns) -> tuple[pd.Series, pd.Series]:
    """What a column of types or stages of accounts says of each: its status in a word of `statuses`, missing where it is but
    a customer or nothing is known, and whether it is no customer (a prospect, a vendor).

    The column counts only where some account is a customer by it: any list has types of its own.
    """
    told = columns.read("relation")
    nobody = pd.Series(False, index=told.index)
    # "Customer - Direct": what comes before the dash
    said = {
        word: _WORDS.get(normal(word)) or _WORDS.get(normal(word.partition(" - ")[0])) for word in distinct_texts(told)
    }
    if "active" not in said.values():
        return told.where(nobody), nobody
    # a customer who left may still be called one: the days tell
    told_so = told.map({word: status for word, status in said.items() if status != "active"}).astype("object")
    return told_so.where(told_so.notna(), None), no_customers(told)


def no_customers(words: pd.Series) -> pd.Series:
    """Whether each word says of an account that it buys nothing: a prospect, a vendor."""
    found = {word: normal(word) in _NO_CUSTOMER for word in distinct_texts(words)}
    return words.map(found).fillna(False).astype(bool)
