"""Keeping the books safe: backups that are encrypted, checked and restored as a test.

`sealing` encrypts, `archive` packs and checks, `databases` writes out and reads in either database, `service` is what
the commands, the page, the API and the schedule call.
"""
