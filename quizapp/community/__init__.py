"""Community: political birthdays, voices, pledges, honours, welcome and transfer: what makes a branch a home.

Owns cards, voices with their moderation, pledges and plates, honours with their story, and the two-sided
transfer of members, which `accounts` carries out. Reports honours, pledges and published voices to the record.
"""
