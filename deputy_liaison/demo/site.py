"""A fresh site as a Chinese county office needs it, without the setup wizard."""

import frappe
from frappe.installer import update_site_config
from frappe.utils.password import get_encryption_key

from deputy_liaison.demo.accounts import PASSWORD

SETTINGS = {
	"country": "China",
	"language": "zh",
	"time_zone": "Asia/Shanghai",
	"currency": "CNY",
	"date_format": "yyyy-mm-dd",
	"time_format": "HH:mm",
	"number_format": "#,###.##",
	"first_day_of_the_week": "Monday",
	"allow_login_using_user_name": 1,
	"allow_login_using_mobile_number": 1,
	# accounts have placeholder e-mail addresses: nothing is ever sent to them
	"login_with_email_link": 0,
	"enable_onboarding": 0,
	"enable_telemetry": 0,
	"disable_system_update_notification": 1,
	"disable_change_log_notification": 1,
	"app_name": "人大代表联络站",
}

BANNER = (
	'<div class="text-center small" style="padding: 8px; background: #fff7e0; color: #5c4400">'
	f"演示站点：人员和事项均为虚构。各演示账号的密码都是 <b>{PASSWORD}</b>，请勿录入真实信息。</div>"
)


def prepare_site() -> None:
	"""Language, time zone and login ways of a Chinese county office; skips the setup wizard."""
	settings = frappe.get_doc("System Settings")
	settings.update({field: value for field, value in SETTINGS.items() if settings.meta.has_field(field)})
	settings.save()
	frappe.db.set_default("currency", SETTINGS["currency"])
	frappe.db.set_value("Currency", SETTINGS["currency"], "enabled", 1)
	# the standard users were made before the site had a place and a language of its own
	for user in frappe.STANDARD_USERS:
		frappe.db.set_value(
			"User", user, {"language": SETTINGS["language"], "time_zone": SETTINGS["time_zone"]}
		)
	website = frappe.get_doc("Website Settings")
	website.update({"app_name": SETTINGS["app_name"], "disable_signup": 1})
	website.save()
	# made at its first use otherwise, by two processes at once
	get_encryption_key()
	# development builds of 16 ask nothing else for guests and for callers with an API key
	update_site_config("lang", SETTINGS["language"])
	_skip_setup_wizard()
	frappe.clear_cache()


def _skip_setup_wizard() -> None:
	frappe.db.set_single_value("System Settings", "setup_complete", 1)
	frappe.db.set_default("desktop:home_page", "workspace")
	# later releases ask each installed app instead of the System Settings
	if frappe.get_meta("Installed Application").has_field("is_setup_complete"):
		apps = frappe.qb.DocType("Installed Application")
		frappe.qb.update(apps).set(apps.is_setup_complete, 1).run()


def show_password_on_login_page() -> str:
	"""One line above every public page of the demo site, the login page included.

	Returns:
		What stood there before.
	"""
	website = frappe.get_doc("Website Settings")
	before = website.banner_html or ""
	website.banner_html = BANNER
	website.save()
	return before


def take_password_off_login_page(before: str | None) -> None:
	"""Put back what stood above the public pages, unless the site has put something else there since."""
	website = frappe.get_doc("Website Settings")
	if PASSWORD in (website.banner_html or ""):
		website.banner_html = before or ""
		website.save()
