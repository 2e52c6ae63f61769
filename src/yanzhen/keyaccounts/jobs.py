"""What key accounts does by itself, now and then."""

from yanzhen.keyaccounts.services import chances, checking, plans, renewing
from yanzhen.platform import schedule

schedule.every(10 * 60 * schedule.SECOND, "agreements past their end", renewing.expire)
schedule.every(10 * 60 * schedule.SECOND, "monthly self-checks", checking.monthly)
schedule.every(10 * 60 * schedule.SECOND, "weekly store lists", chances.weekly)
schedule.every(10 * 60 * schedule.SECOND, "deadlines of rolling plans", plans.remind)
