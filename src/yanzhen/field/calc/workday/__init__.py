"""What a day or a week in the field came to: visits, success, ways and time; plain Python."""
