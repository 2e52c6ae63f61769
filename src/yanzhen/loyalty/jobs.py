"""What loyalty does by itself, now and then."""

from yanzhen.loyalty.services import evaluations, purchases, thanks
from yanzhen.platform import schedule

schedule.every(60 * schedule.SECOND, "evaluation of the period", evaluations.periodic)
schedule.every(60 * schedule.SECOND, "next purchases of the day", purchases.nightly)
schedule.every(60 * schedule.SECOND, "thanks of the day", thanks.daily)
