"""What the past of a pipeline tells: its funnel, its flow between two dates, and what can be learnt from it."""
