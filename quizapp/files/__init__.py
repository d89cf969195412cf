"""Files: what people upload for any feature, stored once by its content, served to whoever may see its subject.

Owns the table of files, the folder they lie in, and their thumbnails. A feature names the subject (kind and
id) that a file hangs on and registers who may see it. Knows people alone.
"""
