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
from analytics.intake.recognise import crm_format, normal

_MEANINGS = {
    "trial": "trial, in trial, trialing, trialling, free trial, test, testphase, essai, prueba, teste, prova, proef, prøve, 试用",
    "active": "active, live, current, renewing, in progress, activated, to renew, renewed, open, aktiv, laufend, verlängert, actif, active, "
    "activo, activa, ativo, ativa, attivo, attiva, actief, lopend, 有效, 活跃, 激活",
    "past_due": "past due, past_due, pastdue, unpaid, overdue, grace, delinquent, überfällig, en retard, vencido, vencida, 逾期",
    "paused": "paused, pause, on hold, suspended, frozen, pausiert, en pause, pausado, pausada, sospeso, gepauzeerd, "
    "satt på pause, 暂停",
    "non_renewing": "non renewing, non-renewing, not renewing, will not renew, cancelling, canceling, cancellation scheduled, "
    "pending cancellation, läuft aus",
    "cancelled": "cancelled, canceled, gekündigt, résilié, résiliée, cancelado, cancelada, disdetto, opgezegd, "
    "oppsagt, 已取消, 取消",
    "ended": "ended, expired, churned, lapsed, inactive, terminated, closed, lost, former, ex-customer, deactivated, "
    "beendet, abgelaufen, inaktiv, ehemalig, terminé, expiré, inactif, terminado, inactivo, vencido el plazo, encerrado, "
    "inativo, expirado, expirada, terminato, scaduto, inattivo, beëindigd, verlopen, inactief, avsluttet, utløpt, 已结束, 流失, 已过期",
    "future": "future, scheduled, pending start, not started, upcoming, zukünftig, geplant, futur, futuro, futura, toekomstig, 未来",
    "incomplete": "incomplete, incomplete_expired, incomplete expired, failed, draft",
}
_WORDS = {normal(word): status for status, words in _MEANINGS.items() for word in words.split(",")}


def statuses(columns: Columns) -> pd.Series:
    """The status in one of the words above; missing where the file says nothing, or a word that is not known (a note).

    A CRM whose word means something else says so in its description: `[status]`, its word = one of the words above.
    """
    own = {normal(word): status for word, status in crm_format(columns.recognition.crm).get("status", {}).items()}
    written = columns.read("status")
    said = {word: (own | _WORDS | own).get(normal(word)) for word in written.dropna().unique()}
    unknown = sorted(word for word, status in said.items() if status is None)
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('status')}: {', '.join(unknown[:5])} is no status that is known; the dates decide there."
        )
    return written.map(said).astype("object").where(written.notna(), None)
