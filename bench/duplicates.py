"""Finding the same firm again: precision, recall and F1 against known truth, beside a naive way in the same run.

`--data` is a folder; its files say which kind it is:

* dataset*.csv(.gz) with rec_id: persons with damaged duplicates (FEBRL). Weights are learnt on the records themselves;
  truth is the number in rec_id, which nothing else sees. `value` is the F1 of dataset3 where there are several.
* fodors.csv, zagats.csv: two lists of restaurants; truth is matches_fodors_zagats.csv.
* companies.csv.gz: companies under several names. `value` is the share of short names whose full name comes first.

The naive way: exactly the same name in one form; for the companies: the first full name that contains the short one.
"""

import csv
import gzip
import io
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from yanzhen.crm.calc import comparing, english_names, matching, names, short_names
from yanzhen.crm.calc.book import Field
from yanzhen.crm.calc.comparing import Kind
from yanzhen.crm.calc.matching import Linked

USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "er_febrl"
PERSON = (
    Field("given_name", Kind.TEXT),
    Field("surname", Kind.TEXT),
    Field("street_number", Kind.CODE),
    Field("address_1", Kind.TEXT),
    Field("address_2", Kind.TEXT),
    Field("suburb", Kind.TEXT),
    Field("postcode", Kind.CODE),
    Field("state", Kind.CODE),
    Field("date_of_birth", Kind.DATE),
    Field("soc_sec_id", Kind.CODE),
)
RESTAURANT = (
    Field("name", Kind.TEXT),
    Field("addr", Kind.ADDRESS),
    Field("city", Kind.TEXT),
    Field("phone", Kind.PHONE),
    Field("type", Kind.TEXT),
)
PERSON_TARGET, SHORT_TARGET = 0.98, 0.92

type Row = dict[str, str]
type Pairs = set[tuple[int, int]]


def main(data: Path | None) -> dict[str, Any]:
    folder = data or USUAL
    if (folder / "companies.csv.gz").is_file() or (folder / "companies.csv").is_file():
        value, reference, unit = _companies(_rows(folder, "companies"))
    elif (folder / "fodors.csv").is_file():
        value, reference, unit = _restaurants(folder)
    else:
        value, reference, unit = _persons(folder)
    ratio = round(value / reference, 4) if reference else None
    return {
        "name": "duplicates", "value": round(value, 4), "reference": round(reference, 4), "ratio": ratio, "unit": unit
    }  # fmt: skip


def _rows(folder: Path, name: str) -> list[Row]:
    packed = folder / f"{name}.csv.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.is_file() else (folder / f"{name}.csv").read_bytes()
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{k.strip(): (v or "").strip() for k, v in row.items()} for row in rows]


# -- persons and restaurants ------------------------------------------------------------------------------------------


def _persons(folder: Path) -> tuple[float, float, str]:
    files = sorted({path.name.split(".")[0] for path in folder.glob("dataset*.csv*")})
    if not files:
        raise SystemExit(f"{folder} holds none of dataset*.csv.gz, fodors.csv, companies.csv.gz.")
    figures = {name: _person_file(name, _rows(folder, name)) for name in files}
    value, reference = figures.get("dataset3", figures[files[-1]])
    print(f"F1 at least {PERSON_TARGET}")
    return value, reference, "F1"


def _person_file(name: str, rows: list[Row]) -> tuple[float, float]:
    truth = _together([re.split(r"-(?:org|dup)", row["rec_id"])[0] for row in rows])
    records = [[row.get(field.name, "") for field in PERSON] for row in rows]
    naive = _together([comparing.form(Kind.TEXT, f"{row['given_name']} {row['surname']}") for row in rows])
    return _measured(f"{name}: {len(rows)} records", lambda: matching.link(PERSON, records), truth, naive)


def _restaurants(folder: Path) -> tuple[float, float, str]:
    ours, theirs = _rows(folder, "fodors"), _rows(folder, "zagats")
    rows, left = ours + theirs, len(ours)
    place = {(row["id"], at < left): at for at, row in enumerate(rows)}
    known = _rows(folder, "matches_fodors_zagats")
    truth = {(place[row["fodors_id"], True], place[row["zagats_id"], False]) for row in known}
    same = _together([comparing.form(Kind.TEXT, row["name"]) for row in rows])
    naive = {(i, j) for i, j in same if i < left <= j}
    records = [[row.get(field.name, "") for field in RESTAURANT] for row in rows]
    words = f"restaurants: {left} beside {len(theirs)} records"
    value, reference = _measured(words, lambda: matching.link(RESTAURANT, records, left=left), truth, naive)
    return value, reference, "F1"


