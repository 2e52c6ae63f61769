"""The clean-up of a large book of Chinese customers: time, memory, and how many of the planted duplicates it finds.

Names, phones, credit codes and addresses are those of the sample company; one firm in twenty stands there a second
time, as clerks write it: another form and place, a slip, a homophone, with or without its phone and address. No
database is needed. `value` is the F1 of the pairs in the groups, `reference` that of equal name keys.

    yanzhen bench clean_up                     YANZHEN_BENCH_CUSTOMERS=200000
"""

import os
import random
import resource
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from yanzhen.config.sample import words
from yanzhen.config.sample.places import CITIES
from yanzhen.crm.calc import grouping, matching
from yanzhen.crm.calc.names import name_key
from yanzhen.crm.queries import clean_up

CUSTOMERS = int(os.environ.get("YANZHEN_BENCH_CUSTOMERS", "200000"))
LEAST, MOST = 0.9, 10
TWICE = 20
"""One firm in so many stands there twice."""
SLIPS, SOUNDS = (
    "彪亮宏达",
    {"云": "芸", "海": "嗨", "华": "花", "星": "兴", "山": "衫", "明": "名", "新": "欣", "金": "今"},
)
FORMS = ("{key}", "{key}有限公司", "{key}股份有限公司", "{key}（集团）有限公司", "{name}")

type Record = tuple[str, ...]
type Pairs = set[tuple[int, int]]


def main(data: Path | None) -> dict[str, Any]:
    del data
    records, truth = _book(random.Random(5))
    before = _memory()
    began, busy = time.perf_counter(), time.process_time()
    linked = matching.link(clean_up.FIELDS, records, least=LEAST)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    found = {pair for group in grouping.groups(linked.matches, most=MOST) for pair in combinations(group.places, 2)}
    print(f"{len(records):,} customers, {len(truth):,} of them twice; {linked.compared:,} pairs compared in "
          f"{seconds:.0f} s, {busy:.0f} s CPU; peak {_memory()} MB, {before} MB before")  # fmt: skip
    value = _told("clean-up", found, truth)
    reference = _told("equal name keys", _same_keys(records), truth)
    for name, weights in linked.weights.items():
        print(f"    {name:12} " + "   ".join(f"{weight:+.1f}" for weight in weights))
    ratio = round(value / reference, 4) if reference else None
    return {
        "name": "clean_up", "value": round(value, 4), "reference": round(reference, 4), "ratio": ratio, "unit": "F1",
        "seconds": round(seconds, 1), "cpu": round(busy, 1), "mb": _memory(),
    }  # fmt: skip


def _book(chance: random.Random) -> tuple[list[Record], Pairs]:
    """The customers with those entered twice among them, and which pairs are one firm."""
    names = [field.name for field in clean_up.FIELDS]
    firms = [_firm(number, chance) for number in range(round(CUSTOMERS / (1 + 1 / TWICE)))]
    twice = chance.sample(range(len(firms)), CUSTOMERS - len(firms))
    again = [_again(dict(zip(names, firms[at], strict=True)), chance) for at in twice]
    return firms + again, {(at, len(firms) + number) for number, at in enumerate(twice)}


def _firm(number: int, chance: random.Random) -> Record:
    """A customer as those of the sample company; nobody has the phone or the credit code of another."""
    city = chance.choice(CITIES)
    _name, _english, trades, forms = words.CUSTOMER_TYPES[chance.choice(words.TYPE_CODES)]
    brand = chance.choice(words.BRAND_FIRST) + chance.choice(words.BRAND_SECOND) + chance.choice(words.BRAND_THIRD)
    name = f"{city.name}{brand}{chance.choice(trades)}{chance.choice(forms)}"
    address = f"{city.name}市{chance.choice(words.ROADS)}{chance.randrange(1, 900)}号"
    phone = f"{city.area_code}-{60_000_000 + number * 7_919_011 % 29_000_000}"
    return name, phone, f"91{chance.randrange(10**6):06}MA{number * 48_271_027 % 10**8:08}", address


def _again(firm: dict[str, str], chance: random.Random) -> Record:
    key = name_key(firm["name"])
    at = chance.randrange(len(key))
    way = chance.random()
    if way < 0.15:
        key = f"{key[:at]}{chance.choice(SLIPS)}{key[at + 1 :]}"
    elif way < 0.3:
        key = "".join(SOUNDS.get(sign, sign) for sign in key)
    name = chance.choice(FORMS).format(key=key, name=firm["name"])
    phone = firm["phone"] if chance.random() < 0.6 else ""
    address = firm["address"] if chance.random() < 0.5 else firm["address"].removesuffix("号") if phone else ""
    code = firm["credit_code"] if chance.random() < 0.2 else ""
    return name, phone, code, address


def _same_keys(records: list[Record]) -> Pairs:
    members: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        members.setdefault(name_key(record[0]), []).append(place)
    return {pair for places in members.values() if len(places) <= MOST for pair in combinations(places, 2)}


def _told(words: str, found: Pairs, truth: Pairs) -> float:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    print(f"  {words:16} precision {precision:.4f}   recall {recall:.4f}   F1 {f1:.4f}")
    return f1


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
