frappe.provide("deputy_liaison");

// Sends a file with a request of its own, so that nothing of it is stored; the method's answer, or nothing
// where it was refused: then the reason is on the screen.
deputy_liaison.send_file = async function (method, file, values = {}) {
	const body = new FormData();
	body.append("file", file);
	for (const [key, value] of Object.entries(values)) body.append(key, value);
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
		body,
	});
	const answer = await response.json();
	if (response.ok) return answer.message;
	const said = JSON.parse(answer._server_messages || "[]").map((one) => JSON.parse(one).message);
	frappe.msgprint({ title: __("Not Read"), indicator: "red", message: said.join("<br>") });
};
