"""Text as the search compares it: one form for what is stored and for what is typed, with its pinyin and its terms.

A *form* is a text in lower case without marks and punctuation. A *term* is a short piece of a form, kept in the index
as a number: pairs of characters for Chinese, three letters in a row for letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from zlib import crc32

SEPARATOR = "\n"
MOST_READINGS = 4
"""A name with several characters of two readings is stored in this many ways at most."""
BEGINNINGS = (4, 6, 8)
SHORT = 8
LEGAL_FORMS = re.compile(
    r"(集团|控股|股份)*(有限责任|股份有限|有限)?(公司|企业|合伙企业|普通合伙|有限合伙)?(分公司|总公司)?$"
)

# Surnames and common characters that are read in more than one way; the second reading is found too.
SEVERAL_READINGS = {
    "重": "chong zhong", "长": "chang zhang", "行": "hang xing", "乐": "le yue", "曾": "zeng ceng", "单": "shan dan",
    "解": "xie jie", "仇": "qiu chou", "朴": "piao pu", "查": "zha cha", "盖": "ge gai", "翟": "zhai di",
    "覃": "qin tan", "尉": "wei yu", "厦": "xia sha", "会": "hui kuai", "都": "du dou", "朝": "chao zhao",
    "调": "tiao diao", "降": "jiang xiang", "乘": "cheng sheng", "盛": "sheng cheng",
    "区": "qu ou", "石": "shi dan", "谷": "gu yu", "角": "jiao jue", "参": "can shen", "传": "chuan zhuan",
    "弹": "dan tan", "度": "du duo", "给": "gei ji", "还": "huan hai", "贾": "jia gu",
    "校": "xiao jiao", "觉": "jue jiao", "卡": "ka qia", "壳": "ke qiao", "率": "lv lu shuai", "绿": "lv lu",
    "吕": "lv lu lyu", "律": "lv lu", "旅": "lv lu", "铝": "lv lu", "女": "nv nu", "模": "mo mu",
    "屏": "ping bing", "奇": "qi ji", "茄": "qie jia", "色": "se shai", "什": "shi shen", "沈": "shen chen",
    "宿": "su xiu", "提": "ti di", "万": "wan mo", "系": "xi ji", "巷": "xiang hang", "削": "xiao xue",
    "血": "xue xie", "咽": "yan ye", "叶": "ye xie", "扎": "zha za", "种": "zhong chong",
    "着": "zhe zhuo", "缪": "miao mou", "牟": "mou mu", "宓": "mi fu", "祭": "zhai ji", "召": "shao zhao",
    "隽": "juan jun", "車": "che ju", "车": "che ju", "佛": "fo fu", "埔": "pu bu", "蚌": "bang beng", "泊": "po bo",
    "阿": "a e", "拓": "tuo ta", "圩": "wei xu", "陂": "pi bei", "浚": "jun xun", "莘": "shen xin", "郇": "xun huan",
    "洗": "xi xian", "藏": "zang cang", "薄": "bo bao", "卜": "bu bo", "黑": "hei he", "句": "ju gou", "繁": "fan po",
    "费": "fei bi", "秘": "mi bi", "适": "shi kuo", "俞": "yu shu", "便": "bian pian", "刨": "bao pao",
    "炮": "pao bao", "省": "sheng xing", "属": "shu zhu", "露": "lu lou", "圈": "quan juan", "似": "si shi",
    "伺": "si ci", "粘": "zhan nian", "折": "zhe she",
}  # fmt: skip
_NOISE = re.compile(r"[^\w\s]+|_+")
_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


def folded(text: str) -> str:
    """The form of a text: lower case, full width as half width, no accents, no punctuation, single spaces."""
    if not text.isascii():
        wide = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in wide if not unicodedata.combining(c))
    return " ".join(_NOISE.sub("", text.lower()).split())


@cache
def _dictionary() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


@lru_cache(maxsize=60_000)
def readings(character: str) -> tuple[str, ...]:
    """How a character is read, the usual way first; empty for one that has no pinyin."""
    if own := SEVERAL_READINGS.get(character):
        return tuple(own.split())
    found = _dictionary().get(ord(character), "")
    return (_plain(found.split(",")[0]),) if found else ()


def _plain(syllable: str) -> str:
    """A syllable without its tone; ü as people type it."""
    bare = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in bare if c.isascii() and c.isalpha())


@lru_cache(maxsize=20_000)
def spelled(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ways to spell a form in pinyin, and its initials; nothing where no character has pinyin.

    The legal form at the end (有限公司) is left out: nobody looks for a firm by it.
    """
    stem = (LEGAL_FORMS.sub("", form) or form).replace(" ", "")
    ways: list[tuple[str, str]] = [("", "")]
    chinese = False
    for part in _PARTS.findall(stem):
        if part.isascii():
            ways = [(full + part, short + part) for full, short in ways]
            continue
        for character in part:
            heard = readings(character)
            if not heard:
                continue
            chinese = True
            if len(heard) > 1 and len(ways) * len(heard) <= MOST_READINGS:
                ways = [(full + h, short + h[:1]) for full, short in ways for h in heard]
            else:
                ways = [(full + heard[0], short + heard[0][:1]) for full, short in ways]
    if not chinese:
        return (), ()
    return tuple(dict.fromkeys(w[0] for w in ways)), tuple(dict.fromkeys(w[1] for w in ways))


