// Our records are named by a hash: the last breadcrumb shows their title instead.

$(document).on("form-refresh", (_event, frm) => {
	if (frm.is_new() || frm.meta.autoname !== "hash" || !frm.meta.title_field) return;
	const title = frm.doc[frm.meta.title_field];
	$(".navbar-breadcrumbs li:last-child a, #navbar-breadcrumbs li:last-child a").text(title || frm.docname);
});
