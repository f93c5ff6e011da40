"""Tables with a column for each period (`Owner, Jan 2026, Feb 2026`): found, and read as the long ones that readers know.

- `headings.py`: which headings are periods, what else they say, and which of them hold others
- `years.py`: of which year `Jan` is
- `find.py`: whether a table is one, and of what its amounts are: targets, or what customers pay by month
- `rows.py`: its cells as rows of a period and an amount, read by the reader of the kind
- `totals.py`: rows and columns that add up others, left aside and held against them

Everything it does not know stays a question or a refusal: a report of bookings must not become a target, nor two years one.
"""
