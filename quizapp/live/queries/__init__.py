"""Reads of live contests, one module a concern."""
