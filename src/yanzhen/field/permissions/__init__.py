from yanzhen.field.permissions import calls as calls
from yanzhen.field.permissions import canvassing as canvassing
from yanzhen.field.permissions import coaching as coaching
from yanzhen.field.permissions import planner as planner
from yanzhen.field.permissions import visits as visits
