"""How items and papers measure: facility, discrimination, options, time, reliability, and how often an item was used.

Owns the formulas (`measures`, pure), sums of answers per item version and source (`tally`, `models`), the job that
keeps them up to date (`gathering`), and the organisers' pages. It reads practice, contests and live contests and
changes nothing in them; nobody but the edges imports it.
"""
