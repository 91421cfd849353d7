"""`python -m trainer`: load the encoder, then serve until told to stop."""

from __future__ import annotations

import logging
import sys

from bot.nlu.encoder_model import EncoderChanged, EncoderMissing
from trainer.door import Advisor, make_app
from trainer.giving_way import give_way
from trainer.meaning import Meaning
from trainer.remembered import Remembered
from trainer.school_keeper import SchoolKeeper
from trainer.settings import SettingsRefused, read_settings

GENTLE = 10
"""Added niceness: customers are served first. The school adds some more."""


def main() -> int:
    """0 after a wish to stop, 1 with one sentence when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    give_way(GENTLE)
    try:
        settings = read_settings()
        meaning = Meaning(settings.encoder_dir, settings.models_dir)
    except (SettingsRefused, EncoderMissing, EncoderChanged) as refused:
        print(refused, file=sys.stderr)
        return 1
    remembered = Remembered(settings.var_dir / "trainer", meaning.encoder_id)
    app = make_app(meaning, Advisor(meaning, settings.data_root, remembered), settings.secret, SchoolKeeper())
    app.run(host="127.0.0.1", port=settings.port, access_log=False, debug=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
