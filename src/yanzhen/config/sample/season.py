"""When furniture is bought: weights of days, and what differs by kind of customer and by region."""

from datetime import date

import numpy as np

from yanzhen.config.sample.places import REGIONS
from yanzhen.config.sample.tables import Plan, to_date

SPRING_FESTIVAL = {
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1, 24), 2040: (2, 12),
}  # fmt: skip
MONTH = np.array([0.92, 0.80, 1.12, 1.14, 1.05, 0.96, 0.86, 0.88, 1.12, 1.14, 1.10, 0.98])
"""March–April and September–November are the strong months of the trade."""
WEEKDAY = np.array([1.05, 1.1, 1.1, 1.05, 1.0, 0.45, 0.25])
LINES_GROWTH = 1.085
PRICE_GROWTH = 1.02
"""Together, less what the shift between regions and sizes takes, about 12 % a year."""
# By month, in the order of words.TYPE_CODES: web shops live on 618 and Double 11, schools on summer and the budget year.
BY_TYPE = np.ones((7, 12))
BY_TYPE[2] = [0.8, 0.8, 1.2, 1.2, 1.1, 1.0, 0.9, 0.9, 1.1, 1.1, 1.0, 0.9]
BY_TYPE[5] = [0.8, 0.7, 0.9, 0.9, 1.0, 1.7, 0.8, 0.8, 0.9, 1.1, 2.0, 1.1]
BY_TYPE[6] = [0.4, 0.4, 0.7, 0.9, 1.1, 1.3, 1.7, 1.7, 0.8, 0.8, 1.1, 1.5]
TREND = np.array([trend for _n, _e, trend in REGIONS.values()])


def day_weights(plan: Plan) -> np.ndarray:
    """How much is ordered on each day from the first month until today."""
    days = np.arange(plan.first_day, plan.today_day + 1)
    dates = [to_date(int(d)) for d in days]
    month = np.array([d.month - 1 for d in dates])
    weight = MONTH[month] * WEEKDAY[(days + 3) % 7]
    for year in sorted({d.year for d in dates}):
        festival = date(year, *SPRING_FESTIVAL.get(year, (2, 5)))
        away = days - (festival - date(1970, 1, 1)).days
        weight = np.where((away >= -10) & (away < -1), weight * 0.55, weight)
        weight = np.where((away >= -1) & (away <= 7), weight * 0.04, weight)
        weight = np.where((away > 7) & (away <= 15), weight * 0.65, weight)
    golden_week = np.array([d.month == 10 and d.day <= 7 for d in dates])
    weight = np.where(golden_week, weight * 0.35, weight)
    return np.asarray(weight * LINES_GROWTH ** ((days - plan.first_day) / 365.25))
