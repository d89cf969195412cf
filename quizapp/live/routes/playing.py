"""The player's page: the question, the answer, the buzzer."""
