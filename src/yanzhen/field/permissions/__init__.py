from yanzhen.field.permissions import visits as visits
