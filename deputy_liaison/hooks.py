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

extend_bootinfo = [
	"deputy_liaison.desk.describe_ours",
	"deputy_liaison.desk.trim_boot",
	"deputy_liaison.opinions.clock.tell_desk",
]
add_to_apps_screen = [
	{
		"name": "deputy_liaison",
		"logo": "/assets/deputy_liaison/images/deputy_liaison.svg",
		"title": "Deputy Liaison",
		"route": "/app",
		"has_permission": "deputy_liaison.desk.may_open",
	}
]

# what a station's QR code opens, and where a look-up code is typed in
website_route_rules = [
	{"from_route": "/station/<station_code>", "to_route": "voter/station"},
	{"from_route": "/station/<station_code>/opinion", "to_route": "voter/opinion"},
	{"from_route": "/station/<station_code>/deputies", "to_route": "voter/deputies"},
	{"from_route": "/station/<station_code>/progress", "to_route": "voter/progress"},
	{"from_route": "/progress", "to_route": "voter/progress"},
]

# deputies have no desk: a page of their own is where they arrive
role_home_page = {"Deputy": "deputy"}

app_logo_url = "/assets/deputy_liaison/images/deputy_liaison.svg"
app_include_js = "deputy_liaison.bundle.js"
app_include_css = "deputy_liaison.bundle.css"

scoped = [
	"Anonymisation Proposal",
	"Assessment Scheme",
	"Assessment Score",
	"Batch Run",
	"Commitment",
	"Congress Body",
	"Congress Session",
	"Congress Term",
	"Constituent Identity",
	"Constituent Visit",
	"Delegation",
	"Deputy",
	"Deputy Group",
	"Deputy Mandate",
	"Deputy Suggestion",
	"Dispatch Order",
	"Electoral District",
	"End of Term",
	"Grid Cell",
	"Handling Log",
	"Handling Meeting",
	"Handwritten Number",
	"Jurisdiction",
	"Liaison Station",
	"Loss Statement",
	"Nightly Run",
	"Number Counter",
	"Opening Balance",
	"Opinion Category",
	"Opinion Ticket",
	"Performance Bulletin",
	"Policy Document",
	"Presidium Membership",
	"Reception Day",
	"Register Definition",
	"Register Print",
	"Register Volume",
	"Responsible Unit",
	"Result Class",
	"Session Attendance",
	"Staff Post",
	"Standard Check",
	"Station Assessment",
	"Station Campaign",
	"Station Inspection",
	"Station Placement",
	"Station Rule",
	"Station Standard",
	"Supervision Entry",
	"Volume Correction",
]
# their child tables
rows_of_scoped = [
	"Assessment Criterion",
	"Bulletin Praise",
	"Bulletin Unit",
	"Campaign Acceptance",
	"Campaign Phase",
	"Campaign Target",
	"Campaign Task",
	"Commitment Progress",
	"Deputy Group Member",
	"Deputy Honour",
	"Feedback Attempt",
	"Inspection Finding",
	"Nightly Failure",
	"Placement Grid Cell",
	"Receiving Deputy",
	"Register Column",
	"Room Use",
	"Standard Check Item",
	"Station Asset",
	"Station Event",
	"Station Funding",
	"Station Honour",
	"Session Sitting",
	"Station Officeholder",
	"Station Partner",
	"Station Photo",
	"Station Standard Item",
	"Suggestion Cosigner",
	"Suggestion Source",
	"Supporting Unit",
	"Time Limit",
	"Visit Matter",
	"Wall Display",
	"Working Day Override",
]
# records of Frappe's own that hang on ours (companions.COLUMNS)
companions = [
	"Activity Log",
	"Comment",
	"Communication",
	"Deleted Document",
	"DocShare",
	"Document Follow",
	"File",
	"Notification Log",
	"Tag Link",
	"ToDo",
	"Version",
	"View Log",
	"Workflow Action",
]
permission_query_conditions = {
	doctype: f"deputy_liaison.row_conditions.{doctype.replace(' ', '_').lower()}"
	for doctype in (*scoped, *rows_of_scoped, *companions)
}
has_permission = {
	**dict.fromkeys(scoped, "deputy_liaison.scope.has_permission"),
	**dict.fromkeys(companions, "deputy_liaison.companions.has_permission"),
	"File": "deputy_liaison.case_files.has_permission",
}
override_doctype_class = {"File": "deputy_liaison.case_files.CaseFile"}

# every scoped DocType, as Frappe's own search lets a caller leave the criterion out
standard_queries = dict.fromkeys(scoped, "deputy_liaison.finding.search")

