"""Contests played from a file: the script of a contest, the compact log of one, the engine that plays both."""
