document.getElementById("deputy-log-out").addEventListener("click", async () => {
	await fetch("/api/method/logout", {
		method: "POST",
		headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
	});
	location.href = "/login";
});
