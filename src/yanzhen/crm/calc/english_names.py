"""Which English name belongs to a Chinese one: 平安银行股份有限公司 → Ping An Bank Co., Ltd.

A Chinese firm writes its own name in pinyin and its trade in English. So the characters of the Chinese name are looked
for in the English one in their order: by their pinyin, the words of a trade by their translation. What is found counts
as much as it is rare among the English names at hand (log2, in bits); what the English name has beside it costs a
little. A name that was translated freely (阳光 → Sunshine) or made up (康佳 → Konka) is not found so.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log2

from yanzhen.crm.calc import names, short_names

MOST = 60
LEFT_OVER = 0.1
"""What each letter of the English name costs, in bits, that nothing of the Chinese one explains."""
READINGS = 2
"""So many ways to read a character are tried, the usual ones first."""
WORD = re.compile(r"[a-z0-9]+")
TRADES = dict(
    pair.split(":")
    for pair in (
        "银行:bank 证券:securit 保险:insurance 信托:trust 基金:fund 科技:tech 技术:tech 电子:electron "
        "电气:electric 电器:applian 电力:power 能源:energy 新能源:newenergy 光电:optoelectr 光伏:photovolta "
        "半导体:semiconductor 信息:info 软件:software 网络:network 通信:communicat 数据:data 智能:intellig "
        "数字:digit 机械:machin 机器人:robot 装备:equipment 设备:equipment 制造:manufactur 汽车:auto "
        "汽车零部件:autoparts 航空:aviation 船舶:ship 重工:heavy 精密:precision 仪器:instrument 材料:material "
        "新材料:newmaterial 化工:chemical 化学:chemical 石油:petrol 石化:petrochem 矿业:mining 钢铁:steel "
        "铝业:alumin 铜业:copper 有色:nonferrous 金属:metal 黄金:gold 水泥:cement 玻璃:glass 陶瓷:ceramic "
        "建材:building 建筑:construct 建设:construct 工程:engineering 设计:design 装饰:decorat 地产:realestate "
        "置业:propert 环保:environment 环境:environment 水务:water 燃气:gas 生物:bio 医药:pharma 制药:pharma "
        "药业:pharma 医疗:medical 健康:health 医院:hospital 食品:food 饮料:beverage 酒业:wine 乳业:dairy "
        "农业:agri 畜牧:husbandry 种业:seed 渔业:fisher 纺织:textile 服装:garment 家居:home 家具:furniture "
        "纸业:paper 包装:packag 印刷:print 塑料:plastic 塑胶:plastic 橡胶:rubber 传媒:media 文化:cultur "
        "影视:film 广告:advertis 旅游:touris 酒店:hotel 教育:education 物流:logistic 运输:transport 港口:port "
        "铁路:railway 高速公路:expressway 贸易:trad 商业:commerc 百货:department 超市:supermarket 实业:industr "
        "工业:industr 投资:invest 控股:holding 集团:group 发展:develop 国际:international 中国:china 环球:global "
        "股份:share 服务:service 电缆:cable 线缆:cable 照明:light 显示:display 激光:laser 自动化:automat "
        "控制:control 系统:system 安全:secur 电路:circuit 电池:batter 动力:power 电机:motor 轴承:bearing "
        "模具:mould 阀门:valve 泵业:pump"
    ).split()
)
"""Words of trades and the beginnings of their usual English words, letters only."""
LONGEST = max(map(len, TRADES))


@dataclass(frozen=True)
class Spelled:
    """An English name that may belong to a Chinese one, by its place among those given, with its score in bits.

    `found` are the pieces of the Chinese name with the letters they were found as and their weight.
    """

    place: int
    name: str
    score: float
    found: tuple[tuple[str, str, float], ...]


@cache
def _dictionary() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # a second to load, so only where it is used

    return pinyin_dict


@lru_cache(maxsize=10_000)
def syllables(character: str) -> tuple[str, ...]:
    """The usual ways a character is read, without tones; letters and figures read as themselves."""
    if character.isascii():
        return (character.lower(),)
    heard = unicodedata.normalize("NFD", _dictionary().get(ord(character), ""))
    bare = "".join(sign for sign in heard.replace("u\u0308", "v") if sign == "," or (sign.isascii() and sign.isalpha()))
    return tuple(dict.fromkeys(filter(None, bare.split(","))))[:READINGS]


def letters(english: str) -> str:
    """An English name as letters and figures alone, without its legal form and small words."""
    plain = unicodedata.normalize("NFKC", english).lower().replace("&", " and ").replace(".", "").replace("'", "")
    words = WORD.findall(plain)
    return "".join(w for w in words if not names.FOREIGN_WORDS.fullmatch(w)) or "".join(words)


class EnglishNames:
    """English names among which that of a Chinese firm is looked up; built once, in memory."""

    def __init__(self, english: Sequence[str]) -> None:
        self.names = list(english)
        self.forms = [letters(name) for name in self.names]
        self._holders: dict[str, list[int]] = {}

    def holders(self, piece: str) -> list[int]:
        """The places of the names that hold these letters."""
        if piece not in self._holders:
            self._holders[piece] = [place for place, form in enumerate(self.forms) if piece in form]
        return self._holders[piece]

    def rarity(self, piece: str) -> float:
        """log2 of the number of names over those that hold these letters, in bits."""
        return log2((len(self.forms) + 1) / max(len(self.holders(piece)), 1))

    def meant(self, chinese: str, most: int = 5) -> list[Spelled]:
        """The English names that may belong to a Chinese one, the likeliest first."""
        parts = pieces(chinese)
        worth: Counter[int] = Counter()
        for _text, ways in parts:
            best: dict[int, float] = defaultdict(float)
            for way in ways:
                for place in self.holders(way):
                    best[place] = max(best[place], self.rarity(way))
            for place, weight in best.items():
                worth[place] += weight  # type: ignore[assignment]
        likely = sorted(worth, key=lambda place: (-worth[place], place))[:MOST]
        return sorted((self._spelled(parts, p) for p in likely), key=lambda s: (-s.score, s.place))[:most]

    def _spelled(self, parts: Sequence[tuple[str, tuple[str, ...]]], place: int) -> Spelled:
        form, found, explained, at, score = self.forms[place], [], 0, 0, 0.0
        for text, ways in parts:
            here = [(start, way) for way in ways if (start := form.find(way, at)) >= 0] or [
                (start, way) for way in ways if len(way) > 3 and (start := form.find(way)) >= 0
            ]
            if not here:
                score -= 1.0
                continue
            start, way = min(here, key=lambda h: (h[0] != at, -len(h[1]), h[0]))
            weight = self.rarity(way) * (1.0 if start == at else 0.6)
            found.append((text, way, weight))
            score, explained, at = score + weight, explained + len(way), max(at, start + len(way))
        return Spelled(place, self.names[place], score - LEFT_OVER * (len(form) - explained), tuple(found))


def pieces(chinese: str) -> list[tuple[str, tuple[str, ...]]]:
    """A Chinese name taken apart, without its legal form: words of trades whole, everything else by character.

    Each piece comes with the letters it may be written as.
    """
    form, found, at = names.without_ending(short_names.plain(chinese)), [], 0
    while at < len(form):
        size = next((n for n in range(min(LONGEST, len(form) - at), 1, -1) if form[at : at + n] in TRADES), 1)
        text = form[at : at + size]
        ways = (TRADES[text],) if size > 1 else syllables(text)
        if ways:
            found.append((text, ways))
        at += size
    return found
