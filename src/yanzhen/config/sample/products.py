"""What the firm makes: three lines, their categories, and products with prices and costs."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from yanzhen.config.sample.tables import Plan, day_number

LINES = {"RES": ("民用家具", "Residential"), "OFF": ("办公家具", "Office"), "HOT": ("酒店家具", "Hotel")}
LINE_CODES = tuple(LINES)

# line, code, name, English name, unit, share of the line's orders, yearly trend, items as name:English:list price
_CATALOGUE = """
RES SF 沙发 Sofas 套 26 1.04 三人位布艺沙发:3-seat_fabric_sofa:4980 转角真皮沙发:Corner_leather_sofa:12800 单人休闲椅:Lounge_chair:1980 贵妃榻:Chaise_longue:3280 功能沙发:Recliner_sofa:6980
RES BD 床与床垫 Beds_and_mattresses 张 28 1.03 实木双人床:Solid-wood_double_bed:4280 软包床:Upholstered_bed:3680 乳胶床垫:Latex_mattress:2980 弹簧床垫:Spring_mattress:1880 儿童床:Children's_bed:2680
RES DN 餐桌椅 Dining 套 20 1.00 岩板餐桌:Sintered-stone_dining_table:3280 实木餐桌:Solid-wood_dining_table:2880 餐椅:Dining_chair:460 餐边柜:Sideboard:2180
RES CB 柜类 Cabinets 件 20 1.08 三门衣柜:3-door_wardrobe:3980 电视柜:TV_cabinet:1880 玄关柜:Hall_cabinet:1680 床头柜:Bedside_table:580 书柜:Bookcase:2280
RES RW 红木书房 Rosewood_study 件 6 0.70 红木书桌:Rosewood_desk:16800 红木博古架:Rosewood_display_rack:12600 红木圈椅:Rosewood_armchair:5800
OFF DK 办公桌 Desks 张 30 1.02 职员工位:Workstation:1280 升降办公桌:Height-adjustable_desk:2680 主管桌:Manager's_desk:3480 大班台:Executive_desk:9800
OFF CH 办公椅 Office_chairs 把 34 1.05 网布职员椅:Mesh_task_chair:480 人体工学椅:Ergonomic_chair:1480 会议椅:Conference_chair:620 真皮大班椅:Executive_leather_chair:2980
OFF MT 会议家具 Meeting_furniture 件 14 1.00 会议桌:Meeting_table:5680 洽谈桌:Discussion_table:1280 培训桌:Training_table:780
OFF FL 文件柜 Filing 件 22 0.97 钢制文件柜:Steel_filing_cabinet:880 活动推柜:Mobile_pedestal:420 更衣柜:Locker:980 密集架:Mobile_shelving:3600
HOT GR 客房家具 Guest-room_furniture 套 52 1.04 标间成套家具:Twin-room_set:6800 大床房成套家具:King-room_set:7600 套房成套家具:Suite_set:15800 行李柜:Luggage_rack:880
HOT LB 大堂家具 Lobby_furniture 件 26 1.03 大堂沙发组:Lobby_sofa_group:13800 接待台:Reception_desk:22800 屏风:Screen:4600
HOT BQ 宴会家具 Banquet_furniture 件 22 1.00 宴会椅:Banquet_chair:320 宴会圆桌:Banquet_table:980 可折叠舞台:Folding_stage:3800
"""
_SERIES = {
    "RES": "栖云:Qiyun 听松:Tingsong 归岸:Gui'an 暖屿:Nuanyu 素年:Sunian 拾光:Shiguang 青禾:Qinghe",
    "OFF": "致远:Zhiyuan 启航:Qihang 方正:Square 睿智:Ruizhi 领峰:Summit 简行:Jianxing",
    "HOT": "御庭:Yuting 云汀:Yunting 锦程:Jincheng 海岸:Haian 臻品:Zhenpin",
}
COUNT = 200
NEW, RETIRED = 22, 8
COST_OF_LIST = {"RES": 0.485, "OFF": 0.50, "HOT": 0.475}


@dataclass
class Products:
    """Rows to load, and arrays by product for the trade (key = place + 1)."""

    categories: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    line: np.ndarray
    price: np.ndarray
    cost: np.ndarray
    share: np.ndarray
    trend: np.ndarray
    launched: np.ndarray
    retired: np.ndarray


def build(plan: Plan) -> Products:
    """The same catalogue for every seed but for prices, popularity and days of launch."""
    rng = plan.rng("products")
    categories = [
        {"id": i, "code": code, "name": LINES[code][0], "name_en": LINES[code][1], "parent_id": None}
        for i, code in enumerate(LINE_CODES, 1)
    ]
    designs: list[tuple[Any, ...]] = []
    for row in _CATALOGUE.strip().splitlines():
        line, code, name, name_en, unit, share, trend, *items = row.split()
        key = len(categories) + 1
        parent = LINE_CODES.index(line) + 1
        categories.append({
            "id": key, "code": f"{line}-{code}", "name": name, "name_en": name_en.replace("_", " "), "parent_id": parent
        })  # fmt: skip
        series = [s.split(":") for s in _SERIES[line].split()]
        # Series by series, so that a cut at 200 thins out all categories alike.
        for s, (word, word_en) in enumerate(series):
            for item in items:
                title, title_en, price = item.split(":")
                label = f"{word_en} {title_en.replace('_', ' ')}"
                designs.append((s, key, f"{line}-{code}", f"{word}{title}", label, unit, float(price), share, trend))
    designs = sorted(sorted(designs, key=lambda d: d[0])[:COUNT], key=lambda d: d[1])
    return _priced(plan, rng, categories, designs)


def _priced(
    plan: Plan, rng: np.random.Generator, categories: list[dict[str, Any]], designs: list[tuple[Any, ...]]
) -> Products:
    n = len(designs)
    line = np.array([LINE_CODES.index(d[2][:3]) for d in designs])
    category = np.array([d[1] for d in designs])
    # Prices end in 0 or 8, as on a price list.
    price = np.array([d[6] for d in designs]) * rng.uniform(0.8, 1.35, n)
    price = (np.round(price / 10) * 10 - 2 * (price > 1_000)).astype(np.int64)
    cost = np.round(price * np.array([COST_OF_LIST[d[2][:3]] for d in designs]) * rng.uniform(0.9, 1.1, n)).astype(int)
    popularity = rng.permutation(n) + 3.0
    popularity = 1 / popularity**0.55
    share = np.zeros(n)
    for key in np.unique(category):
        of_category = category == key
        weight = float(designs[int(np.flatnonzero(of_category)[0])][7])
        share[of_category] = popularity[of_category] / popularity[of_category].sum() * weight
    order = rng.permutation(n)
    launched = plan.first_day - rng.integers(60, 2_000, n)
    launched[order[:NEW]] = plan.today_day - rng.integers(10, 360, NEW)
    retired = np.full(n, plan.today_day + 1)
    retired[order[NEW : NEW + RETIRED]] = plan.today_day - rng.integers(90, 700, RETIRED)
    counters: dict[str, int] = {}
    rows = []
    for i, (_s, key, code, name, name_en, unit, *_rest) in enumerate(designs):
        counters[code] = counters.get(code, 0) + 1
        rows.append({
            "id": i + 1, "code": f"{code.replace('-', '')}{counters[code]:03d}", "name": name, "name_en": name_en,
            "category_id": key, "unit_of_measure": unit, "currency": "CNY", "list_price": Decimal(int(price[i])),
            "standard_cost": Decimal(int(cost[i])),
            "launched_on": plan.today + timedelta(days=int(launched[i]) - day_number(plan.today)),
            "is_sold": bool(retired[i] > plan.today_day),
        })  # fmt: skip
    trend = np.array([float(d[8]) for d in designs])
    return Products(categories, rows, line, price * 100, cost * 100, share, trend, launched, retired)