override_whitelisted_methods = {
	"frappe.client.get_count": "deputy_liaison.side_doors.get_count",
	"frappe.client.validate_link": "deputy_liaison.side_doors.validate_link",
	"frappe.core.doctype.data_export.exporter.export_data": "deputy_liaison.harmless_exports.export_data",
	"frappe.desk.query_report.export_query": "deputy_liaison.harmless_exports.export_report",
	"frappe.desk.reportview.export_query": "deputy_liaison.harmless_exports.export_list",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "deputy_liaison.side_doors.get_chart",
	"frappe.desk.doctype.tag.tag.get_tagged_docs": "deputy_liaison.side_doors.get_tagged_docs",
	"frappe.desk.form.linked_with.get": "deputy_liaison.side_doors.get_links",
	"frappe.desk.form.load.getdoc": "deputy_liaison.side_doors.getdoc",
	"frappe.desk.form.utils.get_next": "deputy_liaison.side_doors.get_next",
	"frappe.desk.listview.get_group_by_count": "deputy_liaison.side_doors.get_group_by_count",
	"frappe.desk.notifications.get_open_count": "deputy_liaison.side_doors.get_open_count",
	"frappe.desk.query_report.get_data_for_custom_field": "deputy_liaison.side_doors.get_data_for_custom_field",
	"frappe.desk.search.get_link_title": "deputy_liaison.side_doors.get_link_title",
	"frappe.utils.goal.get_monthly_goal_graph_data": "deputy_liaison.side_doors.get_monthly_goal_graph_data",
	"frappe.utils.goal.get_monthly_results": "deputy_liaison.side_doors.get_monthly_results",
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": (
		"deputy_liaison.side_doors.get_workflow_state_count"
	),
	"frappe.desk.search.search_link": "deputy_liaison.finding.search_link",
	"frappe.model.workflow.apply_workflow": "deputy_liaison.state_machine.apply_workflow",
	"frappe.model.workflow.bulk_workflow_approval": "deputy_liaison.batch.bulk_workflow_approval",
	"frappe.model.workflow.get_common_transition_actions": "deputy_liaison.batch.get_common_transition_actions",
	"frappe.model.workflow.get_transitions": "deputy_liaison.state_machine.get_transitions",
}

# what a visit form can know by itself; a higher module adds what it knows
visit_prefill = ["deputy_liaison.duties.doctype.reception_day.reception_day.prefill_visit"]

# what was written by hand under a number reserved for it; a higher module keeps those numbers
handwritten_number_taken = ["deputy_liaison.registers.handwriting.take"]
handwritten_number_entered = ["deputy_liaison.registers.handwriting.note_entered"]

# when voters are received next; a higher module knows it
next_reception_days = ["deputy_liaison.duties.doctype.reception_day.reception_day.next_days"]

# what goes over to the successor of a merged place, station, cell or unit
moved_by_merging = [
	"deputy_liaison.liaison_network.merging.MOVED",
	"deputy_liaison.deputies.merging.MOVED",
	"deputy_liaison.opinions.merging.MOVED",
	"deputy_liaison.duties.merging.MOVED",
]

# what a deputy who is out of office still holds
left_by_deputies = [
	"deputy_liaison.deputies.left.PlacementsLeft",
	"deputy_liaison.deputies.left.GroupSeatsLeft",
	"deputy_liaison.deputies.left.ConvenersLeft",
	"deputy_liaison.deputies.left.StationOfficesLeft",
	"deputy_liaison.deputies.left.PresidiumSeatsLeft",
	"deputy_liaison.deputies.left.DelegationHeadsLeft",
	"deputy_liaison.duties.left.ReceptionDaysLeft",
	"deputy_liaison.opinions.left.OpenTicketsLeft",
	"deputy_liaison.deputies.left.PostsLeft",
]

# Excel sheets that are taken in and given out
sheets = [
	"deputy_liaison.liaison_network.sheets.StationSheet",
	"deputy_liaison.liaison_network.sheets.GridCellSheet",
	"deputy_liaison.liaison_network.sheets.UnitSheet",
	"deputy_liaison.deputies.sheets.DeputySheet",
	"deputy_liaison.deputies.sheets.ElectedSheet",
]

# told by the nightly job of each record whose limit changed its colour: doctype, name, colour
on_reminder = ["deputy_liaison.opinions.doctype.supervision_entry.supervision_entry.on_reminder"]
# what else is done at night, before the digests: each gives a DocType, names and what is done with each
nightly_work = [
	"deputy_liaison.opinions.doctype.commitment.commitment.reminders",
	"deputy_liaison.opinions.suggestion_ratings.raters",
	"deputy_liaison.opinions.suggestion_ratings.unrated",
]
# what is filed under one series of archive numbers: DocType → the field that says in whose archive
archived_records = {
	"Opinion Ticket": "township",
	"Deputy Suggestion": "congress_body",
	"Register Volume": "township",
}
# what a year's archive holds, for its catalogue: congress body and year → its cases
archive_cases = [
	"deputy_liaison.opinions.archive_catalogue.tickets",
	"deputy_liaison.opinions.archive_catalogue.suggestions",
	"deputy_liaison.registers.archive.volumes",
]
# further kinds of work for the page, the digest and its notices (`todays_work.Task`)
todays_tasks = ["deputy_liaison.opinions.suggestion_tasks.tasks"]

