"""What is the same in two spellings of one firm's name, and in two spellings of one telephone number.

A key is for finding candidates: equal keys mean "perhaps the same firm", never "certainly". How often that is right and
how many true pairs it misses is measured in the tests on Chinese listed companies; see docs/algorithms/duplicates.md.
"""

import re
import unicodedata
from functools import lru_cache

KEY_LENGTH = 120
"""Longer keys are cut: what follows the 120th sign of a name tells no two firms apart."""
LEAST = 2
"""A name is never cut down to fewer signs than this."""
EVERYBODY = frozenset(
    (
        "银行 证券 保险 信托 期货 基金 机场 港口 港务 航空 铁路 公路 地铁 公交 钢铁 石化 石油 化工 煤炭 电力 能源 "
        "燃气 水务 热电 建筑 建设 建工 路桥 地产 置业 房产 物业 科技 网络 软件 信息 电子 电器 机械 制造 汽车 贸易 "
        "商贸 外贸 商业 百货 物流 运输 快递 旅游 酒店 餐饮 食品 粮油 茶业 酒业 烟草 医药 药业 医疗 医院 大学 学院 "
        "中学 小学 学校 教育 文化 传媒 广告 出版 印刷 服装 纺织 家具 家居 建材 装饰 设计 实业 发展 投资 控股 集团 "
        "国际 工业 农业 林业 牧业 渔业 环保 新材料 生物 制药 农商银行 农村商业银行 城市商业银行 商业银行 村镇银行 "
        "农村信用社 供电 自来水 人民医院 中医院 家具厂 置地 文旅 城投 交投 国资 通信 电信 移动 联通 超市 大酒店 "
        "宾馆"
    ).split()
)
"""北京银行 keeps its city: 银行 alone is every bank."""

PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
    "贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
).split()
CITIES = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 运城 临汾 呼和浩特 "
    "包头 鄂尔多斯 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 通化 哈尔滨 "
    "齐齐哈尔 牡丹江 佳木斯 大庆 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 "
    "温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 "
    "六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 "
    "宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 "
    "洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 "
    "鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 "
    "深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 "
    "桂林 梧州 北海 玉林 海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 "
    "雅安 贵阳 遵义 六盘水 昆明 曲靖 玉溪 大理 丽江 拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 兰州 嘉峪关 "
    "天水 酒泉 西宁 银川 石嘴山 乌鲁木齐 克拉玛依 昆山 义乌 江阴 张家港 常熟 慈溪 余姚"
).split()
_REGIONS = r"(?:壮族|回族|维吾尔)?自治区|特别行政区|省"
PLACE = re.compile(
    rf"(?:(?:{'|'.join(PROVINCES)})(?:{_REGIONS}|市)?)?(?:(?:{'|'.join(CITIES)})市?)?(?:[一-鿿]{{2,3}}市)?"
)
BRACKETED = re.compile(r"[(\[{<【《〔「『]([^)\]}>】》〕」』]*)[)\]}>】》〕」』]")
ENDINGS = (
    "股份有限责任公司 股份有限公司 有限责任公司 有限公司 股份公司 集团公司 控股公司 总公司 公司 集团 控股 股份 (集团) "
).split()
FOREIGN_WORDS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|nv|bv|pte|pty|kg|the|and|"
    r"group|holdings?)\b"
)
HAN = re.compile(r"[㐀-鿿𠀀-𲎯]")
NO_LETTER = re.compile(r"[\W_]+")
BRANCH = re.compile(r"(?:分公司|分店|门店|办事处)$")


@lru_cache(maxsize=5_000)
def name_key(name: str) -> str:
    """The part of a firm's name that tells it from others, in one spelling; empty only for an empty name."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    if not plain:
        return ""
    key = _han(plain) if HAN.search(plain) else _foreign(plain)
    return (key or NO_LETTER.sub("", plain) or plain)[:KEY_LENGTH]


def _han(plain: str) -> str:
    plain = "".join(plain.split())
    inside = BRACKETED.findall(plain)
    bare = BRACKETED.sub(lambda m: "" if _is_place(m[1]) or m[1] in {"集团", "中国", "控股"} else m[1], plain)
    bare = NO_LETTER.sub("", bare)
    if BRANCH.search(bare) or any(BRANCH.search(i) for i in inside):
        # A branch is somebody else than its firm, and is told apart by its place.
        return NO_LETTER.sub("", plain)
    return _without_place(without_ending(bare))


def _is_place(text: str) -> bool:
    found = PLACE.fullmatch(text.strip())
    return bool(text.strip()) and found is not None


def without_ending(name: str) -> str:
    """A Chinese name without the legal forms at its end."""
    again = True
    while again:
        again = False
        for ending in ENDINGS:
            if name.endswith(ending) and len(name) - len(ending) >= LEAST:
                name, again = name[: -len(ending)], True
                break
    return name


def _without_place(name: str) -> str:
    while (found := PLACE.match(name)) and found.end():
        rest = name[found.end() :]
        if len(rest) < LEAST or rest in EVERYBODY:
            break
        name = rest
    return name


def _foreign(plain: str) -> str:
    words = "".join(s for s in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(s))
    words = words.replace("&", " and ").replace(".", "").replace("'", "")
    bare = FOREIGN_WORDS.sub(" ", NO_LETTER.sub(" ", words))
    return "".join(bare.split()) or "".join(NO_LETTER.sub(" ", words).split())


@lru_cache(maxsize=5_000)
def phone_key(phone: str) -> str:
    """The digits of the first number in a text, without country code, leading zero and extension; else empty."""
    plain = unicodedata.normalize("NFKC", phone).casefold()
    # 310/246-1501 is one number: a slash after an area code parts nothing.
    plain = re.sub(r"^(\D*\d{2,4})/(?=\d)", r"\1 ", plain)
    first = re.split(r"[/;,、；，|]|转|分机|ext|x(?=\d)|#", plain, maxsplit=1)[0]
    digits = re.sub(r"\D", "", first)
    is_foreign = first.strip().startswith("+") and not digits.startswith("86")
    if is_foreign:
        return digits[:20] if len(digits) >= 7 else ""
    for code in ("0086", "86"):
        if digits.startswith(code) and len(digits) - len(code) >= 10:
            digits = digits[len(code) :]
            break
    digits = digits.lstrip("0")
    return digits[:20] if len(digits) >= 7 else ""
