"""What field work does by itself, now and then."""
