"""Demo county: loaded by one command, taken away by another. All people in it are invented."""

from deputy_liaison.demo.accounts import accounts
from deputy_liaison.demo.loader import DemoRefused, load
from deputy_liaison.demo.removal import remove, what_goes
from deputy_liaison.demo.site import prepare_site

__all__ = ("DemoRefused", "accounts", "load", "prepare_site", "remove", "what_goes")
