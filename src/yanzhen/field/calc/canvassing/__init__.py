"""Canvassing: an area cut into blocks, where one stands, and how far and how well it was worked."""
