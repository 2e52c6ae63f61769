"""Who buys: names, codes and addresses to show, and habits that the trade follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from yanzhen.config.sample import profiles, tables, words
from yanzhen.config.sample.places import CITIES, CITY_PLACE, PLACES, REGION_CODES
from yanzhen.config.sample.staff import Staff
from yanzhen.config.sample.tables import Plan
from yanzhen.config.sample.uscc import credit_codes
from yanzhen.crm.calc import names as duplicates

CHUNK = 100_000
GROWTH_WITH_SCALE = 1.0185
"""A larger firm has slightly more customers for its orders: 3 000 at scale 1, a million at 300."""

# By type, in the order of words.TYPE_CODES: share of customers, orders a year of a middling one, lines an order, pieces
# a line, part of the list price paid, days to pay, and the mix of residential, office, hotel.
SHARE = np.array([0.44, 0.05, 0.08, 0.19, 0.13, 0.04, 0.07])
ORDERS_A_YEAR = np.array([2.3, 2.6, 0.50, 0.55, 1.0, 4.2, 0.50])
LINES = np.array([3.6, 4.4, 5.2, 3.0, 3.6, 2.3, 3.2])
PIECES = np.array([4.4, 6.0, 13.0, 11.0, 5.2, 3.4, 13.0])
PRICE = np.array([0.735, 0.70, 0.69, 0.765, 0.80, 0.745, 0.735])
TERMS = np.array([30, 60, 60, 30, 30, 30, 60])
MIX = np.array([
    [0.80, 0.17, 0.03], [0.96, 0.03, 0.01], [0.03, 0.07, 0.90], [0.03, 0.95, 0.02],
    [0.42, 0.35, 0.23], [0.90, 0.10, 0.00], [0.10, 0.88, 0.02],
])  # fmt: skip
CHAIN, HOTEL = words.TYPE_CODES.index("CHAIN"), words.TYPE_CODES.index("HOTEL")
PUBLIC = words.TYPE_CODES.index("PUBLIC")
# Prompt, slow, late, hardly ever.
PAYERS = np.array([0.54, 0.29, 0.13, 0.04])
PAYERS_IN_TROUBLE = np.array([0.36, 0.32, 0.22, 0.10])
CITY_REGION = np.array([REGION_CODES.index(PLACES[p].region) for p in CITY_PLACE])


@dataclass
class Customers:
    """Habits by customer (key = place + 1). Days count from 1970-01-01; 0 means never."""

    kind: np.ndarray
    city: np.ndarray
    weight: np.ndarray
    rate: np.ndarray
    since: np.ndarray
    lost: np.ndarray
    owner: np.ndarray
    former_owner: np.ndarray
    handover: np.ndarray
    payer: np.ndarray
    monthly: np.ndarray
    brand: np.ndarray
    last_order: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def region(self) -> np.ndarray:
        return CITY_REGION[self.city]


def build(plan: Plan, staff: Staff) -> Customers:
    """Draw all customers, the oldest first."""
    rng = plan.rng("customers")
    n = max(60, round(3_000 * plan.scale**GROWTH_WITH_SCALE))
    old = rng.random(n) < 0.52
    since = np.where(
        old,
        plan.first_day - rng.integers(20, 2_600, n),
        rng.integers(plan.first_day, plan.today_day - 3, n),
    )
    since.sort()
    weights = np.array([c.weight for c in CITIES])
    city = rng.choice(len(CITIES), n, p=weights / weights.sum())
    kind = rng.choice(len(SHARE), n, p=SHARE)
    weight = np.minimum((1 - rng.random(n)) ** (-1 / 1.25), 32.0)
    region = CITY_REGION[city]
    trouble = region == REGION_CODES.index("NE")
    payer = np.where(trouble, _pick(rng, PAYERS_IN_TROUBLE, n), _pick(rng, PAYERS, n))
    # Small firms give up sooner; a tenth never went beyond a first talk.
    lifetime = rng.exponential(1.0, n) * np.where(weight > 4, 5_200, 2_100) + 120
    lost = np.where(since + lifetime < plan.today_day, (since + lifetime).astype(np.int64), 0)
    lost[(lost != 0) & (lost <= plan.first_day) & (rng.random(n) < 0.85)] = 0
    rate = ORDERS_A_YEAR[kind] * weight**0.54 * rng.lognormal(0, 0.4, n)
    rate[rng.random(n) < 0.11] = 0
    owner = _owners(plan, staff, city, kind, weight)
    former, handover = _handovers(plan, staff, owner, since)
    return Customers(
        kind, city, weight, rate, since, lost, owner, former, handover, payer, rng.random(n) < 0.4,
        _brands(rng, city, kind), np.zeros(n, np.int64),
    )  # fmt: skip


def _pick(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    return np.searchsorted(np.cumsum(shares), rng.random(n), side="right").clip(max=len(shares) - 1)


def _owners(plan: Plan, staff: Staff, city: np.ndarray, kind: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Somebody who covers the territory; key accounts belong to their department."""
    rng = plan.rng("owners")
    place = np.array(CITY_PLACE)[city]
    owner = np.zeros(len(city), np.int64)
    draw = rng.random(len(city))
    for territory, people in sorted(staff.covering.items()):
        here = place == territory
        owner[here] = np.array(people)[(draw[here] * len(people)).astype(int)]
    key = ((kind == CHAIN) | (kind == HOTEL)) & (weight > 3.4)
    people = np.array(staff.key_account_people)
    shares = np.full(len(people), 0.66 / max(1, len(people) - 1))
    shares[0] = 1 - shares[1:].sum()
    owner[key] = people[_pick(rng, shares, int(key.sum()))]
    return owner


