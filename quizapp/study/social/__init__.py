"""What members do with the materials: notes of their own, the discussion below each, courses.

Notes are their writer's alone: no office reads them, no log or list tells of them. A discussion is a branch's own,
also below a shipped material. A course is an ordered list of materials and practices; whoever has done all is
credited once.
"""
