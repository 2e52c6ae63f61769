"""The sample company: a furniture maker with people, customers, forty months of trade and the money that came in."""
