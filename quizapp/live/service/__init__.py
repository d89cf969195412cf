"""Verbs on live contests, one module a concern. What happens once the lobby is open goes through `live.room`."""
