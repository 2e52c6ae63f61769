"""Forms, spellings and terms of the search, without a database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.platform.search import asking, folding

NAMES = st.text(
    st.sampled_from("雁栖家具上海重庆长沙银行乐曾单解翟吕绿会计（）·-阿ABcd12有限公司 "), min_size=2, max_size=20
)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first draws wait for the dictionary of readings."""


def terms_of(name: str) -> set[str]:
    form = folding.folded(name)
    fulls, shorts = folding.spelled(form)
    return {*folding.title_terms(form), *folding.spelling_terms(fulls, shorts)}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("雁栖（上海）家具", "雁栖上海家具"),
        ("ＡＢＣ１２３", "abc123"),
        ("C-000123", "c000123"),
        ("Müller & Söhne  GmbH", "muller sohne gmbh"),
        ("O'Neil_Inc.", "oneilinc"),
        ("—…", ""),
    ],
)
def test_forms_leave_out_what_people_type_differently(text: str, form: str) -> None:
    assert folding.folded(text) == form


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("雁栖家具", "yanqijiaju"),
        ("重庆火锅", "chongqinghuoguo"),
        ("重量级", "zhongliangji"),
        ("工商银行", "gongshangyinhang"),
        ("行者", "xingzhe"),
        ("长沙", "changsha"),
        ("翟曾", "zhaizeng"),
        ("单于", "shanyu"),
        ("音乐厅", "yinyueting"),
        ("欢乐谷", "huanlegu"),
        ("吕布", "lvbu"),
        ("吕布", "lubu"),
        ("雁栖3M", "yanqi3m"),
    ],
)
def test_spellings_hold_every_usual_reading(name: str, spelling: str) -> None:
    assert spelling in folding.spelled(folding.folded(name))[0]


def test_spellings_leave_out_the_legal_form() -> None:
    for name in ("雁栖家具有限公司", "雁栖家具有限责任公司", "雁栖家具股份有限公司", "雁栖家具集团有限公司"):
        assert folding.spelled(name)[1] == ("yqjj",), name
    assert folding.spelled("公司") == (("gongsi",), ("gs",))


def test_spellings_of_a_name_with_many_readings_stay_few() -> None:
    assert len(folding.spelled("长重行乐曾单解仇查盖")[0]) <= folding.MOST_READINGS


def test_foreign_names_have_no_spelling() -> None:
    assert folding.spelled("yanqi furniture") == ((), ())


@patient
@given(NAMES, st.data())
def test_any_two_characters_of_a_name_ask_for_terms_it_has(name: str, data: st.DataObject) -> None:
    for word in folding.folded(name).split():
        if len(word) < 2:
            continue
        start = data.draw(st.integers(0, len(word) - 2))
        part = word[start : data.draw(st.integers(start + 2, len(word)))]
        assert any(set(way.terms) <= terms_of(name) for way in asking.ways_of(part)), (name, part)


@patient
@given(NAMES, st.data())
def test_any_part_of_the_spelling_asks_for_terms_the_name_has(name: str, data: st.DataObject) -> None:
    fulls, shorts = folding.spelled(folding.folded(name))
    for spelling in (*fulls, *shorts):
        least = 3 if spelling in fulls else 2
        if len(spelling) < least:
            continue
        start = data.draw(st.integers(0, len(spelling) - least))
        part = spelling[start : data.draw(st.integers(start + least, min(len(spelling), start + 12)))]
        if spelling in shorts and not part.isalpha():
            continue
        assert any(set(way.terms) <= terms_of(name) for way in asking.ways_of(part)), (name, spelling, part)


@patient
@given(st.text(max_size=200))
def test_whatever_is_typed_is_taken_apart(text: str) -> None:
    question = asking.asked(text)
    assert len(question.text) <= asking.MOST_LETTERS
    assert len(question.ways) <= asking.MOST_WAYS
    assert all("%" not in word and "_" not in word and "\n" not in word for word in question.words)


@pytest.mark.parametrize(
    ("typed", "ending"),
    [
        ("8888", "8888"),
        ("138 0013 8000", "00083100831"),
        ("+86 13800138000", "00083100831"),
        ("021-62345678", "87654326120"),
        ("888", ""),
        ("8888a", ""),
        ("８８８８", ""),
        ("", ""),
    ],
)
def test_phone_endings_are_four_digits_or_more(typed: str, ending: str) -> None:
    assert asking.asked(typed).phone == ending


def test_terms_have_stable_numbers() -> None:
    """The numbers stand in databases; another way to make them needs `entries.RULES` counted up."""
    assert folding.number_of("雁栖", 0) != folding.number_of("雁栖", 1)
    assert -(2**31) <= folding.number_of("雁栖", 1) < 2**31
    assert folding.number_of("雁栖", 1) == folding.number_of("雁栖", 1)
