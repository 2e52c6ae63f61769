"""The model score of leads: trained on closed ones, measured on those held out, explained field by field.

scikit-learn is loaded by `training` alone, and that only inside functions: the work runs in `worker`, a process of its
own. See docs/algorithms/lead-score.md.
"""
