"""Bringing files into the system: read, map, check, save by business key, continue after a stop.

`sources` reads files, `values` checks single cells, `mapping` is the language in which a user says what goes where,
`nouns` is what can be imported, and `pipeline` runs it all.
"""
