// Files that the server makes for a POST: the answer is kept as a file, a refusal is shown in its words.

frappe.provide("deputy_liaison");

deputy_liaison.download = async function (method, args) {
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: {
			"X-Frappe-CSRF-Token": frappe.csrf_token,
			Accept: "application/json",
			"Content-Type": "application/json",
		},
		body: JSON.stringify(args),
	});
	if (!response.ok) {
		const answer = await response.json().catch(() => ({}));
		const said = JSON.parse(answer._server_messages || "[]").map((message) => JSON.parse(message).message);
		frappe.msgprint({
			title: __("Not Opened"),
			indicator: "red",
			message: said.join("<br>") || __("The file could not be made. Try again; if it stays so, tell the administrator."),
		});
		return;
	}
	const [, name] = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(response.headers.get("Content-Disposition") || "") || [];
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await response.blob());
	link.download = decodeURIComponent(name || "file");
	link.click();
	URL.revokeObjectURL(link.href);
};
