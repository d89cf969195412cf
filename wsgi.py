"""The WSGI entry point."""

from quizapp import create_app

app = create_app()
