"""What planning does by itself, now and then."""

from yanzhen.planning.services import forecasts, news
from yanzhen.platform import schedule

schedule.every(20 * schedule.SECOND, "forecast of the month", forecasts.monthly)
schedule.every(schedule.HOUR, "quotas to sign", news.remind_late)
