"""What the worker does for the accounts from time to time."""

from yanzhen.accounts.services import resetting, sessions
from yanzhen.platform import schedule

schedule.every(2.0, "mails for new passwords", resetting.deliver)
schedule.every(schedule.HOUR, "sessions that ran out", sessions.sweep)
