// Lists: what every list of ours has in common. A list with more of its own has a …_list.js file.

frappe.provide("deputy_liaison");

const LOOK_EVERY_MS = 250;
const LATE_TITLES_MS = 5_000;

// choices: the columns that hold one. formatters: those of other columns; never of the subject, whose box and link
// an early Frappe 15 leaves out then. add_fields: what is read of other columns besides.
// on_first_show: what the list does besides, once it is made.
deputy_liaison.list_settings = ({ choices = [], formatters = {}, add_fields = [], on_first_show } = {}) => ({
	add_fields,
	hide_name_column: true, // names are random: nobody needs the column
	formatters: {
		...Object.fromEntries(choices.map((fieldname) => [fieldname, choice])),
		...formatters,
	},
	onload(list) {
		deputy_liaison.show_whole_list(list);
		note_earlier_links(list, { ...frappe.route_options });
		deputy_liaison.offer_batch(list);
		on_first_show?.(list);
	},
	refresh(list) {
		say_in_chinese(list);
		mark_priority(list);
		forget_earlier_links(list);
	},
});

// What a card counted is opened whole. Stock takes away what the list was narrowed to at its last visit, but
// a link whose title is still on its way comes back with it, which nothing tells: so it is looked for a while.
function note_earlier_links(list, asked) {
	// a card names its DocType before the field
	const fields = Object.keys(asked).map((key) => key.split(".").pop());
	if (!fields.length) return;
	list.liaison_earlier = (list.filters || []).filter(
		([, fieldname]) => list.page.fields_dict[fieldname]?.df.fieldtype === "Link" && !fields.includes(fieldname)
	);
}

function forget_earlier_links(list) {
	const earlier = list.liaison_earlier || [];
	// once, after the rows that were asked for are there
	list.liaison_earlier = [];
	if (!earlier.length) return;
	const begun = Date.now();
	const look = setInterval(() => {
		for (const [, fieldname, , value] of earlier) {
			const field = list.page.fields_dict[fieldname];
			if (field.get_value() === value) field.set_value("");
		}
		if (Date.now() - begun > LATE_TITLES_MS) clearInterval(look);
	}, LOOK_EVERY_MS);
	// what the person chooses from now on stays
	list.page.wrapper.one("focusin", ".standard-filter-section input", () => clearInterval(look));
}

// two tooltips of stock's lists that no dictionary reaches
function say_in_chinese(list) {
	// the report view has other columns, and neither tooltip
	if (list.view_name !== "List") return;
	const subject = __("Click to sort by {0}", [__(list.columns[0].df.label, null, list.doctype)]);
	list.$result.find(".list-header-subject .list-subject [data-sort-by]").attr("title", subject);
	list.page.wrapper
		.find(".filter-selector .filter-button")
		.attr({ title: __("Filter"), "data-original-title": __("Filter") });
}

// what is supervised with priority says so before its subject
function mark_priority(list) {
	if (list.view_name !== "List") return;
	const mark = `【${__("Priority Supervision")}】`;
	const $rows = list.$result.find(".list-row-container:has(.list-row)");
	list.data.forEach((doc, position) => {
		const $subject = $rows.eq(position).find(".list-subject a").first();
		const words = $subject.text().trim();
		if (doc.is_priority && !words.startsWith(mark)) $subject.text(mark + words);
	});
}

// as stock shows a choice; but stock's tooltip says the stored English word
function choice(value, df) {
	if (!value) return "";
	const text = frappe.utils.escape_html(__(value));
	return `<span class="filterable indicator-pill ${frappe.utils.guess_colour(value)} ellipsis"
		data-filter="${df.fieldname},=,${frappe.utils.escape_html(value)}" title="${__(df.label)}: ${text}">
		<span class="ellipsis">${text}</span></span>`;
}

// A list remembers the filters of its last visit. Who comes from the workspace by a plain link expects
// the whole list, not what a card showed before; coming back from a record keeps the filters.
deputy_liaison.show_whole_list = function (list) {
	const asked_for = location.search || Object.keys(frappe.route_options || {}).length;
	if (asked_for || frappe.get_prev_route()[0] !== "Workspaces") return;
	if (frappe.get_route()[0] !== "List" || list?.doctype !== frappe.get_route()[1]) return;
	if (!frappe.boot.liaison_doctypes.includes(list.doctype)) return;
	list.filter_area?.clear(false).then(() => list.filter_area.filter_list.update_filter_button());
};

for (const [doctype, choices] of Object.entries({
	"Assessment Scheme": [],
	"Assessment Score": [],
	"Congress Body": ["kind"],
	"Congress Session": [],
	"Congress Term": [],
	Delegation: [],
	Deputy: ["gender", "credential_status"],
	"Deputy Group": ["tier"],
	"Deputy Mandate": ["congress_level"],
	"Electoral District": ["congress_level"],
	"Grid Cell": [],
	"Handling Meeting": ["meeting_stage", "meeting_mode"],
	Jurisdiction: ["level"],
	"Liaison Station": ["station_type", "host_type", "status"],
	"Opening Balance": [],
	"Opinion Category": [],
	"Presidium Membership": ["office"],
	"Policy Document": ["document_kind"],
	"Reception Day": [],
	"Register Definition": ["row_source"],
	"Responsible Unit": ["kind"],
	"Result Class": [],
	"Session Attendance": ["presence"],
	"Standard Check": ["check_outcome"],
	"Station Assessment": ["grade"],
	"Station Campaign": ["campaign_kind"],
	"Station Inspection": ["inspection_status"],
	"Station Placement": [],
	"Station Rule": ["rule_status"],
	"Station Standard": [],
})) {
	frappe.listview_settings[doctype] = deputy_liaison.list_settings({ choices });
}

// formatter of a report's cell that opens a record: links says column → [DocType, key of its name in the row]
deputy_liaison.linked_cell = function (html, column, row, links) {
	const [doctype, key] = links[column.fieldname] || [];
	return doctype && row?.[key] ? `<a href="${frappe.utils.get_form_link(doctype, row[key])}">${html}</a>` : html;
};
