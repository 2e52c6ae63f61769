"""Triggers: when something happens to a record, and it fits, then something is done. Built by picking, without code.

`events` hears of every act and leaves it in the outbox; the worker looks there which triggers it fires, and leaves one
run for each thing to do (`running`), which `acts` carries out in the name of whoever keeps the trigger: never more than
they may do themselves. `rules` keeps the triggers, `dry` tells what one would have done, `wording` reads it aloud.
"""
