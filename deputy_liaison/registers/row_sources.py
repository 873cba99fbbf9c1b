"""The row sources by the DocType that a row is made of, which a definition names."""

from deputy_liaison.registers import deputy_rows, order_rows, suggestion_rows, ticket_rows, visit_rows

ROW_SOURCES = {
	module.SOURCE.doctype: module.SOURCE
	for module in (visit_rows, ticket_rows, order_rows, suggestion_rows, deputy_rows)
}
