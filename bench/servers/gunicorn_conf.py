"""Patch before the application is imported, as the product's own server does."""

from gevent import monkey

monkey.patch_all()
timeout = 60
keepalive = 30
graceful_timeout = 2
loglevel = "warning"
