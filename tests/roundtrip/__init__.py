"""The same deals as every program exports them: written from what exports look like, not from how they are read.

- `deals`: the deals, as they happened
- `words`: headings and stage names by language
- `styles`: how dates and amounts are spelled
- `writers`: one function per program and report: deals -> a table of typed cells
- `containers`: a table -> the bytes of a CSV, XLSX or ODS
- `combinations`: which of all these are tried together
- `awkward`: files that programs get wrong without a word, with what must come of each
- `knowledge`: what each export can tell of a deal, and what the canonical rows must then be
"""
