"""Arithmetic of the organisation."""
