"""Yanzhen: sales management from the customer to the money."""
