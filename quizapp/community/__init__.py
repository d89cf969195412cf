"""Community: political birthdays, voices, pledges and honours, what makes a branch a home.

Owns cards, voices with their moderation, pledges and plates, honours with their story. Reports honours and
published voices to the record.
"""
