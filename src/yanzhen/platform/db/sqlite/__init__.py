"""Django's SQLite backend over whichever library stands in for `sqlite3`."""
