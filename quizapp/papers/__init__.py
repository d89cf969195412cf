"""Papers: drawing a set of questions, answering it alone under a clock, and what came of it.

Owns blueprints, draws, attempts, their answers and results, and each member's standing with each
item (the book of mistakes). Pure here: `blueprint`, `pool`, `selection`, `draw`, `attempt`. May
know bank and accounts. Knows neither practice nor contests: an attempt keeps the key of its source
as text. A finished paper does not change when the bank does.
"""
