"""What is typed on a phone without network: each entry arrives once, and what cannot be entered waits, never lost.

Higher floors declare the kinds of entries (`registry.declare`). `entries.take` receives one, and `settling` is for
those that wait.
"""
