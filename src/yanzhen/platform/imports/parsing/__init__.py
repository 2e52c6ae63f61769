"""The reading of files from outside, in a process of its own that may crash, hang or run out of memory.

Nothing here knows Django, the database or any secret. `__main__` takes one request as JSON from its standard input,
writes rows as JSON lines into a folder, and answers with one JSON object: what it found, or what is wrong.
"""
