"""Demo: a lively fictional organisation, made through the services with a fixed seed.

Names, units and figures are invented. Owns nothing; may use every feature's services, since it plays
the part of all their users.
"""
