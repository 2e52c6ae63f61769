"""What the worker does for leads from time to time."""

from yanzhen.crm.services import lead_forms, lead_points, lead_pool, lead_scores
from yanzhen.platform import schedule

schedule.every(5 * 60 * schedule.SECOND, "pool of leads", lead_pool.sweep)
schedule.every(6 * schedule.HOUR, "points of leads", lead_points.renew_all)
schedule.every(schedule.HOUR, "answers to web forms", lead_forms.forget)
schedule.every(schedule.HOUR, "model score of leads", lead_scores.renew)