def _together(groups: Sequence[str]) -> Pairs:
    """All pairs of places whose group is the same; an empty group is none."""
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        if group:
            members.setdefault(group, []).append(place)
    return {pair for places in members.values() for pair in combinations(places, 2)}


def _measured(words: str, work: Callable[[], Linked], truth: Pairs, naive: Pairs) -> tuple[float, float]:
    began = time.perf_counter()
    linked = work()
    seconds = time.perf_counter() - began
    print(f"{words}, {len(truth)} true pairs; {linked.compared:,} pairs compared in {seconds:.1f} s")
    ours = _told("learnt weights", {match.pair for match in linked.matches}, truth)
    reference = _told("the same name", naive, truth)
    _explained(linked)
    return ours, reference


def _told(words: str, found: Pairs, truth: Pairs) -> float:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    print(f"  {words:15} precision {precision:.4f}   recall {recall:.4f}   F1 {f1:.4f}")
    return f1


def _explained(linked: Linked) -> None:
    """What was learnt, and the match that was least sure, as a user would read it."""
    if not linked.matches:
        return
    for name, weights in linked.weights.items():
        print(f"    {name:14} " + "   ".join(f"{weight:+.1f}" for weight in weights))
    last = linked.matches[-1]
    reasons = ", ".join(f"{r.field} {r.level} {r.weight:+.1f}" for r in last.reasons)
    print(f"    least sure: {last.score:+.1f} bits = {linked.start:+.1f} before, {reasons}")


# -- companies --------------------------------------------------------------------------------------------------------


def _companies(rows: list[Row]) -> tuple[float, float, str]:
    """Each short name that a company ever had, against all full names that any company ever had."""
    codes = _known(rows, "full_name_zh")
    shorts = _known(rows, "short_name_zh")
    began = time.perf_counter()
    book = short_names.FullNames([name for name, _code in codes])
    found = [[codes[m.place][1] for m in book.meant(short)] for short, _code in shorts]
    seconds = time.perf_counter() - began
    print(f"companies: {len(shorts)} short names, {len(codes)} full names; {seconds:.1f} s, "
          f"{1000 * seconds / max(len(shorts), 1):.2f} ms each")  # fmt: skip
    value = _first(found, [code for _name, code in shorts], f"short → full, at least {SHORT_TARGET}")
    reference = _first(_contained(shorts, codes), [code for _name, code in shorts], "contained in it")
    _english(rows, codes)
    _renamed(rows)
    return value, reference, "top-1"


def _known(rows: list[Row], column: str) -> list[tuple[str, str]]:
    return sorted({(row[column], row["stock_code"]) for row in rows if row[column]})


def _first(found: Sequence[Sequence[str]], true: Sequence[str], words: str) -> float:
    """The share of those whose own code comes first; printed with the share that comes among the first five."""
    first = sum(codes[:1] == [code] for codes, code in zip(found, true, strict=True))
    five = sum(code in codes[:5] for codes, code in zip(found, true, strict=True))
    count = max(len(true), 1)
    print(f"  {words:26} first {first / count:.4f}   among five {five / count:.4f}")
    return first / count


def _contained(shorts: Sequence[tuple[str, str]], codes: Sequence[tuple[str, str]]) -> list[list[str]]:
    forms = [(short_names.plain(name), code) for name, code in codes]
    return [
        [code for form, code in forms if short_names.unmarked(short) in form][:5] for short, _code in shorts
    ]  # fmt: skip


def _english(rows: list[Row], codes: Sequence[tuple[str, str]]) -> None:
    english = _known(rows, "full_name_en")
    book = english_names.EnglishNames([name for name, _code in english])
    found = [[english[s.place][1] for s in book.meant(name)] for name, _code in codes]
    _first(found, [code for _name, code in codes], "full → English")


def _renamed(rows: list[Row]) -> None:
    """Companies that changed their full name between two snapshots: how many the key still finds."""
    seen: dict[str, set[str]] = {}
    for row in rows:
        seen.setdefault(row["stock_code"], set()).add(row["full_name_zh"])
    changed = [group for group in seen.values() if len(group) > 1]
    same = sum(len({names.name_key(name) for name in group}) == 1 for group in changed)
    shared = sum(n > 1 for n in Counter(names.name_key(next(iter(g))) for g in seen.values()).values())
    print(f"  renamed between snapshots: {len(changed)}, one key still: {same}; keys two companies share: {shared}")
