"""Commands of the app beside Frappe's own: `bench --site <site> liaison-demo load|remove`."""

import click
import frappe
from frappe import _
from frappe.commands import get_site, pass_context


@click.group("liaison-demo")
def liaison_demo() -> None:
	"""Load the demo county on a new site, or remove it."""


@liaison_demo.command("load")
@pass_context
def load_demo(context) -> None:
	"""Load the demo county; refused where the site holds records of its own."""
	with _site(context):
		from deputy_liaison.demo import accounts, load

		load()
		frappe.db.commit()
		accounts()


@liaison_demo.command("remove")
@click.option("--yes", is_flag=True, help="Without asking.")
@pass_context
def remove_demo(context, yes: bool) -> None:
	"""Remove the demo county and all that was entered beside it; refused where it was not loaded."""
	with _site(context):
		from deputy_liaison.demo import remove, what_goes

		for name, count in what_goes():
			click.echo(f"{name}  {count}")
		if not yes:
			click.confirm(_("All of this is deleted for good. Go on?"), abort=True)
		remove()
		click.echo(_("The demo is removed. The catalogues are as shipped."))


class _site:
	"""The site of the command, in Chinese; a refusal ends it in one line."""

	def __init__(self, context) -> None:
		self.site = get_site(context)

	def __enter__(self) -> None:
		frappe.init(site=self.site)
		frappe.connect()
		frappe.local.lang = "zh"

	def __exit__(self, kind: type | None, error: Exception | None, trace: object) -> None:
		from deputy_liaison.demo import DemoRefused

		# what was not committed is rolled back with the connection
		frappe.destroy()
		if isinstance(error, DemoRefused):
			raise click.ClickException(str(error)) from error


commands = [liaison_demo]
