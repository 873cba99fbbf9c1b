frappe.pages["verify-volume"].on_page_load = (wrapper) => {
	wrapper.verify_volume = new VerifyVolume(wrapper);
};

// Type in the code that is printed on a volume; read whether what was sealed is still what is kept.
class VerifyVolume {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Verify Volume"), single_column: true });
		this.form = new frappe.ui.FieldGroup({
			parent: $('<div class="verify-volume-form"></div>').appendTo(this.page.main),
			fields: [
				{
					fieldname: "code",
					fieldtype: "Data",
					label: __("Volume Verification Code"),
					reqd: 1,
					description: __("It stands on the cover of the printed volume."),
				},
				{ fieldtype: "Column Break" },
			],
		});
		this.form.make();
		this.$answer = $('<div class="verify-volume-answer" aria-live="polite"></div>').appendTo(this.page.main);
		this.page.set_primary_action(__("Verify"), () => this.verify());
		this.form.get_input("code").on("keydown", (event) => event.key === "Enter" && this.verify());
	}

	async verify() {
		const values = this.form.get_values();
		if (!values) return;
		this.$answer.empty();
		const told = await frappe.xcall("deputy_liaison.registers.verifying.verify_by_code", values);
		const line = (label, value) => $("<tr>").append($("<th>").text(label), $("<td>").text(value));
		this.$answer.append(
			$("<h4>")
				.addClass(told.holds ? "text-success" : "text-danger")
				.text(told.holds ? __("The Seal Holds") : __("The Seal Does Not Hold")),
			told.holds ? "" : $("<ul>").append(told.differences.map((text) => $("<li>").text(text))),
			$('<p class="text-muted">').text(__("Compare the paper with what is kept:")),
			$('<table class="table table-bordered">').append(
				line(__("Volume Number"), told.number),
				line(__("Register"), told.volume_title),
				line(__("Book Kept By"), told.holder_name),
				line(__("Sealed By"), `${told.sealed_by_name} ${told.sealed_on}`),
				line(__("Rows in the Volume"), told.row_count),
				line(__("Pages of the Full Edition"), told.pages_full),
				line(__("Pages of the Masked Edition"), told.pages_masked),
				line(__("Volume State"), told.state)
			),
			$("<a>").attr("href", frappe.utils.get_form_link("Register Volume", told.name)).text(__("Open the Volume"))
		);
	}
}
