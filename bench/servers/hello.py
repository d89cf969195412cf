"""The server's own hello: what the same server software can do at all."""

from flask import Flask

app = Flask(__name__)


@app.route("/healthz", methods=["GET", "PUT"])
def hello() -> str:
    return "hello"
