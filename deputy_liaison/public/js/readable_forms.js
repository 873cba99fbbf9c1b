// Our forms without what means nothing to their readers: record hashes, e-mail placeholders.

const OURS = frappe.boot.liaison_doctypes;

// a person's own pages are Frappe's, and were made by Administrator
for (const doctype of [...OURS, "User", "Notification Settings"]) {
	frappe.ui.form.on(doctype, { before_load: name_people, onload: name_people, after_save: name_people });
}

// who made and changed the record, by name, for the timeline and the sidebar
function name_people(frm) {
	Object.assign(frappe.boot.user_info, frappe.boot.liaison_people, frm.doc.__onload?.people);
}

// stock's timeline says the column of a changed row as it is stored, in English
for (const doctype of OURS) {
	frappe.ui.form.on(doctype, {
		before_load(frm) {
			const tables = frm.meta.fields.filter(({ fieldtype }) => frappe.model.table_fields.includes(fieldtype));
			for (const { options } of tables) {
				for (const df of frappe.meta.get_docfields(options)) df.label = df.label && __(df.label, null, options);
			}
		},
	});
}

// records are named by a hash: the last breadcrumb shows their title instead
$(document).on("form-refresh", (_event, frm) => {
	if (!OURS.includes(frm.doctype)) return;
	const title = frm.is_new()
		? __("New {0}", [__(frm.doctype)])
		: frm.doc[frm.meta.title_field] || __(frm.docname);
	$(".navbar-breadcrumbs li:last-child a, #navbar-breadcrumbs li:last-child a").text(title);
});

// which paper is shown, by its Chinese name: stock's own field says the stored one, and is hidden
function offer_formats($page, formats) {
	const $stock = $page.find('.print-preview-sidebar [data-fieldname="print_format"]').first();
	$page.find(".liaison-formats").remove();
	$page.toggleClass("liaison-one-format", formats.length < 2);
	if (formats.length < 2) return;
	const $choice = $('<select class="form-control">').append(
		formats.map((format) => $("<option>").val(format).text(__(format)))
	);
	const shown = $stock.find("input").val();
	if (formats.includes(shown)) $choice.val(shown);
	$choice.on("change", () => {
		$stock.find("input").val($choice.val());
		// what stock does once the field was changed; an event would let the field ask for a right on formats
		$stock.get(0).fieldobj.df.change();
	});
	const $label = $('<label class="control-label">').text(__("Print Format"));
	$stock.before($('<div class="form-group liaison-formats">').append($label, $choice));
}

// and so does the page that shows the record as it will be printed
$(document).on("show", "#page-print", async function () {
	const [, doctype, ...rest] = frappe.get_route();
	const name = rest.join("/");
	if (!OURS.includes(doctype)) return;
	await frappe.model.with_doctype(doctype);
	await frappe.model.with_doc(doctype, name);
	const title = frappe.get_doc(doctype, name)?.[frappe.get_meta(doctype).title_field];
	const formats = frappe.meta.get_print_formats(doctype).filter((format) => format !== "Standard");
	offer_formats($(this), formats);
	// stock sets the record's name once it has its own answers
	frappe.after_ajax(() => title && this.page.set_title(title));
});
