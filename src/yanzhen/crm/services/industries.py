"""Industries: the sections of the national classification to begin with, and whatever a firm adds of its own."""

from django.db import transaction

from yanzhen.crm.models import Industry
from yanzhen.platform import audit, search, writes
from yanzhen.platform.actor import SYSTEM

create, change, remove = writes.plain(Industry)

SEEDED = "seed_industries"
SECTIONS = (
    ("A", "农、林、牧、渔业", "Agriculture, forestry, husbandry and fishery"),
    ("B", "采矿业", "Mining"),
    ("C", "制造业", "Manufacturing"),
    ("D", "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water supply"),
    ("E", "建筑业", "Construction"),
    ("F", "批发和零售业", "Wholesale and retail trade"),
    ("G", "交通运输、仓储和邮政业", "Transport, storage and post"),
    ("H", "住宿和餐饮业", "Hotels and catering"),
    ("I", "信息传输、软件和信息技术服务业", "Information transmission, software and IT services"),
    ("J", "金融业", "Finance"),
    ("K", "房地产业", "Real estate"),
    ("L", "租赁和商务服务业", "Leasing and business services"),
    ("M", "科学研究和技术服务业", "Scientific research and technical services"),
    ("N", "水利、环境和公共设施管理业", "Water, environment and public facilities"),
    ("O", "居民服务、修理和其他服务业", "Household services, repair and other services"),
    ("P", "教育", "Education"),
    ("Q", "卫生和社会工作", "Health and social work"),
    ("R", "文化、体育和娱乐业", "Culture, sports and entertainment"),
    ("S", "公共管理、社会保障和社会组织", "Public administration and social organisations"),
    ("T", "国际组织", "International organisations"),
)
"""GB/T 4754-2017, 门类."""


@transaction.atomic
def seed() -> int:
    """Enter the sections once, where no industry was ever kept; what a firm removed stays removed. Says how many."""
    if Industry.objects.exists() or audit.happened(SEEDED, Industry.noun()):
        return 0
    rows = Industry.objects.bulk_create(
        [Industry(code=code, name=name, name_en=name_en) for code, name, name_en in SECTIONS], ignore_conflicts=True
    )
    search.changed(Industry, list(Industry.objects.values_list("pk", flat=True)), are_new=True)
    audit.record(SYSTEM, SEEDED, "GB/T 4754-2017", after={"rows": len(rows)}, noun=Industry.noun())
    return len(rows)
