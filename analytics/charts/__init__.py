"""Results -> Plotly figures.  One theme; no arithmetic."""
