frappe.ui.form.on("Staff Post", {
	setup(frm) {
		frm.set_query("user", deputy_liaison.people_query);
	},

	onload(frm) {
		if (frm.is_new()) frm.doc.account_type = "User";
	},

	refresh(frm) {
		frm.get_field("open_work_html").$wrapper.html(open_work(frm.doc.__onload?.open_work));
		frm.toggle_display("open_work_section", !frm.is_new());
		if (frappe.user.has_role("Liaison Administrator")) offer_account(frm);
		return deputy_liaison.show_actions(frm);
	},
});

const ACCOUNTS = "deputy_liaison.liaison_network.accounts";

function offer_account(frm) {
	if (frm.is_new()) {
		frm.add_custom_button(__("New Account"), () => make_account(frm));
		return;
	}
	frm.add_custom_button(
		__("Reset Password"),
		() =>
			frappe.confirm(__("Give {0} a new password? The old one ends at once.", [frm.doc.holder_name.bold()]), async () =>
				deputy_liaison.show_account_slips((await frappe.xcall(`${ACCOUNTS}.reset`, { user: frm.doc.user })).slip)
			),
		__("User Account")
	);
	for (const [label, blocked] of [
		[__("Block Account"), 1],
		[__("Let Account In Again"), 0],
	]) {
		frm.add_custom_button(
			label,
			async () => {
				await frappe.xcall(`${ACCOUNTS}.block`, { user: frm.doc.user, blocked });
				frappe.show_alert({ message: __("{0}: done.", [label]), indicator: "green" });
			},
			__("User Account")
		);
	}
}

function make_account(frm) {
	frappe.prompt(
		[
			{ fieldname: "full_name", fieldtype: "Data", label: __("Person Name"), reqd: 1 },
			{
				fieldname: "login",
				fieldtype: "Data",
				label: __("Mobile Number or User Name"),
				description: __("The person logs in with it. No e-mail is needed."),
				reqd: 1,
			},
		],
		async (values) => {
			const made = await frappe.xcall(`${ACCOUNTS}.create`, values);
			frappe.utils.add_link_title("User", made.user, values.full_name);
			await frm.set_value("user", made.user);
			deputy_liaison.show_account_slips(made.slip);
		},
		__("New Account"),
		__("Create")
	);
}

function open_work(rows) {
	return deputy_liaison.table(
		[
			{ label: __("Kind"), value: (row) => row.kind },
			{ label: __("Number"), value: (row) => row.number || "—", link: (row) => [row.doctype, row.name] },
			{ label: __("Subject"), value: (row) => row.subject, css: () => "liaison-text" },
			{ label: __("Present State"), value: (row) => row.state || "—" },
			{ label: __("Due Date"), value: (row) => row.due_date || "—", css: () => "liaison-whole" },
		],
		rows,
		__("Nothing is open on this post.")
	);
}
