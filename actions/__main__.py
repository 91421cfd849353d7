"""`python -m actions` starts the action server on 127.0.0.1:$WARMHAND_ACTIONS_PORT."""

import os
import sys

from actions import assembly
from actions.answers import AnswersError, offer_words, other_languages, routine_answers, wishes
from actions.server import serve
from actions.settings import SettingsError, read_settings


def main() -> int:
    """Check everything that can be checked before the first customer writes, then serve."""
    try:
        settings = read_settings(os.environ)
        assembly.parts()
        routine_answers()
        offer_words()
        other_languages()
        wishes()
    except (SettingsError, AnswersError) as error:
        sys.stderr.write(f"The action server cannot start: {error}\n")
        return 2
    serve(settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
