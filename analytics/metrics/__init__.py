"""One metric = one stem: funnel.sql counts, funnel.py divides."""
