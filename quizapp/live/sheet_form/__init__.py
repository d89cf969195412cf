"""The rule sheet as a form: which fields each kind of round has, how each is read, written and found faulty."""
