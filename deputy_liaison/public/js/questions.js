// Dialogs that ask, send, and may be refused.

frappe.provide("deputy_liaison");

// stays as it was filled in where it was refused; why, the desk has shown by then
deputy_liaison.ask_and_send = function (title, fields, action, send) {
	const dialog = new frappe.ui.Dialog({
		title,
		static: true,
		fields,
		primary_action_label: action,
		async primary_action(values) {
			dialog.disable_primary_action();
			try {
				await send(values);
				dialog.hide();
			} catch {
				// the dialog stays
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	dialog.show();
};
