"""Web: what every page shares: access marks, assets, filters, error pages, security headers.

Knows no feature; features' routes import it.
"""
