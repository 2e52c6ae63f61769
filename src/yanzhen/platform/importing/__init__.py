"""Files into records, for people: uploads, guessed mappings, templates, pages and API of an import.

The pipeline itself is `platform.imports`; here is what stands in front of it.
"""