def _handovers(plan: Plan, staff: Staff, owner: np.ndarray, since: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Customers that somebody else looked after before."""
    rng = plan.rng("handovers")
    former, day = np.zeros_like(owner), np.zeros_like(owner)
    for person, heirs, when, colleagues in staff.handovers:
        taken = np.isin(owner, heirs) & (rng.random(len(owner)) < 1 / (len(heirs) + 1)) & (since < when) & (day == 0)
        former[taken], day[taken] = person, when
        # What the mover looks after now, a colleague in the new place looked after before.
        brought = (owner == person) & (since < when) if colleagues else np.zeros(len(owner), bool)
        former[brought] = np.array(colleagues or (0,))[rng.integers(max(1, len(colleagues)), size=int(brought.sum()))]
        day[brought] = when
    return former, day


def _brands(rng: np.random.Generator, city: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Numbers that stand for a name's parts; drawn again until no two customers of a city share one."""
    limits = (len(words.BRAND_FIRST), len(words.BRAND_SECOND), len(words.BRAND_THIRD))
    firsts, seconds = np.array(list(words.BRAND_FIRST)), np.array(list(words.BRAND_SECOND))
    n = len(city)
    parts = np.zeros((n, 5), np.int64)
    again = np.arange(n)
    while len(again):
        for column, limit in enumerate((*limits, 60, 60)):
            parts[again, column] = rng.integers(limit, size=len(again))
        shown = parts.copy()
        for k, code in enumerate(words.TYPE_CODES):
            _name, _english, trades, forms = words.CUSTOMER_TYPES[code]
            here = kind == k
            shown[here, 3] %= len(trades)
            shown[here, 4] %= len(forms)
        # Empty third words are one and the same; so are a form that the list holds twice.
        shown[:, 2] = np.maximum(shown[:, 2], words.BRAND_THIRD.count("") - 1)
        shown[kind == PUBLIC, 2] = 0
        number = city * 7 + kind
        for column, limit in enumerate((*limits, 60)):
            number = number * limit + shown[:, column]
        _unique, first = np.unique(number, return_index=True)
        double = np.ones(n, bool)
        double[first] = False
        double |= firsts[parts[:, 0]] == seconds[parts[:, 1]]
        again = np.flatnonzero(double)
    return parts


def rows(plan: Plan, customers: Customers, staff: Staff) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Customers with their contacts, in chunks."""
    unit_now, _before, _moved = staff.unit_arrays()
    contact_key = 1
    for number, start in enumerate(range(0, len(customers), CHUNK)):
        part = slice(start, min(start + CHUNK, len(customers)))
        chunk = _customers(plan, customers, part, unit_now, number)
        contacts = _contacts(plan, customers, part, contact_key, number)
        contact_key += contacts.num_rows
        yield chunk, contacts


def _names(customers: Customers, part: slice, rng: np.random.Generator) -> pa.Array:
    parts, kind, n = customers.brand[part], customers.kind[part], part.stop - part.start
    first = tables.words(list(words.BRAND_FIRST), parts[:, 0])
    rare = rng.random(n) < 1 / 400
    first = pa.compute.if_else(pa.array(rare), words.RARE_FIRST, first)
    brand = tables.joined(
        first,
        tables.words(list(words.BRAND_SECOND), parts[:, 1]),
        tables.words(words.BRAND_THIRD, np.where(kind == PUBLIC, 0, parts[:, 2])),
    )
    trades, forms = [], []
    for code in words.TYPE_CODES:
        _name, _english, own_trades, own_forms = words.CUSTOMER_TYPES[code]
        trades += [own_trades[i % len(own_trades)] for i in range(60)]
        forms += [own_forms[i % len(own_forms)] for i in range(60)]
    trade = tables.words(trades, kind * 60 + parts[:, 3] % _lengths(2)[kind])
    form = tables.words(forms, kind * 60 + parts[:, 4] % _lengths(3)[kind])
    city = tables.words([c.name for c in CITIES], customers.city[part])
    plain = tables.joined(city, brand, trade, form)
    bracketed = tables.joined(brand, trade, "（", city, "）", form)
    inside = (rng.random(n) < 0.08) & (kind != PUBLIC)
    return pa.compute.if_else(pa.array(inside), bracketed, plain)


def _lengths(position: int) -> np.ndarray:
    return np.array([len(words.CUSTOMER_TYPES[code][position]) for code in words.TYPE_CODES])


def _customers(plan: Plan, customers: Customers, part: slice, unit_now: np.ndarray, number: int) -> pa.Table:
    rng = plan.rng("customer rows", number)
    n = part.stop - part.start
    ids = np.arange(part.start + 1, part.stop + 1)
    city, kind, owner = customers.city[part], customers.kind[part], customers.owner[part]
    place = np.array(CITY_PLACE)[city]
    lost = customers.lost[part]
    division = np.array([int(c.division) for c in CITIES])[city] * 100 + rng.integers(2, 15, n)
    city_name = tables.words([c.name for c in CITIES], city)
    landline = tables.joined(
        tables.words([c.area_code for c in CITIES], city),
        "-",
        tables.numbers(_own_numbers(rng, ids), 8),
    )
    address = tables.joined(
        city_name, "市", tables.words(words.ROADS, rng.integers(len(words.ROADS), size=n)),
        tables.numbers(rng.integers(1, 900, n), 1), "号",
        tables.words(["", "", "A座", "B座", "商务大厦", "家居城", "产业园", "一楼"], rng.integers(8, size=n)),
    )  # fmt: skip
    names = _names(customers, part, rng)
    columns: dict[str, Any] = {
        "id": ids,
        "code": tables.joined("C-", tables.numbers(ids, 6)),
        "name": names,
        "credit_code": credit_codes(np.where(kind == PUBLIC, 1, 0), division, ids, plan.seed),
        "customer_type_id": tables.keys(kind + 1),
        "owner_id": tables.keys(owner),
        "unit_id": tables.keys(unit_now[owner]),
        "territory_id": tables.keys(place + 1),
        "phone": landline,
        "province": tables.words([p.province for p in PLACES], place),
        "city": tables.joined(city_name, "市"),
        "address": address,
        **profiles.columns(
            plan, profiles.Habits(kind, customers.weight[part], customers.rate[part], lost, city), number
        ),
        "since_on": tables.dates(customers.since[part]),
        "last_order_on": tables.dates(customers.last_order[part]),
        "is_active": pa.array((lost == 0) | (lost > plan.today_day - 400) | (rng.random(n) < 0.3)),
        "name_key": pa.array([duplicates.name_key(name) for name in names.to_pylist()]),
        "phone_key": pa.array([duplicates.phone_key(number) for number in landline.to_pylist()]),
        "possible_duplicate_of_id": pa.nulls(n, pa.int64()),
        "shares_phone": tables.repeated(False, n),
        "shares_phone_because": tables.repeated("", n),
        "merged_into_id": pa.nulls(n, pa.int64()),
        "former_codes": tables.repeated("", n),
    }
    return tables.record(columns, np.maximum(customers.since[part], plan.first_day))


def _own_numbers(rng: np.random.Generator, ids: np.ndarray) -> np.ndarray:
    """A telephone number for each: none twice, since the step and the 29 million numbers share no divisor."""
    rng.integers(60_000_000, 89_000_000, len(ids))  # keeps what is drawn afterwards as it was
    return 60_000_000 + ids * 7_919_011 % 29_000_000


def _contacts(plan: Plan, customers: Customers, part: slice, first_key: int, number: int) -> pa.Table:
    rng = plan.rng("contacts", number)
    n = part.stop - part.start
    times = 1 + (rng.random(n) < 0.3) + (rng.random(n) < 0.06)
    customer = np.repeat(np.arange(part.start + 1, part.stop + 1), times)
    total = len(customer)
    first = np.r_[True, customer[1:] != customer[:-1]]
    surname = rng.integers(len(words.SURNAMES) // 2, size=total) ** 2 // (len(words.SURNAMES) // 2)
    given = rng.integers(len(words.GIVEN) // 2, size=total)
    mobile = tables.joined("1", tables.numbers(rng.integers(30, 100, total), 2))
    columns: dict[str, Any] = {
        "id": np.arange(first_key, first_key + total),
        "customer_id": customer,
        "name": tables.joined(tables.words(words.SURNAMES[::2], surname), tables.words(words.GIVEN[::2], given)),
        "title": tables.words(words.CONTACT_TITLES, rng.integers(len(words.CONTACT_TITLES), size=total)),
        "phone": tables.joined(mobile, tables.numbers(rng.integers(10**8, size=total), 8)),
        "email": tables.repeated("", total),
        "is_primary": pa.array(first),
    }
    return tables.record(columns, np.maximum(customers.since[customer - 1], plan.first_day))


def type_rows() -> list[dict[str, Any]]:
    return [
        {"id": i, "code": code, "name": words.CUSTOMER_TYPES[code][0], "name_en": words.CUSTOMER_TYPES[code][1]}
        for i, code in enumerate(words.TYPE_CODES, 1)
    ]
