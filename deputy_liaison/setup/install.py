"""Seeding on install and on every migrate: the same functions, safe to run any number of times."""

from deputy_liaison.desk import keep_module_profile
from deputy_liaison.setup.catalogues import create_missing_catalogues
from deputy_liaison.setup.language import enable_chinese
from deputy_liaison.setup.people import show_people_by_name
from deputy_liaison.setup.workflows import seed_workflows


def after_install() -> None:
	"""Hook: a new site gets workflows and catalogues, and Chinese."""
	enable_chinese()
	_seed()


def after_migrate() -> None:
	"""Hook: what a release added is created; what the site changed stays."""
	_seed()


def _seed() -> None:
	seed_workflows()
	create_missing_catalogues()
	keep_module_profile()
	show_people_by_name()