# -- Terms -------------------------------------------------------------------------------------------------------------


def number_of(term: str, room: int) -> int:
    """The number under which a term of a room stands in the index; signed, 32 bits."""
    value = crc32(term.encode(), room)
    return value - (1 << 32) if value >= 1 << 31 else value


def threes(letters: str) -> Iterator[str]:
    return (letters[i : i + 3] for i in range(len(letters) - 2))


def covering(letters: str) -> tuple[str, ...]:
    """Threes by which typed letters are looked up: all of a short text, every second one of a long one.

    Each three costs a list to read, and too few of them let records through that must then be read for nothing.
    """
    step = 1 if len(letters) <= SHORT else 2
    starts = [*range(0, len(letters) - 3, step), len(letters) - 3]
    return tuple(dict.fromkeys(letters[start : start + 3] for start in starts))


def pieces(form: str) -> Iterator[str]:
    """Terms of a title or of what is typed: pairs where a character is Chinese, threes of letters and digits."""
    for word in form.split():
        if word.isascii():
            yield from threes(word) if len(word) > 2 else (word,)
            continue
        yield from (a + b for a, b in pairwise(word) if not (a.isascii() and b.isascii()))
        for run in _PARTS.findall(word):
            if run.isascii() and len(run) > 2:
                yield from threes(run)


def title_terms(form: str) -> Iterator[str]:
    """Everything by which a title is found: its pieces, its letters in pairs, how it begins."""
    yield from pieces(form)
    for word in form.split():
        for run in _PARTS.findall(word):
            if run.isascii():
                yield from (a + b for a, b in pairwise(run))
    yield f"^{form[:2]}"
    if form[:3].isascii():
        yield f"^{form[:3]}"


def spelling_terms(fulls: Iterable[str], shorts: Iterable[str]) -> Iterator[str]:
    """Terms of pinyin (threes of letters) and of initials (pairs, marked so that they mix with nothing else)."""
    for full in fulls:
        yield from threes(full)
        yield full[:2]
        yield f"^{full[:3]}"
    for short in shorts:
        yield from (f"~{a}{b}" for a, b in pairwise(short))
        yield f"^~{short[:2]}"


def code_terms(form: str) -> Iterator[str]:
    """Terms of a code, which is found by any part of it; beginning and end are the quickest ways."""
    yield from pieces(form)
    yield form[:2]
    yield f"^{form[:3]}"
    yield from long_code_terms(form)


def long_code_terms(form: str) -> Iterator[str]:
    """Terms of a long official number: its beginnings (4, 6 and 8 characters) and its end (4)."""
    yield from (f"<{form[:length]}" for length in BEGINNINGS)
    yield ending_term(form)


def ending_term(form: str) -> str:
    """The term by which the end of a code or number is looked up."""
    return f"${form[-4:]}"


def beginning_term(form: str) -> str:
    """The term by which the beginning of a long number is looked up: the longest that is kept."""
    return f"<{form[: max(length for length in BEGINNINGS if length <= len(form))]}"


def digits_of(text: str) -> str:
    """The digits of a phone number, without the country's 86."""
    digits = "".join(c for c in text if c.isdigit() and c.isascii())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
