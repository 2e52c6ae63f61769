"""Arithmetic of the figures."""
