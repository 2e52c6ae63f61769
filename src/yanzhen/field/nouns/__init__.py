from yanzhen.field.nouns import planner as planner
