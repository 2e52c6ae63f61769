"""What the planning API shares beside the doors of the platform: the record a path asks for, or 404 out of reach."""

from yanzhen.planning.queries import boards, plans, targets

plan_of, board_of, target_of = plans.one, boards.one, targets.one
