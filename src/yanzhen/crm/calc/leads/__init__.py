"""To whom leads go, how many points they have, and when the pool takes them back; see docs/algorithms/leads.md."""
