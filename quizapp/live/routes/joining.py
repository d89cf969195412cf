"""Coming in: PIN, name, team and seat."""
