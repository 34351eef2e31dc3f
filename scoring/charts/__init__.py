"""Charts: canvas, SVG, Plotly figures, palette."""
