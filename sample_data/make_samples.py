"""Write the sample exports of one invented company.

    python sample_data/make_samples.py [--to DIR]

The same bytes every time: the draws are seeded and nothing looks at the clock.
"""

import argparse
from pathlib import Path

import _hubspot
import _pipedrive
import _salesforce
import _tables
from _company import AMERICAS, EUROPE, NORDICS
from _customers import customers_of
from _deals import sales_deals
from _names import AccountBook
from _renewals import renewal_deals

SEED = "orvane-5"


def make(folder: Path) -> None:
    """Invent the company, then let each CRM show what it would."""
    folder.mkdir(parents=True, exist_ok=True)
    book = AccountBook()
    europe, americas, nordics = (
        sales_deals(SEED, team, book, ids)
        for team, ids in (
            # HubSpot numbers sales and renewals in one row, so its ids come last
            (EUROPE, [f"europe-{number}" for number in range(EUROPE.deals)]),
            (AMERICAS, _salesforce.opportunity_ids(SEED, AMERICAS.deals)),
            (NORDICS, [str(number + 1) for number in range(NORDICS.deals)]),
        )
    )
    customers = customers_of(SEED, [*europe, *americas, *nordics])
    renewals = renewal_deals(SEED, customers)
    portal, ids = _hubspot.portal_deals(SEED, europe, renewals)
    _hubspot.write(folder, portal)
    _salesforce.write(folder, _salesforce.named(americas))
    _pipedrive.write(folder, _pipedrive.named(nordics))
    _tables.write(folder, customers, ids)


def main() -> None:
    """Read the one option and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR", help="default: this folder")
    make(parser.parse_args().to)


if __name__ == "__main__":
    main()
