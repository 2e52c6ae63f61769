"""Nouns by declaration: one list, record, form and API for each kind of record."""
