"""Twenty-six deals as they happened, with what makes exports hard to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

OPEN_STAGES = ("A", "B", "C")  # the first, second and third stage, whatever a program calls them


@dataclass(frozen=True)
class Step:
    """The deal entered `stage` (A, B, C, won or lost) at that minute."""

    stage: str
    at: datetime


@dataclass(frozen=True)
class Deal:
    """`number` counts from 1; every program makes its own id of it.  `expected`: the day somebody hoped for."""

    number: int
    name: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
    expected: date
    steps: tuple[Step, ...]
    source: str
    reason: str | None = field(default=None)

    @property
    def created(self) -> datetime:
        return self.steps[0].at

    @property
    def last(self) -> str:
        """Where the deal stands, won and lost among the stages."""
        return self.steps[-1].stage

    @property
    def outcome(self) -> str:
        return self.last if self.last in ("won", "lost") else "open"

    @property
    def last_open(self) -> str:
        """The stage in which it stands, was won, or died."""
        return [step.stage for step in self.steps if step.stage in OPEN_STAGES][-1]

    @property
    def closed(self) -> date | None:
        return None if self.outcome == "open" else self.steps[-1].at.date()

    @property
    def moved(self) -> datetime:
        return self.steps[-1].at


def _deal(number, name, account, owner, amount, expected, *steps, source="Web", reason=None):
    value, _, currency = amount.rpartition(" ")
    return Deal(
        number,
        name,
        account,
        owner,
        Decimal(value) if value else None,
        currency,
        date.fromisoformat(expected),
        tuple(Step(stage, datetime.fromisoformat(at)) for stage, _, at in (step.partition(" ") for step in steps)),
        source,
        reason,
    )


# fmt: off
DEALS = [
    _deal(1, "Shelving for Aalborg", "Acme Corp.", "Anna Berg", "5000 EUR", "2025-03-31", "A 2025-01-13 09:05", "B 2025-02-03 14:30", "C 2025-02-24 10:15", "won 2025-03-27 16:00"),
    _deal(2, "Ausbau Halle 3, Süd", "Müller & Söhne, Köln", "Jürgen Weiß", "1234.56 EUR", "2025-04-30", "A 2025-01-20 08:00", "B 2025-02-11 11:11", "lost 2025-03-14 17:45", reason="Price"),
    _deal(3, 'The "Gold" plan', 'Bar "Zum Anker"', "Anna Berg", "18750 EUR", "2026-09-30", "A 2025-11-17 10:00", "B 2026-01-08 09:30", "C 2026-03-19 15:20"),
    _deal(4, "First line\nsecond line", "Two\nLines Ltd", "Zoë O'Neill", "999.99 USD", "2026-08-15", "A 2026-05-12 13:00"),
    _deal(5, "北京物流 项目", "上海有限公司", "李娜", "88000 USD", "2025-06-15", "A 2025-02-27 09:00", "C 2025-04-16 12:00", "won 2025-06-13 18:30", source="Partner"),
    _deal(6, "=cmd|' /C calc'!A0", "@home GmbH", "Anna Berg", "2500.5 EUR", "2026-07-31", "A 2026-02-26 10:10", "B 2026-04-13 10:40"),
    _deal(7, "NA", "NULL", "Jürgen Weiß", "700 EUR", "2025-05-31", "A 2025-03-17 08:30", "lost 2025-04-29 09:15", reason="No budget"),
    _deal(8, "NULL", "None", "Jennifer Null", "EUR", "2026-10-31", "A 2026-06-02 12:00"),
    _deal(9, "-10% Rabatt", "Jürgens Eisen", "Jürgen Weiß", "4321 EUR", "2025-07-31", "A 2025-04-01 07:00", "B 2025-04-22 16:16", "C 2025-05-21 11:00", "lost 2025-07-18 14:00", reason="Competitor"),
    _deal(10, "Total Energy, phase 2", "Total Energy SA", "Zoë O'Neill", "65000 USD", "2026-09-15", "A 2026-01-29 09:00", "B 2026-03-03 09:00", source="Partner"),
    _deal(11, "Credit note 7", "Acme Corp.", "Anna Berg", "-1500 EUR", "2025-08-31", "A 2025-07-21 10:00", "B 2025-07-28 10:00", "C 2025-08-05 10:00", "won 2025-08-19 10:00"),
    _deal(12, "Harbour crane", "Port of Łódź", "Zoë O'Neill", "12345678.9 USD", "2026-12-31", "A 2025-09-16 08:45", "B 2025-12-15 13:05", "C 2026-05-28 17:59"),
    _deal(13, "Sample bag", "Café Noir", "李娜", "0.99 EUR", "2026-07-15", "A 2026-05-18 11:00", "B 2026-06-09 11:00"),
    _deal(14, "Back and forth", "Pendel AG", "Anna Berg", "15000 EUR", "2026-11-30", "A 2025-10-13 09:00", "B 2025-11-04 09:00", "C 2025-12-16 09:00", "B 2026-02-17 09:00"),
    _deal(15, "Renewal", "Nordlys AS", "Zoë O'Neill", "12000 EUR", "2025-10-31", "A 2025-08-14 09:00", "B 2025-09-02 09:00", "C 2025-09-30 09:00", "won 2025-10-30 09:00", source="Partner"),
    _deal(16, "Renewal", "Sørlandet AS", "Zoë O'Neill", "13000 EUR", "2025-11-30", "A 2025-08-15 09:00", "B 2025-09-03 09:00", "lost 2025-11-26 09:00", reason="Price"),
    _deal(17, "Same day", "Blitz KG", "Jürgen Weiß", "300.3 EUR", "2025-12-24", "A 2025-12-22 08:00", "won 2025-12-22 19:00"),
    _deal(18, "No amount, lost", "Leer AG", "Anna Berg", "EUR", "2025-09-30", "A 2025-06-23 10:00", "lost 2025-07-15 10:00", reason="No budget"),
    _deal(19, "Month end", "Ultimo BV", "李娜", "31031.31 EUR", "2025-02-28", "A 2025-01-31 23:30", "B 2025-02-14 00:05", "C 2025-02-20 12:00", "won 2025-02-28 23:59"),
    _deal(20, "Leap day", "Février SARL", "李娜", "2902 EUR", "2024-05-31", "A 2024-02-29 12:00", "B 2024-03-15 12:00", "C 2024-04-18 12:00", "lost 2024-05-31 12:00", reason="Competitor"),
    _deal(21, "Small days", "Datum BV", "Zoë O'Neill", "4005.06 USD", "2026-05-06", "A 2025-03-04 05:06", "B 2025-07-08 09:10", "C 2025-11-12 01:02"),
    _deal(22, "Pipes | and; more", "A;B|C", "Anna Berg", "1000000 EUR", "2026-08-31", "A 2026-04-20 10:00", "C 2026-06-15 10:00", source="Fair"),
    _deal(23, "Żółw 🐢 – slow", "Çelik & Şahin", "李娜", "7777.7 USD", "2026-10-15", "A 2026-03-25 10:00", "B 2026-05-05 10:00"),
    _deal(24, "Won in Wonderland", "Wonderland GmbH", "Jürgen Weiß", "50 EUR", "2025-12-31", "A 2025-10-21 10:00", "B 2025-11-18 10:00", "lost 2025-12-29 10:00", reason="Price", source="Fair"),
    _deal(25, "'tis the season", "L'Oréal d'Est", "Jürgen Weiß", "12500 EUR", "2026-12-24", "A 2026-06-16 10:00"),
    _deal(26, "000123", "1E5", "Anna Berg", "123 EUR", "2025-06-30", "A 2025-05-05 10:00", "B 2025-05-13 10:00", "C 2025-06-17 10:00", "won 2025-06-26 10:00"),
]
# fmt: on
