"""What is seen of a contest, piece by piece: pure, from the engine's state to plain JSON values.

`projections` puts the pieces together. Whatever a player or a screen receives holds no key, and no sum that
would tell who was right, before the reveal.
"""
