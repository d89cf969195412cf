"""Study: the library of materials, and who has read what.

Owns materials of every kind and readings; `social` the notes, discussions and courses beside them. A reading
counts once enough of its time was seen (`progress`, pure; `timing` counts through the hot writer) and the check
at its end passed; then it reports one credit to the record and its minutes to the hours of study.
"""
