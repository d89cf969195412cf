"""The WSGI entry point."""

from quizapp.core.collector import start_spared

with start_spared():
    from quizapp import create_app

    app = create_app()
