frappe.pages["todays-work"].on_page_load = (wrapper) => {
	wrapper.todays_work = new TodaysWork(wrapper);
};
frappe.pages["todays-work"].on_page_show = (wrapper) => wrapper.todays_work?.show();

// What waits for the user today, by the posts held today; the most urgent of each kind first.
class TodaysWork {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("My Work of Today"),
			single_column: true,
		});
		this.page.add_inner_button(__("Copy for the WeChat Group"), () => deputy_liaison.copy(this.text));
		this.page.set_secondary_action(__("Look Again"), () => this.show());
		this.$work = $('<div class="liaison-todays-work"></div>').appendTo(this.page.main);
	}

	async show() {
		const { day, work, remarks, text } = await frappe.xcall("deputy_liaison.opinions.todays_work.mine");
		this.text = text;
		this.page.set_title_sub?.(day);
		this.$work.html(
			remarks.map((remark) => `<div class="alert alert-warning">${frappe.utils.escape_html(remark)}</div>`).join("") +
				(work.length ? work.map(kind).join("") : nothing())
		);
	}
}

function nothing() {
	return `<div class="liaison-nothing text-muted">${__("Nothing waits for you today.")}</div>`;
}

function kind({ label, count, overdue, doctype, records }) {
	const late = overdue ? ` <span class="liaison-overdue">${__("{0} overdue", [overdue])}</span>` : "";
	const more = count > records.length ? __("{0} more in the list.", [count - records.length]) : "";
	return `<section>
		<h5>${frappe.utils.escape_html(label)} <span class="liaison-count">${count}</span>${late}</h5>
		<ul>${records.map((record) => line(doctype, record)).join("")}</ul>
		${more ? `<p class="text-muted">${more}</p>` : ""}
	</section>`;
}

function line(doctype, { name, number, subject, due, colour }) {
	const limit = due ? `<span class="${deputy_liaison.limit_css(colour)}">${__("Limit {0}", [due])}</span>` : "";
	return `<li><a href="${frappe.utils.get_form_link(doctype, name)}">
		<span class="liaison-number">${frappe.utils.escape_html(number)}</span>
		<span class="liaison-subject">${frappe.utils.escape_html(subject || "")}</span>${limit}</a></li>`;
}
