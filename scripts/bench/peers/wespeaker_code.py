"""Modules of a checkout of wenet-e2e/wespeaker, as they are."""

import importlib
import os
import subprocess
import sys
import types


class NoCheckout(Exception):
    """Said in place of figures."""


def wespeaker_module(name):
    """A module by its dotted name. The package's own __init__, which loads PyTorch and more for its command line, is left aside."""
    checkout = os.environ.get("SVTK_WESPEAKER")
    if not checkout:
        raise NoCheckout("set SVTK_WESPEAKER to a checkout of wenet-e2e/wespeaker")
    if not os.path.isdir(os.path.join(checkout, "wespeaker", "utils")):
        raise NoCheckout(f"SVTK_WESPEAKER: no wespeaker/utils in {checkout}")
    package = types.ModuleType("wespeaker")
    package.__path__ = [os.path.join(checkout, "wespeaker")]
    sys.modules.setdefault("wespeaker", package)
    return importlib.import_module(name)


def wespeaker_version():
    command = ["git", "-C", os.environ["SVTK_WESPEAKER"], "rev-parse", "--short", "HEAD"]
    told = subprocess.run(command, capture_output=True, text=True)
    return f"wespeaker@{told.stdout.strip()}" if told.returncode == 0 else "wespeaker"
