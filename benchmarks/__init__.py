"""Speed as ratios within one run: the machine may be busy, both sides of a ratio are equally so."""
