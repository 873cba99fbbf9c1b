/**
 * Behind Frappe's `socketio_client.js`. With `disable_async` the desk opens no websocket, but lists, reports and
 * calendars still write to it, and stop there half set up.
 */

const { emit } = frappe.realtime;
frappe.realtime.emit = function (...message) {
	if (this.socket) emit.apply(this, message);
};