# what hangs on a post; a higher module adds what it knows
open_work = [
	"deputy_liaison.opinions.open_work.of_post",
	"deputy_liaison.opinions.open_work.suggestions_of_post",
	"deputy_liaison.duties.doctype.reception_day.reception_day.open_work_of",
	"deputy_liaison.opinions.open_work.commitments_of_post",
	"deputy_liaison.registers.open_work.of_post",
]

# what print formats ask for
jinja = {
	"methods": [
		"deputy_liaison.deputies.print_format.deputies_on_the_wall.deputies_on_the_wall.deputies_on_the_wall",
		"deputy_liaison.deputies.print_format.deputy_contact_card.deputy_contact_card.contact_card",
		"deputy_liaison.deputies.print_format.term_handover_list.term_handover_list.term_handover_list",
		"deputy_liaison.duties.print_format.performance_bulletin_letter.performance_bulletin_letter.bulletin_letter",
		"deputy_liaison.duties.print_format.reception_on_the_wall.reception_on_the_wall.reception_on_the_wall",
		"deputy_liaison.liaison_network.print_format.post_handover_list.post_handover_list.handover_list",
		"deputy_liaison.liaison_network.print_format.rule_on_the_wall.rule_on_the_wall.rule_on_the_wall",
		"deputy_liaison.liaison_network.print_format.station_qr_notice.station_qr_notice.station_notice",
		"deputy_liaison.liaison_network.print_format.station_score_sheet.station_score_sheet.station_score_sheet",
		"deputy_liaison.opinions.print_format.commitment_sheet.commitment_sheet.commitment_sheet",
		"deputy_liaison.opinions.print_format.dispatch_letter.dispatch_letter.dispatch_letter",
		"deputy_liaison.opinions.print_format.emergency_report.emergency_report.emergency_report",
		"deputy_liaison.opinions.print_format.face_to_face_reply.face_to_face_reply.face_to_face_reply",
		"deputy_liaison.opinions.print_format.inquiry_on_handling.inquiry_on_handling.inquiry_on_handling",
		"deputy_liaison.opinions.print_format.notice_of_the_answer.notice_of_the_answer.notice_of_the_answer",
		"deputy_liaison.opinions.print_format.notice_of_the_right_channel.notice_of_the_right_channel.channel_notice",
		"deputy_liaison.opinions.print_format.opinion_referral_card.opinion_referral_card.referral_card",
		"deputy_liaison.opinions.print_format.order_return_request.order_return_request.extension_request",
		"deputy_liaison.opinions.print_format.order_return_request.order_return_request.return_request",
		"deputy_liaison.opinions.print_format.reply_letter.reply_letter.reply_letter",
		"deputy_liaison.opinions.print_format.suggestion_handling_card.suggestion_handling_card.suggestion_card",
		"deputy_liaison.opinions.print_format.suggestion_sheet.suggestion_sheet.suggestion_sheet",
		"deputy_liaison.opinions.print_format.supervision_slip.supervision_slip.supervision_slip",
		"deputy_liaison.print_engine.print_scale",
		"deputy_liaison.registers.doctype.loss_statement.loss_statement.reprint_mark",
		"deputy_liaison.registers.print_format.visit_record.visit_record.visit_record",
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
	"Comment": {"before_insert": "deputy_liaison.companions.sign_comment"},
	"Congress Session": {"on_update": "deputy_liaison.opinions.clock.follow_session"},
	"Deputy Mandate": {"on_update": "deputy_liaison.opinions.suggestion_ratings.follow_mandate"},
	"DocShare": {"validate": "deputy_liaison.companions.refuse_sharing"},
	"Document Follow": {"validate": "deputy_liaison.companions.refuse_sharing"},
	"Document Share Key": {"validate": "deputy_liaison.companions.refuse_sharing"},
	"Notification": {"validate": "deputy_liaison.alerts.refuse_role_receivers"},
	"Tag Link": {"before_insert": "deputy_liaison.companions.check_tag"},
	"ToDo": {"validate": "deputy_liaison.companions.check_task"},
	"Version": {"before_insert": "deputy_liaison.companions.say_in_words"},
	"Workflow": {"validate": "deputy_liaison.alerts.refuse_mail"},
}

scheduler_events = {
	"monthly": [
		"deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal.propose",
	],
	"daily": [
		"deputy_liaison.liaison_network.doctype.batch_run.batch_run.forget_old",
		"deputy_liaison.registers.doctype.register_print.register_print.forget_old",
		"deputy_liaison.deputies.standing.follow_the_calendar",
		"deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal.continue_approved",
		"deputy_liaison.liaison_network.doctype.staff_post.staff_post.tidy_roles",
		"deputy_liaison.liaison_network.doctype.station_assessment.station_assessment.lock_after_appeals",
		"deputy_liaison.liaison_network.doctype.staff_post.staff_post.report_ended_posts",
		"deputy_liaison.registers.archive.daily",
	],
	# long: a county's first night reminds of everything that is late
	"daily_long": ["deputy_liaison.opinions.nightly.run"],
}
