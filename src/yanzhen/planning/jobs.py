"""What planning does by itself, now and then."""

from yanzhen.planning.services import forecasts
from yanzhen.platform import schedule

schedule.every(20 * schedule.SECOND, "forecast of the month", forecasts.monthly)
