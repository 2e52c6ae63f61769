from yanzhen.field.nouns import offline as offline
from yanzhen.field.nouns import planner as planner
from yanzhen.field.nouns import visit_facts as visit_facts
from yanzhen.field.nouns import visits as visits
