const SEALING = "deputy_liaison.registers.sealing";
const OPENING = "deputy_liaison.registers.opening";
const ASK_AGAIN_MS = 1500;

frappe.ui.form.on("Register Volume", {
	async onload(frm) {
		if (!frm.is_new()) return;
		const known = await frappe.xcall(
			"deputy_liaison.registers.doctype.register_volume.register_volume.prefilled"
		);
		const { offices, ...values } = known;
		if (offices.length) {
			// who keeps the books of two offices says which
			frm.set_df_property("jurisdiction", "hidden", 0);
			frm.set_df_property("jurisdiction", "read_only", 0);
			frm.set_query("jurisdiction", () => ({ filters: { name: ["in", offices] } }));
		}
		for (const [field, value] of Object.entries(values)) {
			if (value && !frm.doc[field]) await frm.set_value(field, value);
		}
	},

	async refresh(frm) {
		// the sealed files are opened below, where it is written down who did
		frm.page.sidebar.find(".form-attachments").addClass("hidden");
		if (frm.is_new()) return;
		frm.liaison_carry_out = { "Seal Volume": (values, note) => seal(frm, values, note) };
		show_missing(frm);
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(frm.doc.__onload?.record));
		if (frm.doc.sealed_on) {
			frm.disable_save();
			await show_sealed(frm);
		}
		await deputy_liaison.show_actions(frm);
		if (!frm.doc.sealed_on) {
			offer_preview(frm);
			return;
		}
		frm.add_custom_button(__("Verify Volume"), () => verify(frm));
		add_papers(frm);
	},
});

// as it would be sealed today; the page makes a long one in the background
function offer_preview(frm) {
	const page = "print-registers";
	if (!frappe.boot.page_info[page]) return;
	frm.add_custom_button(__("Preview"), () => {
		const { definition, station, jurisdiction, from_date, to_date } = frm.doc;
		const [holder_type, holder] = station ? ["Liaison Station", station] : ["Jurisdiction", jurisdiction];
		frappe.route_options = { definition, holder_type, holder, from_date, to_date };
		frappe.set_route(page);
	});
}

function show_missing(frm) {
	const missing = frm.doc.__onload?.missing || [];
	const $list = frm.get_field("missing_html").$wrapper.empty();
	$list.append((frm.doc.__onload?.carried_in || []).map((text) => $("<p>").text(text)));
	if (!missing.length) {
		$list.append($('<p class="text-muted">').text(__("Nothing is missing as far as the app can tell.")));
		return;
	}
	$list.append(
		$("<ul>").append(
			missing.map(({ text, blocks }) =>
				$("<li>")
					.text(text)
					.append(blocks ? $('<strong class="text-danger">').text(` ${__("(must be settled before the sealing)")}`) : "")
			)
		)
	);
}

async function show_sealed(frm) {
	const { files, corrections, losses } = await frappe.xcall(`${OPENING}.overview`, { name: frm.docname });
	const $files = frm.get_field("files_html").$wrapper.empty().addClass("liaison-sealed-files");
	for (const [edition, label] of [
		// of the county's the reporters are masked here as well: whoever seals opens no identity
		[
			"full",
			frm.doc.holds_personal_data
				? __("Full Edition (Internal)")
				: __("Full Edition (without Personal Data in Full)"),
		],
		["masked", __("Masked Edition")],
	]) {
		const own = files.filter((file) => file.edition === edition);
		const $row = $(`<div class="mb-2">`).append($("<strong>").text(label), " ");
		if (!own.some((file) => file.exists)) $row.append($('<span class="text-muted">').text(__("no longer there")));
		else if (!own[0].may_open)
			$row.append($('<span class="text-muted">').text(__("for the station, the clerk and the chair")));
		else
			for (const kind of ["pdf", "xlsx"])
				$row.append(
					$('<button type="button" class="btn btn-default btn-xs">')
						.text(kind === "pdf" ? "PDF" : "Excel")
						.attr("aria-label", `${label} ${kind}`)
						.on("click", () => download(`${OPENING}.edition`, { name: frm.docname, edition, kind })),
					" "
				);
		$files.append($row);
	}
	frm.get_field("corrections_html")
		.$wrapper.empty()
		.append(table_of_corrections(corrections), table_of_losses(losses));
	frm.liaison_corrected = corrections.some((row) => row.number);
}

