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
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await response.blob());
	link.download = name_of(response);
	link.click();
	URL.revokeObjectURL(link.href);
};

// a header's signs are bytes: the name in it is UTF-8
function name_of(response) {
	const said = response.headers.get("Content-Disposition") || "";
	const [, coded] = /filename\*=UTF-8''([^;]+)/i.exec(said) || [];
	if (coded) return decodeURIComponent(coded);
	const [, plain] = /filename="?([^";]+)/i.exec(said) || [];
	return new TextDecoder().decode(Uint8Array.from(plain || "file", (sign) => sign.charCodeAt(0)));
}
