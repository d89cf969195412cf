"""Display: the big screens. An address without sign-in, made and revoked by an organiser.

Owns the screens' tokens and options. Shows the boards' rows; a wake-up of the branch's channel makes
a screen look again. The wall of a live contest has its address here too. Knows `boards`, `live` and `accounts`.
"""
