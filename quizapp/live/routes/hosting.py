"""The host's console and whatever its buttons do."""
