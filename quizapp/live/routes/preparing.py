"""What an organiser prepares: rules, questions, teams, rehearsal, printing."""
