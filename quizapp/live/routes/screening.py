"""The wall: what everybody in the room sees of a contest."""
