"""Pictures of the bank's items: taken in, made harmless, kept in the database, served by signed addresses.

Owns the table of pictures. What comes in is decoded under limits and written anew, so that nothing of the
file itself is kept; `core.pictures` does that. An item's text names a picture as
`media:<hash>` (see `bank.markup`); whoever is shown the text is given an address that works for weeks.
"""

from .service import hold

__all__ = ["hold"]
