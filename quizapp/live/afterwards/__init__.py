"""After a contest: why each total, lists to take away, what it is worth to the record, reminders of what was missed."""
