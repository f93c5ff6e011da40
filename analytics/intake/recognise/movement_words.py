"""What words say of a movement of recurring revenue."""

from __future__ import annotations

from collections.abc import Collection

from analytics.intake.recognise.headings import normal

_MEANINGS = {
    "new": "new, new biz, new business, new customer, new mrr, new arr, new subscription, new logo, initial, neu, neugeschäft, neukunde, nouveau, "
    "nouveau client, nuevo, nuevo cliente, novo, novo cliente, nuovo, nuovo cliente, nieuw, nieuwe klant, ny, ny kunde, 新增, 新客户, 新签",
    "expansion": "expansion, expansion mrr, upgrade, upsell, up-sell, cross-sell, crosssell, increase, existing business, erweiterung, ausbau, erhöhung, "
    "augmentation, expansión, ampliación, expansão, espansione, uitbreiding, utvidelse, 扩展, 增购, 升级",
    "contraction": "contraction, contraction mrr, downgrade, downsell, down-sell, decrease, reduction, reduzierung, reduktion, verringerung, diminution, "
    "réduction, contracción, reducción, contração, redução, contrazione, riduzione, krimp, verlaging, reduksjon, 收缩, 降级, 减少",
    "churn": "churn, churned, churn mrr, churned mrr, lost, cancelled, canceled, cancellation, churn delinquent, churn voluntary, delinquent churn, abwanderung, "
    "kündigung, gekündigt, résiliation, résilié, attrition, perte, baja, cancelación, cancelado, cancelamento, perda, disdetta, abbandono, opzegging, "
    "opgezegd, verlies, frafall, oppsagt, oppsigelse, 流失, 取消",
    "reactivation": "reactivation, reactivation mrr, reactivated, resurrected, win-back, winback, reaktivierung, réactivation, reactivación, reativação, "
    "riattivazione, heractivering, reaktivering, 恢复, 重新激活",
    "renewal": "renewal, renewed, verlängerung, renouvellement, renovación, renovação, rinnovo, verlenging, fornyelse, 续约",
}  # fmt: skip
_WORDS = {normal(word.strip()): kind for kind, words in _MEANINGS.items() for word in words.split(",")}


def movement_of(word: str) -> str | None:
    """What a word says of a movement: new, expansion, contraction, churn, reactivation, renewal; None for any other word."""
    return _WORDS.get(normal(word))


def tell_movements(words: Collection[str]) -> bool:
    """Whether these are the words of a list of movements: nothing else, and of customers who left, came back or pay less.

    New and Upgrade alone may be types of deals.
    """
    said = {movement_of(word) for word in words}
    return None not in said and bool(said & {"contraction", "churn", "reactivation"})
