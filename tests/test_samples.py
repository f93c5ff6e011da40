"""Sample data: the files are what their script writes, and hold what the README promises."""

import csv
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import pytest
from python_calamine import CalamineWorkbook

SAMPLES = Path(__file__).parents[1] / "sample_data"
HUBSPOT = "hubspot-crm-exports-all-deals-2026-06-30.csv"
OPPORTUNITIES = "salesforce-opportunities-2026-06-30.csv"
HISTORY = "salesforce-opportunity-history-2026-06-30.csv"
WEEKS = [f"pipedrive-deals-2026-06-{day}" for day in ("09.csv", "16.csv", "23.csv", "30.xlsx")]
TABLES = ["customers.csv", "subscriptions.csv", "targets.csv", "worked_example.csv"]
FILES = sorted([HUBSPOT, OPPORTUNITIES, HISTORY, *WEEKS, *TABLES])
EXPORTED = date(2026, 6, 30)

OPEN_STAGES = ["Connect Call", "Discovery", "Demo", "Proposal", "Decision Maker Bought-In", "Contract Sent"]
RENEWAL_STAGES = ["Renewal Due", "Usage Review", "Renewal Offer", "Commitment"]
CLOSED = ["Closed Won", "Closed Lost"]


def rows_of(name: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Rows of a CSV up to its footer, if it has one: those as long as the header."""
    with (SAMPLES / name).open(encoding=encoding, newline="") as file:
        header, *rows = csv.reader(file)
    return [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]


@pytest.fixture(scope="module")
def hubspot():
    return rows_of(HUBSPOT, "utf-8-sig")


@pytest.fixture(scope="module")
def sales(hubspot):
    return [row for row in hubspot if row["Pipeline"] == "Sales Pipeline"]


@pytest.fixture(scope="module")
def opportunities():
    return rows_of(OPPORTUNITIES, "cp1252")


@pytest.fixture(scope="module")
def history():
    """Saves by opportunity, oldest first."""
    saves: dict[str, list[dict[str, str]]] = {}
    for row in reversed(rows_of(HISTORY, "cp1252")):
        saves.setdefault(row["Opportunity ID"], []).append(row)
    return saves


@pytest.fixture(scope="module")
def weeks():
    """Deals by id for each of the four Tuesdays."""
    header, *rows = CalamineWorkbook.from_path(SAMPLES / WEEKS[-1]).get_sheet_by_index(0).to_python()
    last = [dict(zip(header, row, strict=True)) for row in rows]
    return [{str(int(row["Deal - ID"])): row for row in rows} for rows in (*map(rows_of, WEEKS[:-1]), last)]


def entered(row: dict[str, str]) -> list[str]:
    return [row[f'Date entered "{stage} (Sales Pipeline)"'] for stage in OPEN_STAGES]


def furthest(row: dict[str, str]) -> int:
    return max(n for n, day in enumerate(entered(row)) if day)


def day(text: str) -> date:
    return date.fromisoformat(text[:10])


def win_rate(stages: list[str]) -> float:
    return stages.count("Closed Won") / (stages.count("Closed Won") + stages.count("Closed Lost"))


def moved_on(rows: list[dict[str, str]], position: int) -> float:
    """Of the deals whose fate at a stage is known, the share that got past it."""
    past = sum(furthest(row) > position or row["Is Closed Won"] == "true" for row in rows)
    died = sum(furthest(row) == position and row["Deal Stage"] == "Closed Lost" for row in rows)
    return past / (past + died)


def contents(path: Path) -> object:
    """Bytes; of a workbook the bytes of its parts, which do not depend on the zlib that packed them."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return [(part.filename, part.date_time, book.read(part)) for part in book.infolist()]


def test_the_script_writes_the_committed_files(tmp_path):
    subprocess.run([sys.executable, SAMPLES / "make_samples.py", "--to", tmp_path], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    for name in FILES:
        assert contents(tmp_path / name) == contents(SAMPLES / name), name


def test_files_are_small_and_described():
    assert sum((SAMPLES / name).stat().st_size for name in FILES) < 3_000_000
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in (HUBSPOT, OPPORTUNITIES, HISTORY, WEEKS[0], WEEKS[-1], *TABLES))


def test_each_crm_has_its_share_of_deals(hubspot, opportunities, weeks):
    assert 1_800 <= len(hubspot) <= 2_000
    assert 650 <= len(opportunities) <= 750
    assert 245 <= len(weeks[0]) <= len(weeks[-1]) <= 275
    assert len({row["Record ID"] for row in hubspot}) == len(hubspot)
    assert len({row["Opportunity ID"] for row in opportunities}) == len(opportunities)
    assert {len(row["Opportunity ID"]) for row in opportunities} == {18}
    currencies = {row["Currency"] for row in hubspot} | {row["Amount Currency"] for row in opportunities}
    assert currencies == {row["Deal - Currency of Value"] for row in weeks[-1].values()} == {"EUR", "USD"}


def test_hubspot_file_is_written_as_hubspot_does(hubspot):
    data = (SAMPLES / HUBSPOT).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfRecord ID,Deal Name,Pipeline,Deal Stage,Amount,")
    assert b'"Date entered ""Closed Won (Renewals Pipeline)"""' in data
    names = [row["Deal Name"] for row in hubspot]
    for awkward in ("\n", ",", '"', "ü"):
        assert any(awkward in name for name in names), awkward
    assert any(name.startswith("=") for name in names)


def test_every_stage_of_both_pipelines_is_visited(hubspot):
    for pipeline, stages in (("Sales Pipeline", OPEN_STAGES), ("Renewals Pipeline", RENEWAL_STAGES)):
        for stage in (*stages, *CLOSED):
            assert any((row["Pipeline"], row["Deal Stage"]) == (pipeline, stage) for row in hubspot), stage
            dates = [row[f'Date entered "{stage} ({pipeline})"'] for row in hubspot]
            assert 0 < sum(map(bool, dates)) < len(hubspot), stage


def test_hubspot_deals_skip_move_back_reopen_and_lack_amounts(hubspot, sales):
    known = [[moment for moment in entered(row) if moment] for row in sales]
    assert sum(any(later < earlier for earlier, later in pairwise(moments)) for moments in known) > 30  # moved back
    assert 200 < sum("" in entered(row)[: furthest(row)] for row in sales) < 500  # skipped
    died = [row for row in sales if row['Date entered "Closed Lost (Sales Pipeline)"']]
    assert sum(row["Deal Stage"] != "Closed Lost" for row in died) >= 5  # re-opened
    assert 100 < sum(row["Amount"] == "" for row in hubspot) < 400
    assert any(row["Amount"] == "0" for row in hubspot)


def test_open_deals_have_month_end_defaults_and_overdue_dates(sales):
    closes = [(day(row["Create Date"]), day(row["Close Date"])) for row in sales if row["Is Deal Closed?"] == "false"]
    default = sum(created.replace(day=1) == close.replace(day=1) and close.day >= 28 for created, close in closes)
    assert 0.05 < default / len(closes) < 0.4
    assert 0.1 < sum(close < EXPORTED for _, close in closes) / len(closes) < 0.4


def test_salesforce_reports_are_written_as_salesforce_does():
    for name, title in ((OPPORTUNITIES, "All Opportunities (Americas)"), (HISTORY, "Opportunity History (Americas)")):
        data = (SAMPLES / name).read_bytes()
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
        assert b"\r" not in data
        table, footer = data.decode("cp1252").split("\n\n")
        assert footer.startswith(f'"{title}"\n"Copyright (c) 2000-2026 ')
        assert '"Confidential Information - Do Not Distribute"' in footer
        assert all(line.startswith('"') and line.endswith('"') for line in table.splitlines()[:5])


def test_salesforce_history_ends_where_the_opportunity_is(opportunities, history):
    assert history.keys() == {row["Opportunity ID"] for row in opportunities}
    for row in opportunities:
        saves = history[row["Opportunity ID"]]
        assert saves[-1]["To Stage"] == row["Stage"] == saves[0]["Stage"]
        assert (saves[-1]["Amount"], saves[-1]["Close Date"]) == (row["Amount"], row["Close Date"])
        assert [save["From Stage"] for save in saves] == ["", *(save["To Stage"] for save in saves[:-1])]
        times = [datetime.strptime(save["Last Modified"], "%m/%d/%Y %I:%M %p") for save in saves]  # noqa: DTZ007
        assert times == sorted(set(times))


def test_salesforce_history_has_every_kind_of_save(history):
    moves = [(save["From Stage"], save["To Stage"]) for saves in history.values() for save in saves]
    assert sum(before == after for before, after in moves) > 300
    assert sum(before == "Closed Lost" and after in OPEN_STAGES for before, after in moves) >= 10  # re-opened
    order = {stage: position for position, stage in enumerate(OPEN_STAGES)}
    steps = Counter(order[after] - order[before] for before, after in moves if {before, after} <= order.keys())
    assert steps[-1] > 50  # moved back
    assert steps[2] > 50  # skipped one


def test_pipedrive_keeps_the_stage_in_which_a_deal_died(weeks):
    for deals in weeks:
        assert {row["Deal - Stage"] for row in deals.values()} == set(OPEN_STAGES)
        assert {row["Deal - Status"] for row in deals.values()} == {"Open", "Won", "Lost"}
        for row in deals.values():
            closed = [status for status in ("Won", "Lost") if row[f"Deal - {status} time"]]
            assert closed == [status for status in ("Won", "Lost") if row["Deal - Status"] == status]


def test_pipedrive_deals_move_between_the_weeks(weeks):
    changed = Counter()
    for before, after in pairwise(weeks[:3]):  # dates of the fourth are no text
        for deal_id in before.keys() & after.keys():
            old, new = before[deal_id], after[deal_id]
            for column in ("Stage", "Status", "Value"):
                changed[column] += old[f"Deal - {column}"] != new[f"Deal - {column}"]
            changed["pushed"] += old["Deal - Expected close date"] < new["Deal - Expected close date"]
            changed[new["Deal - Status"]] += old["Deal - Status"] == "Open"
    assert all(changed[kind] for kind in ("Stage", "Status", "Value", "pushed", "Won", "Lost")), changed
    assert [len(before.keys() - after.keys()) for before, after in pairwise(weeks)] == [0, 1, 0]  # deleted
    assert all(after.keys() - before.keys() for before, after in pairwise(weeks))  # new


def test_the_last_pipedrive_file_holds_excel_dates_and_numbers(weeks):
    for row in weeks[-1].values():
        assert isinstance(row["Deal - Deal created"], datetime)
        assert type(row["Deal - Expected close date"]) is date
        assert isinstance(row["Deal - Value"], float)
    assert any(row["Deal - Title"].startswith("=") for row in weeks[-1].values())


def test_the_company_is_believable(sales, opportunities):
    stages = [row["Deal Stage"] for row in sales] + [row["Stage"] for row in opportunities]
    assert 0.20 < win_rate(stages) < 0.35
    cycles: dict[str, list[int]] = {}
    for row in sales:
        cycles.setdefault(row["Deal Stage"], []).append((day(row["Close Date"]) - day(row["Create Date"])).days)
    assert 45 <= median(cycles["Closed Won"]) <= 90
    assert median(cycles["Closed Won"]) < median(cycles["Closed Lost"])
    amounts = [float(row["Amount"]) for row in sales if row["Amount"] not in ("", "0")]
    assert 5_000 <= min(amounts) < median(amounts) < mean(amounts) < max(amounts) <= 120_000
    intake = Counter(row["Create Date"][:4] for row in sales if row["Create Date"][5:7] <= "06")
    assert intake["2024"] * 1.5 < intake["2026"]


def test_what_was_planted_can_be_found(sales):
    died_in = Counter(furthest(row) for row in sales if row["Deal Stage"] == "Closed Lost")
    proposal, demo = OPEN_STAGES.index("Proposal"), OPEN_STAGES.index("Demo")
    assert died_in.most_common(1)[0][0] == proposal
    assert min(range(6), key=lambda position: moved_on(sales, position)) == proposal

    by_source: dict[str, list[str]] = {}
    by_owner: dict[str, list[dict[str, str]]] = {}
    for row in sales:
        by_source.setdefault(row["Original Traffic Source"], []).append(row["Deal Stage"])
        if row["Deal owner"]:
            by_owner.setdefault(row["Deal owner"], []).append(row)
    assert len(by_source) == 5
    assert win_rate(by_source.pop("Referrals")) > max(map(win_rate, by_source.values())) + 0.10
    weak = moved_on(by_owner.pop("Jonas Brandt"), demo)
    assert weak < min(moved_on(rows, demo) for rows in by_owner.values()) - 0.15


def test_owners_teams_and_regions(hubspot, opportunities, weeks):
    owners = {(row["HubSpot Team"], row["Deal owner"]) for row in hubspot if row["Deal owner"]}
    owners |= {(row["Owner Role"], row["Opportunity Owner"]) for row in opportunities}
    owners |= {("Nordics", row["Deal - Owner"]) for row in weeks[-1].values()}
    assert Counter(team for team, _ in owners) == {"Europe": 7, "Americas": 3, "Nordics": 2}
    assert {row["Region"] for row in hubspot} == {"DACH", "Nordics", "North America"}
    targets = rows_of("targets.csv")
    assert {(row["Team"], row["Owner"]) for row in targets} == owners
    assert {row["Quarter"] for row in targets} == {f"{year}Q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)}
    assert all(int(row["Target"]) > 0 for row in targets)


def test_customers_come_from_won_deals(hubspot, opportunities, weeks):
    won = {row["Record ID"] for row in hubspot if row["Is Closed Won"] == "true"}
    won |= {row["Opportunity ID"] for row in opportunities if row["Won"] == "1"}
    won |= {deal_id for deal_id, row in weeks[-1].items() if row["Deal - Status"] == "Won"}
    customers = rows_of("customers.csv")
    assert {row["Deal ID"] for row in customers} <= won
    assert len({row["Customer ID"] for row in customers}) == len(customers)
    assert {row["Churn Type"] for row in customers} == {"", "avoidable", "unavoidable", "paused"}
    assert {row["Promise Kept 12 Months"] for row in customers} == {"", "yes", "no"}
    for row in customers:
        dates = [row[name] for name in ("Start Date", "Hand-over", "Implementation Started", "Live") if row[name]]
        assert dates == sorted(dates)
        assert row["Cancelled Date"] <= row["End Date"]


def test_subscriptions_pause_return_expand_and_end():
    by_customer: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("subscriptions.csv"):  # in order of start
        by_customer.setdefault(row["Customer ID"], []).append(row)
    assert by_customer.keys() == {row["Customer ID"] for row in rows_of("customers.csv")}
    subscriptions = [row for rows in by_customer.values() for row in rows]
    assert {row["Interval"] for row in subscriptions} == {"month", "year"}
    assert sum(row["Cancelled At"] > "2026-06-30" for row in subscriptions) == 1  # scheduled
    not_renewing = [row for row in subscriptions if row["Status"] == "Non Renewing"]
    assert not_renewing
    assert all(row["Cancelled At"] <= "2026-06-30" < row["Ended At"] for row in not_renewing)

    pairs = [pair for rows in by_customer.values() for pair in pairwise(rows)]
    returned = {old["Status"] for old, new in pairs if "" < old["Ended At"] < new["Started"]}
    assert returned == {"Paused", "Cancelled"}
    assert any(old["Status"] == new["Status"] == "Active" for old, new in pairs)  # expansion
    assert any(old["Ended At"] == new["Started"] for old, new in pairs)  # change of units


def test_the_worked_example_adds_up():
    deals = rows_of("worked_example.csv")
    warm, won = ([row for row in deals if row["Stage"] == stage] for stage in ("Warm", "Won"))
    assert (len(warm), len(won), len(deals)) == (10, 5, 15)
    assert sum(int(row["Amount"]) for row in won) == 500_000
    assert sum(int(row["Amount"]) * int(row["Probability (%)"]) / 100 for row in warm) == 600_000
    assert sum(int(row["Amount"]) for row in warm) == 1_000_000
    assert all(row["Close Date"] <= "2026-06-30" for row in won)
    assert any("2026-07-01" <= row["Close Date"] <= "2026-09-30" for row in warm)
