"""Minutes: what was on the agenda, what was said and decided, who is to do what, pictures, and the printed record.

Owns agenda, minutes with their versions, decisions, tasks, pictures and results of the democratic review. Once
recorder and chair have confirmed them minutes never change; corrections are appended.
"""
