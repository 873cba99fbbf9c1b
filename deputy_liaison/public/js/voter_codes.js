// Slips with a look-up code for the visitor at the desk, and the switch of the page that voters scan.

const GIVING = ["Station Liaison Officer", "Township Clerk"];

function offer_codes(frm, tickets) {
	if (frm.is_new() || !tickets.length || !GIVING.some(frappe.user.has_role)) return;
	frm.add_custom_button(__("Give Look-up Code"), () => give_codes(tickets));
}

async function give_codes(tickets) {
	const html = await frappe.xcall("deputy_liaison.opinions.public_page.look_up_codes.give_at_desk", { tickets });
	deputy_liaison.show_slips(
		html,
		__("Look-up Code"),
		__("The code is shown this once. Print the slip, or let the visitor write it down.")
	);
}

frappe.ui.form.on("Opinion Ticket", {
	refresh(frm) {
		if (!frm.doc.restriction) offer_codes(frm, [frm.docname]);
	},
});

frappe.ui.form.on("Constituent Visit", {
	refresh: (frm) => offer_codes(frm, (frm.doc.__onload?.tickets || []).map((ticket) => ticket.name)),
});

async function offer_switch(frm) {
	if (frm.is_new()) return;
	const { doctype, docname: name } = frm;
	const page = await frappe.xcall("deputy_liaison.liaison_network.public_page.switch_of", { doctype, name });
	if (frm.docname !== name) return;
	const overruled = __("The page is off all the same: the township or the county has it off.");
	frm.get_field("public_page").set_description(page.on && !page.above ? overruled : "");
	const group = __("Public Page for Voters");
	if (page.address) frm.add_custom_button(__("Open the Page"), () => window.open(page.address), group);
	if (!page.may) return;
	frm.add_custom_button(page.on ? __("Switch Public Page Off") : __("Switch Public Page On"), () => turn(frm, !page.on), group);
	if (doctype === "Liaison Station") frm.add_custom_button(__("Print the Notice"), () => print_notice(frm), group);
}

function turn(frm, on) {
	const { doctype, docname: name } = frm;
	const question = on
		? __("Voters can then hand in opinions by scanning the code. Switch on?")
		: __("The code then tells reception times and telephone only. Switch off?");
	frappe.confirm(question, async () => {
		await frappe.xcall("deputy_liaison.liaison_network.public_page.switch", { doctype, name, on: Number(on) });
		frm.reload_doc();
	});
}

function print_notice(frm) {
	const query = new URLSearchParams({
		doctype: frm.doctype,
		name: frm.docname,
		format: "Station QR Notice",
		no_letterhead: 1,
		_lang: "zh",
	});
	window.open(`/api/method/frappe.utils.print_format.download_pdf?${query}`);
}

for (const doctype of ["Liaison Station", "Congress Body"]) {
	frappe.ui.form.on(doctype, { refresh: offer_switch });
}
