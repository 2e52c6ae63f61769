"""The route exercise of a sales course: so many customers on a plan, one working day, whom to visit and in which order.

A plan of 60 × 60 km at 40 km an hour; visits of 15 to 45 minutes, potentials of 5 to 100; some receive nobody over noon
(11:30–13:30), some only in the morning or afternoon, one has a fixed appointment, and receives then. The day is 8:30 to
18:00 from and to home, last arrival 16:30, doors close at 17:00, half an hour of lunch between 11:00 and 14:00. The
same seed gives the same exercise.
"""

import random

from yanzhen.field.calc.routes.stops import Day, Lunch, Stop
from yanzhen.field.calc.routes.travel import Grid, Place

HOUR = 60
NOON = ((11.5 * HOUR, 13.5 * HOUR),)
PLAN = Grid(speed=40)


def exercise(seed: int, customers: int = 16, days: int = 1) -> tuple[tuple[Stop, ...], tuple[Day, ...]]:
    """The stops, and as many days as asked for."""
    draw = random.Random(seed)
    stops = tuple(_stop(draw, n) for n in range(1, customers + 1))
    return stops, tuple(_day(f"d{n}") for n in range(1, days + 1))


def _stop(draw: random.Random, number: int) -> Stop:
    place = Place(f"c{number}", draw.randint(0, 60), draw.randint(0, 60))
    kind = draw.random()
    morning, afternoon = ((8 * HOUR, 12 * HOUR),), ((13 * HOUR, 17 * HOUR),)
    return Stop(
        key=f"c{number}",
        place=place,
        minutes=draw.choice((15, 20, 30, 45)),
        value=draw.randint(1, 20) * 5,
        open=morning if kind < 0.15 and number > 1 else afternoon if kind < 0.3 else (),
        closed=NOON if 0.3 <= kind < 0.7 else (),
        appointment=14.5 * HOUR if number == 1 else None,
    )


def _day(key: str) -> Day:
    home = Place("home", 30, 30)
    return Day(
        key, home, home, begin=8.5 * HOUR, until=18 * HOUR, last_arrival=16.5 * HOUR, doors_close=17 * HOUR,
        lunch=Lunch(30, 11 * HOUR, 14 * HOUR),
    )  # fmt: skip
