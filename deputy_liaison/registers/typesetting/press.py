"""Sets Typst documents, each in a process of its own, whose memory the server has back when it ends.

Run by path, apart from Frappe, which would cost more to load than a short paper to set. An order is a line of
JSON and then the data for the template, as JSON too; a reply is a line of JSON and then the PDF.
"""

import json
import os
import signal
import sys
from datetime import datetime, timezone
from typing import BinaryIO

import typst

LONGEST_SECONDS = 900


def set_in_type(order: dict, data: str, fonts: typst.Fonts) -> tuple[dict, bytes]:
	"""Set one document.

	Args:
		order: template (path), root (its folder), standards, moment (seconds since 1970), and ask, a Typst
			expression over the finished document, or none.
		data: JSON for the template.
		fonts: the server's.

	Returns:
		{"answer": what `ask` gave} and the PDF; or {"error": Typst's words} and nothing.
	"""
	compiler = typst.Compiler(
		order["template"], root=order["root"], font_paths=fonts, sys_inputs={"data": data}
	)
	try:
		content = compiler.compile(
			pdf_standards=order["standards"],
			timestamp=datetime.fromtimestamp(order["moment"], timezone.utc),
			pdf_tags=False,
		)
		answer = json.loads(compiler.eval(order["ask"])) if order["ask"] else None
	except typst.TypstError as error:
		return {"error": error.message}, b""
	return {"answer": answer}, content


def serve(orders: BinaryIO, replies: BinaryIO) -> None:
	"""Reply to each order in turn, until there are none."""
	fonts = typst.Fonts()
	while line := orders.readline():
		order = json.loads(line)
		data = orders.read(order["length"]).decode()
		# nothing was set here yet, so that no thread of Typst runs in the process that divides
		child = os.fork()
		if not child:
			signal.alarm(LONGEST_SECONDS)
			reply, content = set_in_type(order, data, fonts)
			replies.write(json.dumps({**reply, "length": len(content)}).encode() + b"\n" + content)
			replies.flush()
			os._exit(0)
		if os.waitpid(child, 0)[1]:
			sys.exit("a document was not set")


if __name__ == "__main__":
	serve(sys.stdin.buffer, sys.stdout.buffer)
