"""Benchmarks: ratios between two sides measured in the same run, interleaved. `make bench` runs them.

Absolute speed drifts on shared machines, so nothing here is a timed test: each scenario reports ours over
a rival or a limit of the same minutes, beside the budget that the design sets.
"""
