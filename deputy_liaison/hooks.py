"""What Frappe calls, and where it is found. Rules live in the modules named here."""

app_name = "deputy_liaison"
app_title = "Deputy Liaison"
app_publisher = "Deputy Liaison maintainers"
app_description = "Liaison stations, deputies and voters' opinions of a county people's congress"
app_email = "maintainers@deputy-liaison.invalid"
app_license = "mit"

export_python_type_annotations = True
require_type_annotated_api_methods = True

after_install = "deputy_liaison.setup.install.after_install"
after_migrate = "deputy_liaison.setup.install.after_migrate"
before_uninstall = "deputy_liaison.setup.uninstall.before_uninstall"

extend_bootinfo = ["deputy_liaison.desk.describe_ours", "deputy_liaison.desk.trim_boot"]
add_to_apps_screen = [
	{
		"name": "deputy_liaison",
		"logo": "/assets/deputy_liaison/images/deputy_liaison.svg",
		"title": "Deputy Liaison",
		"route": "/app",
		"has_permission": "deputy_liaison.desk.may_open",
	}
]

# deputies have no desk: a page of their own is where they arrive
role_home_page = {"Deputy": "deputy"}

app_logo_url = "/assets/deputy_liaison/images/deputy_liaison.svg"
app_include_js = "deputy_liaison.bundle.js"
app_include_css = "deputy_liaison.bundle.css"

scoped = [
	"Anonymisation Proposal",
	"Congress Body",
	"Congress Term",
	"Constituent Identity",
	"Constituent Visit",
	"Deputy",
	"Deputy Mandate",
	"Dispatch Order",
	"Electoral District",
	"Grid Cell",
	"Handling Log",
	"Jurisdiction",
	"Liaison Station",
	"Number Counter",
	"Opinion Category",
	"Opinion Ticket",
	"Reception Day",
	"Register Definition",
	"Responsible Unit",
	"Result Class",
	"Staff Post",
	"Station Placement",
]
permission_query_conditions = {
	doctype: f"deputy_liaison.row_conditions.{doctype.replace(' ', '_').lower()}" for doctype in scoped
}
has_permission = dict.fromkeys(scoped, "deputy_liaison.scope.has_permission")

standard_queries = dict.fromkeys(
	(
		"Deputy",
		"Electoral District",
		"Grid Cell",
		"Jurisdiction",
		"Liaison Station",
		"Opinion Category",
		"Responsible Unit",
		"Result Class",
	),
	"deputy_liaison.finding.search",
)

override_whitelisted_methods = {
	"frappe.desk.search.search_link": "deputy_liaison.finding.search_link",
	"frappe.model.workflow.apply_workflow": "deputy_liaison.state_machine.apply_workflow",
	"frappe.model.workflow.bulk_workflow_approval": "deputy_liaison.state_machine.bulk_workflow_approval",
	"frappe.model.workflow.get_transitions": "deputy_liaison.state_machine.get_transitions",
}

# what a visit form can know by itself; a higher module adds what it knows
visit_prefill = ["deputy_liaison.duties.doctype.reception_day.reception_day.prefill_visit"]

# what hangs on a post; a higher module adds what it knows
open_work = [
	"deputy_liaison.opinions.open_work.of_post",
	"deputy_liaison.duties.doctype.reception_day.reception_day.open_work_of",
]

# what print formats ask for
jinja = {
	"methods": [
		"deputy_liaison.liaison_network.print_format.post_handover_list.post_handover_list.handover_list",
		"deputy_liaison.opinions.print_format.opinion_referral_card.opinion_referral_card.referral_card",
	],
}

doc_events = {
	"Error Log": {"before_insert": "deputy_liaison.opinions.error_logs.mask_personal_data"},
	"User": {
		"before_validate": "deputy_liaison.liaison_network.post_holders.note_roles",
		"validate": [
			"deputy_liaison.liaison_network.post_holders.refuse_unasked_system_manager",
			"deputy_liaison.liaison_network.post_holders.refuse_role_profile",
		],
	},
}

scheduler_events = {
	"monthly": [
		"deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal.propose",
	],
	"daily": [
		"deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal.continue_approved",
		"deputy_liaison.liaison_network.doctype.staff_post.staff_post.tidy_roles",
		"deputy_liaison.liaison_network.doctype.staff_post.staff_post.report_ended_posts",
	],
}
