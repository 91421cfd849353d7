"""Programs of the desk, started beside a desk that runs in this process."""

from __future__ import annotations

from desk.settings import Settings


def environment_of(wanted: Settings) -> dict[str, str]:
    """What a program of the desk is told, so that it works on the same house."""
    return {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": wanted.database_url,
        "REDIS_URL": wanted.redis_url,
        "WARMHAND_VAR_DIR": str(wanted.var_dir),
        "WARMHAND_SHOP_URL": wanted.shop_url,
        "WARMHAND_BOT_SECRET": wanted.bot_secret,
        "WARMHAND_SHOP_API_KEY": wanted.shop_api_key,
        "WARMHAND_SHOP_JWT_SECRET": wanted.shop_jwt_secret,
    }
