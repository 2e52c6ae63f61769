"""What planning does by itself, now and then."""
