frappe.ui.form.on("Dispatch Order", {
	refresh(frm) {
		deputy_liaison.show_limit(frm);
		if (frm.doc.previous_order) name_order_before(frm);
		show_opinions(frm);
		if ((frm.doc.__onload || {}).reporter_may_be_called) {
			frm.add_custom_button(__("Call the Reporter"), () => call_reporter(frm));
		}
		if (!frm.doc.letter_number && (frm.doc.__onload || {}).sends_letter) {
			frm.add_custom_button(__("Number the Letter"), () => number_letter(frm));
		}
		return deputy_liaison.show_actions(frm).then(() => deputy_liaison.show_supervision(frm));
	},
});

// name and phone, for a reason that is logged
function call_reporter(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		async ({ reason }) => {
			const { name, phone } = await frappe.xcall(
				"deputy_liaison.opinions.doctype.constituent_identity.constituent_identity.reveal_to_unit",
				{ order: frm.docname, reason }
			);
			frappe.msgprint({
				title: __("Call the Reporter"),
				message: [name, phone].map((text) => `<p>${frappe.utils.escape_html(text)}</p>`).join(""),
			});
		},
		__("Call the Reporter"),
		__("Open")
	);
}

// what the supporting units wrote to the lead unit
function show_opinions(frm) {
	const opinions = frm.doc.__onload?.opinions || [];
	frm.toggle_display("section_opinions", opinions.length);
	const columns = [
		{ label: __("Responsible Unit"), value: (row) => row.unit_name },
		{ label: __("Reply Date"), value: (row) => row.reply_date, css: () => "liaison-whole" },
		{ label: __("Replied By"), value: (row) => row.replied_by },
		{ label: __("Reply Given"), value: (row) => row.reply, css: () => "liaison-text" },
	];
	frm.get_field("opinions_html").$wrapper.html(deputy_liaison.table(columns, opinions, ""));
}

// the official letter to the unit: its number is taken once
function number_letter(frm) {
	frappe.prompt(
		{
			fieldname: "letter_on",
			fieldtype: "Date",
			label: __("Letter Issued On"),
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		async ({ letter_on }) => {
			const number = await frappe.xcall("deputy_liaison.opinions.dispatch_letters.number_letter", {
				order: frm.docname,
				letter_on,
			});
			await frm.reload_doc();
			frappe.show_alert({ message: __("The letter has the number {0}.", [number]), indicator: "green" });
		},
		__("Number the Letter"),
		__("Take the Number")
	);
}

// by its number: its subject is that of this order
async function name_order_before(frm) {
	const before = frm.doc.previous_order;
	const { message } = await frappe.db.get_value(frm.doctype, before, "number");
	frappe.utils.add_link_title(frm.doctype, before, message.number);
	frm.refresh_field("previous_order");
}
