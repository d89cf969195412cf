"""Running the server: gunicorn with one gevent worker; gevent's own server where gunicorn cannot run."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from typing import Any

from ..config import Settings
from ..core.collector import start_spared
from .context import refuse

CONNECTIONS = 10_000
GRACEFUL_SECONDS = 5


def run(settings: Settings, workers: int = 1) -> None:
    """Serve until told to stop."""
    if sys.platform == "win32":
        _gevent_server(settings)
    else:
        _gunicorn(settings, workers)


def make_cooperative() -> None:
    """Have waiting give way to other requests, in this process and in the workers that it forks.

    Before a database driver is imported: psycopg decides then how it waits, for good.
    """
    from gevent import monkey

    monkey.patch_all()


def is_free(host: str, port: int) -> bool:
    """Say whether the port can be had; leave with exit 2 when the host is not one of this computer."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                refuse(
                    f"QUIZAPP_HOST（或 HOST）应当是本机的一个地址，例如 127.0.0.1 或 0.0.0.0，不能是“{host}”。"
                )
            if error.errno == errno.EACCES:
                refuse(f"没有权限使用端口 {port}，请换 1024 以上的：PORT=8000 make serve")
            return False
        return True


def _raise_file_limit() -> None:
    if sys.platform == "win32":  # it has neither the limit nor the module
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65_536
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _gunicorn(settings: Settings, workers: int) -> None:
    _raise_file_limit()
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        """Gunicorn, set from here and not from a file."""

        def load_config(self) -> None:
            for name, value in _options(settings, workers).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return _application(settings)

    Application().run()


def _options(settings: Settings, workers: int) -> dict[str, Any]:
    return {
        "bind": f"{settings.host}:{settings.port}",
        "worker_class": "quizapp.cli.worker.Worker",
        "workers": workers,
        "worker_connections": CONNECTIONS,
        "backlog": 2048,
        "keepalive": 30,
        "timeout": 60,
        "graceful_timeout": GRACEFUL_SECONDS,
        "max_requests": 0,  # a recycled worker would cut every stream
        "loglevel": "warning",
        "proc_name": "quizapp",
        "worker_exit": _close,
    }


def _application(settings: Settings) -> Any:
    """Return the application with its background work started; streams end when the worker is told to stop."""
    import signal

    with start_spared():
        from .. import create_app
        from ..infra.scheduler import Scheduler

        app = create_app(settings)
    scheduler = Scheduler(app.app_context, app.extensions.get("jobs", []))
    scheduler.start()
    app.extensions["scheduler"] = scheduler
    app.extensions["services"].bus.start()
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        # Streams wait on the bus: it lets them go, so that a stop takes moments, not the grace time.
        app.extensions["services"].bus.let_go()
        if callable(before):
            before(number, frame)

    if callable(before):
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGTERM, stop)
    return app


def _close(_server: Any, worker: Any) -> None:
    app = getattr(worker, "wsgi", None)
    if app is not None and hasattr(app, "extensions"):
        app.extensions["scheduler"].stop()
        app.extensions["services"].close()


def _gevent_server(settings: Settings) -> None:
    import signal

    import gevent
    from gevent.pywsgi import WSGIServer

    app = _application(settings)
    server = WSGIServer((settings.host, settings.port), app, log=None)

    def stop() -> None:
        app.extensions["services"].bus.let_go()
        server.close()

    # Ctrl-C comes as an event: as KeyboardInterrupt it would break into whichever request runs just then.
    gevent.signal_handler(signal.SIGINT, stop)
    server.serve_forever(stop_timeout=GRACEFUL_SECONDS)
    app.extensions["scheduler"].stop()
    app.extensions["services"].close()
