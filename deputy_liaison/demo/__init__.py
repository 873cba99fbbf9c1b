"""Demo county: loaded by ./dev serve, never on a real site. All people in it are invented."""

from deputy_liaison.demo.accounts import accounts
from deputy_liaison.demo.loader import load
from deputy_liaison.demo.site import prepare_site

__all__ = ("accounts", "load", "prepare_site")
