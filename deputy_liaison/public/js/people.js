// Persons and their accounts.

frappe.provide("deputy_liaison");

// for link fields that name a person: found by name, user name or mobile number
deputy_liaison.people_query = () => ({ query: "deputy_liaison.liaison_network.accounts.find" });

// Slips hold passwords or codes that are kept nowhere: they are printed from here or made again.
deputy_liaison.show_slips = function (html, title, text, size = "large") {
	const dialog = new frappe.ui.Dialog({
		title,
		size,
		static: true,
		fields: [{ fieldname: "paper", fieldtype: "HTML" }],
		primary_action_label: __("Print"),
		primary_action: () => dialog.$wrapper.find("iframe").get(0).contentWindow.print(),
		secondary_action_label: __("Close"),
		secondary_action: () => dialog.hide(),
	});
	const frame = $("<iframe>").attr({ srcdoc: html, title });
	dialog.get_field("paper").$wrapper.addClass("liaison-slips").append(text && $("<p>").text(text), frame);
	dialog.show();
};

// a paper with full personal data: asks for the reason, which is logged
deputy_liaison.print_in_full = function (title, method, args, advice) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 },
		async ({ reason }) => deputy_liaison.show_slips(await frappe.xcall(method, { ...args, reason }), title, advice),
		__("Opening personal data is logged"),
		title
	);
};

deputy_liaison.show_account_slips = (html) =>
	deputy_liaison.show_slips(
		html,
		__("Account Slip"),
		__("The passwords are shown this once. Print the slips before you close this.")
	);
