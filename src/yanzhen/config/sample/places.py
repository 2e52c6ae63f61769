"""Where the customers are: regions, territories, cities with the first four digits of their division code."""

from typing import NamedTuple


class City(NamedTuple):
    """A city of a territory; `weight` is its share of the trade."""

    name: str
    division: str
    area_code: str
    weight: float


class Place(NamedTuple):
    """A territory of a region."""

    region: str
    code: str
    name: str
    name_en: str
    province: str
    cities: tuple[City, ...]


# code: (name, English name, yearly trend of the market here)
REGIONS = {
    "E": ("华东", "East China", 1.03),
    "S": ("华南", "South China", 1.01),
    "N": ("华北", "North China", 1.03),
    "C": ("华中", "Central China", 1.03),
    "SW": ("西南", "Southwest China", 1.06),
    "NW": ("西北", "Northwest China", 1.04),
    "NE": ("东北", "Northeast China", 0.72),
}

_TABLE = """
E SH 上海 Shanghai 上海市 上海:3101:021:9
E JS 江苏 Jiangsu 江苏省 南京:3201:025:4 苏州:3205:0512:5 无锡:3202:0510:3 常州:3204:0519:2 南通:3206:0513:2 徐州:3203:0516:1
E ZJ 浙江 Zhejiang 浙江省 杭州:3301:0571:6 宁波:3302:0574:4 温州:3303:0577:2 嘉兴:3304:0573:2 绍兴:3306:0575:1 金华:3307:0579:2
E AH 安徽 Anhui 安徽省 合肥:3401:0551:3 芜湖:3402:0553:1 蚌埠:3403:0552:1
E FJ 福建 Fujian 福建省 福州:3501:0591:2 厦门:3502:0592:3 泉州:3505:0595:2 漳州:3506:0596:1
E SD 山东 Shandong 山东省 济南:3701:0531:3 青岛:3702:0532:4 烟台:3706:0535:2 潍坊:3707:0536:1 临沂:3713:0539:1
E JX 江西 Jiangxi 江西省 南昌:3601:0791:2 赣州:3607:0797:1 九江:3604:0792:1
S GF 广佛 Guangzhou–Foshan 广东省 广州:4401:020:6 佛山:4406:0757:4 中山:4420:0760:2 江门:4407:0750:1
S SZ 深莞惠 Shenzhen–Dongguan 广东省 深圳:4403:0755:6 东莞:4419:0769:3 惠州:4413:0752:1
S YD 粤东西 Outer_Guangdong 广东省 汕头:4405:0754:1 湛江:4408:0759:1 珠海:4404:0756:2
S GX 广西 Guangxi 广西壮族自治区 南宁:4501:0771:2 桂林:4503:0773:1 柳州:4502:0772:1
S HI 海南 Hainan 海南省 海口:4601:0898:1 三亚:4602:0898:2
N BJ 北京 Beijing 北京市 北京:1101:010:9
N TJ 天津 Tianjin 天津市 天津:1201:022:3
N HE 河北 Hebei 河北省 石家庄:1301:0311:2 唐山:1302:0315:1 保定:1306:0312:1 廊坊:1310:0316:1
N SX 山西 Shanxi 山西省 太原:1401:0351:2 大同:1402:0352:1
N NM 内蒙古 Inner_Mongolia 内蒙古自治区 呼和浩特:1501:0471:1 包头:1502:0472:1 鄂尔多斯:1506:0477:1
C HB 湖北 Hubei 湖北省 武汉:4201:027:5 宜昌:4205:0717:1 襄阳:4206:0710:1
C HN 湖南 Hunan 湖南省 长沙:4301:0731:4 株洲:4302:0733:1 衡阳:4304:0734:1
C HA 河南 Henan 河南省 郑州:4101:0371:4 洛阳:4103:0379:1 新乡:4107:0373:1
SW SC 四川 Sichuan 四川省 成都:5101:028:6 绵阳:5107:0816:1 德阳:5106:0838:1
SW CQ 重庆 Chongqing 重庆市 重庆:5001:023:4
SW YN 云南 Yunnan 云南省 昆明:5301:0871:2 大理:5329:0872:1
SW GZ 贵州 Guizhou 贵州省 贵阳:5201:0851:2 遵义:5203:0851:1
NW SN 陕西 Shaanxi 陕西省 西安:6101:029:4 宝鸡:6103:0917:1 咸阳:6104:029:1
NW GS 甘肃 Gansu 甘肃省 兰州:6201:0931:1 天水:6205:0938:0.5
NW XJ 新疆 Xinjiang 新疆维吾尔自治区 乌鲁木齐:6501:0991:1.5 喀什:6531:0998:0.5
NE LN 辽宁 Liaoning 辽宁省 沈阳:2101:024:4 大连:2102:0411:4 鞍山:2103:0412:1
NE JL 吉林 Jilin 吉林省 长春:2201:0431:2 吉林:2202:0432:1
NE HL 黑龙江 Heilongjiang 黑龙江省 哈尔滨:2301:0451:3 大庆:2306:0459:1
"""


def _city(text: str) -> City:
    name, division, area_code, weight = text.split(":")
    return City(name, division, area_code, float(weight))


def _place(line: str) -> Place:
    region, code, name, name_en, province, *cities = line.split()
    return Place(region, f"T-{code}", name, name_en.replace("_", " "), province, tuple(map(_city, cities)))


PLACES = tuple(_place(line) for line in _TABLE.strip().splitlines())
CITIES = tuple(city for place in PLACES for city in place.cities)
CITY_PLACE = tuple(i for i, place in enumerate(PLACES) for _ in place.cities)
REGION_CODES = tuple(REGIONS)
