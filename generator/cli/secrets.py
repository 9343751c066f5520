"""Passwords and keys: from the environment or the system's key store, never from a file."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

from generator.deliver.words import Secret
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.config.objects import Smtp

SMTP_PASSWORD = "PAPERROUND_SMTP_PASSWORD"  # noqa: S105  (the variable's name)


def smtp_password(server: Smtp | None) -> Secret | None:
    """Return the password for test mails, or ``None`` where there is none to be found.

    It comes from PAPERROUND_SMTP_PASSWORD, else from the key store, if ``keyring`` is installed.
    """
    stated = os.environ.get(SMTP_PASSWORD, "").rstrip("\r\n")
    if stated:
        return Secret(stated)
    if server is None or server.user is None:
        return None
    try:
        keyring = importlib.import_module("keyring")
    except ModuleNotFoundError:
        return None
    try:
        stored = keyring.get_password("paperround", f"{server.user}@{server.host}")
    except keyring.errors.KeyringError as error:
        raise UsageError(
            f"the system's key store cannot be read ({type(error).__name__}); set {SMTP_PASSWORD}"
        ) from error
    return Secret(stored) if stored else None


def provider_key(variable: str) -> Secret:
    """Return the key that an environment variable holds; empty where it is not set."""
    return Secret(os.environ.get(variable, "").strip())
