"""The next purchase: who is still alive (bgnbd), when and how much (next_order, items), shrunk to the segment."""
