"""What the worker does for the pipeline from time to time."""

from yanzhen.crm.services import learning, pipeline_history
from yanzhen.platform import schedule

schedule.every(schedule.HOUR, "history of opportunities", pipeline_history.catch_up)
schedule.every(schedule.HOUR, "learnt from closed opportunities", learning.daily)
