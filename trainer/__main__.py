"""`python -m trainer`: load the encoder, then serve until told to stop."""

from __future__ import annotations

import logging
import sys

from bot.nlu.encoder_model import EncoderChanged, EncoderMissing
from trainer.door import Meaning, make_app
from trainer.settings import SettingsRefused, read_settings


def main() -> int:
    """0 after a wish to stop, 1 with one sentence when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        settings = read_settings()
        app = make_app(Meaning(settings.encoder_dir), settings.secret)
    except (SettingsRefused, EncoderMissing, EncoderChanged) as refused:
        print(refused, file=sys.stderr)
        return 1
    app.run(host="127.0.0.1", port=settings.port, access_log=False, debug=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
