"""Keys of names and telephone numbers; how often they are right is measured on Chinese listed companies."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from yanzhen.crm.calc import names

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "er_cn_listed_companies" / "companies.csv.gz"


@pytest.mark.parametrize(
    "spellings",
    [
        ("上海云杉家具有限公司", "云杉家具（上海）股份有限公司", "上海市云杉家具", "上海 云杉 家具 公司"),
        ("云杉家具(上海)有限责任公司", "上海云杉家具集团"),
        ("深圳市振业(集团)股份有限公司", "振业集团", "深圳振业有限公司"),
        ("ＡＢＣ电子（苏州）有限公司", "abc电子有限公司", "苏州市ABC电子"),
        ("Müller & Söhne GmbH", "MULLER AND SOHNE", "Müller & Söhne"),
        ("The Oak Co., Ltd.", "oak company limited", "OAK INC"),
    ],
)  # fmt: skip
def test_spellings_of_one_firm_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({names.name_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京银行股份有限公司", "南京银行股份有限公司"),
        ("上海机场股份有限公司", "深圳机场股份有限公司"),
        ("云杉家具有限公司", "云杉家具有限公司上海分公司"),
        ("云杉家具有限公司上海分公司", "云杉家具有限公司北京分公司"),
        ("云杉家具", "云杉酒店"),
        ("Oak Ltd", "Elm Ltd"),
    ],
)
def test_different_firms_keep_different_keys(one: str, other: str) -> None:
    assert names.name_key(one) != names.name_key(other)


@pytest.mark.parametrize("name", ["公司", "有限公司", "上海", "Ltd", "…", "()", "🪑", "集团公司", "（上海）"])
def test_only_an_empty_name_has_an_empty_key(name: str) -> None:
    assert names.name_key(name)
    assert names.name_key("  ") == ""


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("021-5555 8888", "2155558888"),
        ("(021)55558888转2", "2155558888"),
        ("+86 21 55558888", "2155558888"),
        ("0086-21-5555-8888", "2155558888"),
        ("138 0013 8000 / 139", "13800138000"),
        ("＋８６１３８００１３８０００", "13800138000"),
        ("8613800138000", "13800138000"),
        ("+1 (212) 555-0100 ext 9", "12125550100"),
        ("310/246-1501", "3102461501"),
        ("021/55558888/9", "2155558888"),
        ("12345", ""),
        ("无", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_key_however_it_is_written(phone: str, key: str) -> None:
    assert names.phone_key(phone) == key


# -- measured ----------------------------------------------------------------------------------------------------------


def variants(name: str, city: str) -> Iterator[str]:
    """How clerks write a name: other brackets, blanks, another legal form, with and without the city."""
    yield name.replace("(", "（").replace(")", "）")
    yield " ".join(name[i : i + 4] for i in range(0, len(name), 4))
    yield name.replace("股份有限公司", "公司")
    yield name.replace("股份有限公司", "")
    yield name.replace("有限公司", "有限责任公司")
    bare = city.removesuffix("市")
    if bare and name.startswith(bare):
        rest = name.removeprefix(bare).removeprefix("市")
        yield from (rest, bare + rest, f"{bare}市{rest}")
        if "股份" in rest:
            firm, form = rest.split("股份", 1)
            yield f"{firm}（{bare}）股份{form}"
    elif bare and not any(name.startswith(p) for p in names.PROVINCES):
        yield from (bare + name, f"{bare}市{name}")


@pytest.mark.skipif(not DATA.is_file(), reason="the list of companies is not beside the project")
def test_keys_of_listed_companies_find_their_spellings_and_nobody_else() -> None:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    companies = {(r["stock_code"], r["full_name_zh"], r["city"]) for r in rows}
    owners: dict[str, set[str]] = defaultdict(set)
    for code, name, _city in companies:
        owners[names.name_key(name)].add(code)
    found = wrong = total = 0
    for code, name, city in companies:
        for spelling in set(variants(name, city)) - {name}:
            key = names.name_key(spelling)
            total += 1
            found += key == names.name_key(name)
            wrong += bool(owners.get(key, set()) - {code})
    shared = sum(len(codes) > 1 for codes in owners.values())
    print(f"{total} spellings of {len(companies)} names: {found} found, {wrong} taken for others; {shared} keys shared")
    assert found / total > 0.99
    assert wrong / total < 0.001
    assert shared <= 1
