"""What key accounts does by itself, now and then."""
