"""Activities: what a branch holds together (三会一课, 主题党日 and the rest), from announcement to minutes.

Owns activities, invitations, leave, sign-in and attendance, minutes and tasks. Reports who took part to the
record and to the hours, once the activity is closed. Knows record, hours, files, notices and committee.
"""
