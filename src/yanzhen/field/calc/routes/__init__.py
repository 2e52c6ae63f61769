"""The way through the day: whom to visit and in which order, with what was left out and what a change would cost.

`stops` says what a day and a customer are, `travel` how long the ways take, `board` puts both into one table,
`timetable` keeps the rules, `oneday` finds the best day exactly, `team` plans several days or people, `answer` puts it
together, `changes` prices what a person drags and plans the rest of a day again. See docs/algorithms/routes.md.
"""
