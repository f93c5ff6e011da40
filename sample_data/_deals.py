"""The true deals: every save of every deal, from which each CRM shows its own part."""

from bisect import bisect
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from _company import (
    AS_OF,
    EXISTING_BUSINESS_SHIFT,
    EXPORTED_AT,
    FIRST_DAY,
    INTAKE_GROWTH,
    LOST,
    OWNERS,
    PRODUCTS,
    SALES,
    SEASON,
    SOURCES,
    TROUBLED_SHIFT,
    WEAK_OWNER,
    WEAK_SHIFT,
    WEAK_STAGE,
    WON,
    Owner,
    Product,
    Team,
    currency_of,
)
from _details import CLEAN_UP, amounts_of, is_troubled, lost_reason_of
from _journeys import Visit, expected_closes, journey
from _names import Account, AccountBook, deal_name, next_step, person, weighted


@dataclass(frozen=True)
class Save:
    """One save of a deal: what the CRM held after it."""

    at: datetime
    stage: str
    amount: float | None
    close_on: date


@dataclass(frozen=True)
class Deal:
    """One deal with everything that happened to it up to the export."""

    deal_id: str
    name: str
    account: Account
    contact: str
    owner: Owner | None
    team: Team
    pipeline: str
    source: str
    product: Product
    currency: str
    deal_type: str
    lost_reason: str
    next_step: str
    priority: str
    days_since_activity: int
    quiet_since: datetime | None
    saves: tuple[Save, ...]

    @property
    def created(self) -> datetime:
        """When the deal was entered."""
        return self.saves[0].at

    def until(self, moment: datetime) -> tuple[Save, ...]:
        """The saves known at a moment; empty before the deal existed."""
        return tuple(save for save in self.saves if save.at <= moment)

    def visits(self, moment: datetime = EXPORTED_AT) -> list[Visit]:
        """Each entry into a stage, closed ones included."""
        saves = self.until(moment)
        return [
            (save.at, save.stage)
            for before, save in zip((None, *saves), saves, strict=False)
            if before is None or before.stage != save.stage
        ]

    def last_activity(self, moment: datetime = EXPORTED_AT) -> date:
        """Silent deals had their last contact long ago, the others lately, closed ones around the close."""
        entered, stage = self.visits(moment)[-1]
        if stage in (WON, LOST):
            return entered.date()
        if self.quiet_since and self.quiet_since <= moment:
            return self.quiet_since.date()
        return max(entered.date(), moment.date() - timedelta(days=self.days_since_activity))


def created_times(rng: Random, team: Team) -> list[datetime]:
    """Growing, seasonal intake, in order."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((AS_OF - FIRST_DAY).days + 1)]
    weights = [
        0 if day.weekday() > 4 else INTAKE_GROWTH ** (n / len(days)) * SEASON[day.month - 1]
        for n, day in enumerate(days)
    ]
    edges = list(accumulate(weights))
    picked = sorted(bisect(edges, rng.random() * edges[-1]) for _ in range(team.deals))
    hours = [time(rng.randint(8, 17), rng.randint(0, 59)) for _ in picked]
    return sorted(datetime.combine(days[n], hour) for n, hour in zip(picked, hours, strict=True))


def sales_deals(seed: str, team: Team, book: AccountBook, ids: list[str]) -> list[Deal]:
    """All deals of a team's sales pipeline, oldest first."""
    deals: list[Deal] = []
    for number, created in enumerate(created_times(Random(f"{seed}/{team.name}/intake"), team)):
        deals.append(_sales_deal(Random(f"{seed}/{team.name}/{number}"), team, book, created, ids[number], deals))
    return deals


def _sales_deal(
    rng: Random, team: Team, book: AccountBook, created: datetime, deal_id: str, earlier: list[Deal]
) -> Deal:
    account, is_customer = _account(rng, team, book, created, earlier)
    owner = rng.choice([owner for owner in OWNERS if owner.team is team and owner.since <= created.date()])
    source = weighted(rng, {name: share for name, (share, _) in SOURCES.items()})
    product = rng.choices(PRODUCTS, weights=[product.share for product in PRODUCTS])[0]

    def shift(stage: str, entered: datetime) -> float:
        return (
            SOURCES[source][1]
            + (EXISTING_BUSINESS_SHIFT if is_customer else 0)
            + (WEAK_SHIFT if owner.name == WEAK_OWNER and stage == WEAK_STAGE else 0)
            + (TROUBLED_SHIFT if is_troubled(product, stage, entered) else 0)
        )

    visits, quiet_since = journey(rng, created, shift)
    if team.crm == "hubspot" and quiet_since and quiet_since < CLEAN_UP - timedelta(days=182) and rng.random() < 0.6:
        visits.append((CLEAN_UP + timedelta(minutes=rng.randint(0, 4)), LOST))
    closes = expected_closes(rng, visits, quiet_since, month_end_share=0.4 if team.crm == "hubspot" else 0.1)
    amounts = amounts_of(rng, visits, product, account)
    return Deal(
        deal_id=deal_id,
        name=deal_name(rng, account, product.name),
        account=account,
        contact=person(rng),
        owner=owner,
        team=team,
        pipeline=SALES,
        source=source,
        product=product,
        currency=currency_of(account.region),
        deal_type="Existing Business" if is_customer else "New Business",
        lost_reason=lost_reason_of(rng, visits, product),
        next_step=next_step(rng),
        priority=rng.choices(["", "Low", "Medium", "High"], weights=[50, 12, 25, 13])[0],
        days_since_activity=min(int(rng.expovariate(1 / 6)), 28),
        quiet_since=quiet_since,
        saves=merged(rng, visits, amounts, closes),
    )


def _account(
    rng: Random, team: Team, book: AccountBook, created: datetime, earlier: list[Deal]
) -> tuple[Account, bool]:
    """A new account, one that bought before, or one that said no before."""
    kind = rng.random()
    if kind < 0.16:
        stage = WON if kind < 0.12 else LOST
        known = [deal.account for deal in earlier if deal.saves[-1].stage == stage and deal.saves[-1].at < created]
        if known:
            return rng.choice(known), stage == WON
    return book.new(rng, team), False


def merged(
    rng: Random,
    visits: list[Visit],
    amounts: list[tuple[datetime, float | None]],
    closes: list[tuple[datetime, date]],
) -> tuple[Save, ...]:
    """One log of saves.  Closing a deal sets its close date; a few sellers date it back."""
    stage_at, amount_at, close_at = dict(visits), dict(amounts), dict(closes)
    ends = [*(moment for moment, _ in visits[1:]), EXPORTED_AT + timedelta(days=1)]
    closed = [(start, end) for (start, stage), end in zip(visits, ends, strict=True) if stage in (WON, LOST)]
    saves: list[Save] = []
    save = Save(visits[0][0], visits[0][1], amounts[0][1], closes[0][1])
    for moment in sorted({*stage_at, *amount_at, *close_at}):
        # nobody edits a closed deal
        if moment > EXPORTED_AT or any(start < moment < end for start, end in closed):
            continue
        save = replace(
            save,
            at=moment,
            stage=stage_at.get(moment, save.stage),
            amount=amount_at.get(moment, save.amount),
            close_on=close_at.get(moment, save.close_on),
        )
        if moment in stage_at and save.stage in (WON, LOST):
            dated_back = timedelta(days=rng.randint(2, 11) if rng.random() < 0.02 else 0)
            save = replace(save, close_on=max(moment.date() - dated_back, visits[0][0].date()))
        saves.append(save)
    return tuple(saves)
