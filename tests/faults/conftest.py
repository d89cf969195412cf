"""What the faults borrow from the tests of bad input."""

from tests.app.bad_input.conftest import world

__all__ = ["world"]
