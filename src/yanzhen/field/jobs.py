"""What field work does by itself, now and then."""

from yanzhen.field.services import visit_reasons
from yanzhen.platform import schedule

schedule.every(10 * schedule.SECOND, "reasons for visits by mail", visit_reasons.deliver)
