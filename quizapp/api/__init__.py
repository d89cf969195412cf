"""Api: version 1 of the calls for scripts, and the document that describes them.

Owns addresses, shapes and status codes under /api/v1, and nothing else: what a call does is done by the
features' services and queries. May know every feature; no feature knows it. Each view stands beside its
operation, from which the OpenAPI document is made.
"""
