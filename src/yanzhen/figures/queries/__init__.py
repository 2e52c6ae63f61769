"""Reads of the analysis floor: all of them inside the viewer's reach."""
