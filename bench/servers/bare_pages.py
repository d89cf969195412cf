"""A page as large as ours from a bare template: no sign-in, no session, no database."""

import os
from pathlib import Path

from flask import Flask, render_template_string

app = Flask(__name__)
PAGES = Path(os.environ["BENCH_PAGES"])
# Pieces of the real page pass through the template engine, so that rendering is paid for, escaped line by line.
TEXT = "{% for line in lines %}{{ line }}\n{% endfor %}"


@app.get("/healthz")
def hello() -> str:
    return "hello"


@app.get("/<name>")
def page(name: str) -> str:
    return render_template_string(
        TEXT, lines=(PAGES / f"{name}.html").read_text(encoding="utf-8").split("\n")
    )
