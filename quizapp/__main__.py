"""`python -m quizapp` is the `quizapp` command."""

from quizapp.cli import main

if __name__ == "__main__":
    main()