function table_of_corrections(rows) {
	return deputy_liaison.table(
		[
			{
				label: __("Correction Number"),
				value: (row) => row.number || __(row.workflow_state),
				link: (row) => ["Volume Correction", row.name],
			},
			{ label: __("Number of the Entry"), value: (row) => [row.entry_number, row.entry_column].filter(Boolean).join(" · ") },
			{ label: __("As It Was Sealed"), value: (row) => row.sealed_text, css: () => "liaison-text" },
			{ label: __("What Is Right"), value: (row) => row.correct_text, css: () => "liaison-text" },
			{ label: __("Confirmed On"), value: (row) => row.confirmed_on || "—" },
		],
		rows,
		__("Nothing of this volume was corrected.")
	);
}

function table_of_losses(rows) {
	if (!rows.length) return "";
	return deputy_liaison.table(
		[
			{
				label: __("Lost or Found Missing On"),
				value: (row) => row.lost_on,
				link: (row) => ["Loss Statement", row.name],
			},
			{ label: __("Who Had It"), value: (row) => row.lost_by },
			{ label: __("Loss State"), value: (row) => __(row.workflow_state) },
			{ label: __("Reprint Number"), value: (row) => row.reprint_count || "—" },
		],
		rows,
		""
	);
}

function add_papers(frm) {
	const group = __("More Actions");
	const may_propose = ["Station Liaison Officer", "Township Clerk", "County Deputy Affairs Officer"].some(
		frappe.user.has_role
	);
	if (may_propose) {
		frm.add_custom_button(
			__("Propose a Correction"),
			() => frappe.new_doc("Volume Correction", { volume: frm.docname }),
			group
		);
		frm.add_custom_button(
			__("Report the Volume Lost"),
			() => frappe.new_doc("Loss Statement", { lost_paper: "Register Volume", paper: frm.docname }),
			group
		);
	}
	if (frm.liaison_corrected)
		frm.add_custom_button(
			__("Page of Corrections"),
			() => download(`${OPENING}.correction_page`, { name: frm.docname }),
			group
		);
}

async function download(method, args) {
	await deputy_liaison.download(method, args);
	cur_frm?.reload_doc();
}

// begun here, done in the background; whoever leaves the page finds the volume sealed later
async function seal(frm, values, note) {
	const name = frm.docname;
	await frappe.xcall(`${SEALING}.start`, { name, modified: frm.doc.modified, values, note });
	follow(frm, name);
}

async function follow(frm, name) {
	const title = __("Seal Volume");
	const told = await frappe.xcall(`${SEALING}.progress`, { name });
	if (told.sealed || told.why || told.silent || cur_frm !== frm || frm.docname !== name) {
		frappe.hide_progress();
		if (told.sealed) frappe.show_alert({ message: __("{0}: done.", [title]), indicator: "green" });
		else if (told.why) frappe.msgprint({ title: __("Not Sealed"), message: told.why, indicator: "red" });
		else if (told.silent)
			frappe.msgprint({
				title: __("Not Sealed"),
				message: __("The sealing was interrupted. Nothing of it is kept: seal the volume again."),
				indicator: "orange",
			});
		if (frm.docname === name) frm.reload_doc();
		return;
	}
	frappe.show_progress(title, told.step + 1, told.steps + 1, told.words);
	setTimeout(() => follow(frm, name), ASK_AGAIN_MS);
}

async function verify(frm) {
	const told = await frappe.xcall("deputy_liaison.registers.verifying.verify", { name: frm.docname });
	frappe.msgprint({
		title: told.holds ? __("The Seal Holds") : __("The Seal Does Not Hold"),
		indicator: told.holds ? "green" : "red",
		message: told.holds
			? __("Database and files are as they were sealed by {0} on {1}: {2} rows.", [
					frappe.utils.escape_html(told.sealed_by_name),
					told.sealed_on,
					told.row_count,
			  ])
			: told.differences.map((text) => frappe.utils.escape_html(text)),
		as_list: !told.holds,
	});
}
