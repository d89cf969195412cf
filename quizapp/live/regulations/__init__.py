"""A rule sheet in sentences: the regulations (规程) that teams, the wall and the host read."""
