"""Infra: services outside the program, in twos (in-process and Redis) behind one small class.

Owns the hot writer, the bus, limits and the scheduler. Knows neither Flask nor a feature. An
accessory that fails (bus, limits) degrades and logs; it never fails the page.
"""
