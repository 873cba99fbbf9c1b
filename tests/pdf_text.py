"""What a PDF says, page by page, and with which fonts."""

import re
import subprocess
import unicodedata

from deputy_liaison.print_engine import print_scale

RESOLUTION = 600


def pdf_of(html: str) -> bytes:
	"""The PDF of a print, without the desk's bar above it and the stylesheet that a test site has not built."""
	html = re.sub(r"<link[^>]*>", "", html)
	html = html.replace('<div class="action-banner print-hide">', '<div style="display: none">')
	# imported late: it opens a log of the site, which the browser's tests connect to later
	from frappe.utils.pdf import get_pdf

	return get_pdf(html)


def pdf_of_page(html: str) -> bytes:
	"""The PDF of a page that a browser prints by itself, in the size and with the margins of its own @page rule."""
	size, across, margins = re.search(
		r"@page {\s*size: (A\d)( landscape)?;\s*margin: ([^;]+);", html
	).groups()
	top, right, bottom, left = (margins.split() * 4)[:4]
	options = {
		"page-size": size,
		"orientation": "Landscape" if across else "Portrait",
		"margin-top": top,
		"margin-right": right,
		"margin-bottom": bottom,
		"margin-left": left,
	}
	# a browser does not shrink what it prints
	html = html.replace("</head>", f"<style>body {{ zoom: {print_scale()}; }}</style></head>")
	from frappe.utils.pdf import get_pdf

	return get_pdf(html, options)


def _poppler(tool: str, content: bytes, *options: str) -> str:
	return subprocess.run([tool, *options], input=content, capture_output=True, check=True).stdout.decode()


def pages(content: bytes) -> list[str]:
	"""Text of each page, cell after cell, without the blanks and line breaks that the layout makes."""
	text = _characters(_poppler("pdftotext", content, "-enc", "UTF-8", "-raw", "-", "-"))
	return ["".join(page.split()) for page in text.split("\f")[:-1]]


# radicals that Unicode does not call the same as the character with their glyph
RADICALS = str.maketrans(
	"⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻢⻣⻤⻥⻦⻩⻨⻬⻮⻰⻳",
	"母民虎西见角贝车长门青韦页风飞马骨鬼鱼鸟黄麦齐齿龙龟",
)


def _characters(text: str) -> str:
	"""wkhtmltopdf names some glyphs by the radical or the ligature that shares them; here they are characters
	again."""
	text = text.translate(RADICALS)
	return "".join(unicodedata.normalize("NFKC", char) if _is_shared(char) else char for char in text)


def _is_shared(char: str) -> bool:
	return "\u2f00" <= char <= "\u2fd5" or "\ufb00" <= char <= "\ufb06"


def lines(content: bytes) -> list[str]:
	"""Lines of the text as they stand on the page."""
	return _poppler("pdftotext", content, "-enc", "UTF-8", "-layout", "-", "-").splitlines()


def boxes(content: bytes) -> list[tuple[float, float, float, float, str]]:
	"""Lines of the text: left, top, right and bottom edge on their page in points, and the text without blanks."""
	found = re.findall(
		r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>',
		_characters(_poppler("pdftotext", content, "-enc", "UTF-8", "-bbox-layout", "-", "-")),
		re.DOTALL,
	)
	return [(*map(float, edges), "".join(re.sub(r"<[^>]*>", "", words).split())) for *edges, words in found]


def ink(content: bytes, page: int) -> list[int]:
	"""How many dark dots each line of a page has, at ten dots to the inch: what is covered by white has none."""
	options = ("-gray", "-r", "10", "-f", str(page), "-l", str(page), "-")
	picture = subprocess.run(["pdftoppm", *options], input=content, capture_output=True, check=True).stdout
	_kind, size, _depth, dots = picture.split(b"\n", 3)
	width, height = map(int, size.split())
	lines = (dots[line * width : (line + 1) * width] for line in range(height))
	return [sum(dot < 200 for dot in line) for line in lines]


def fonts(content: bytes) -> list[tuple[str, bool]]:
	"""Name and whether it is embedded, for each font."""
	rows = [row.split() for row in _poppler("pdffonts", content, "-").splitlines()[2:]]
	# from the right: object, generation, to-unicode, subset, embedded
	return [(row[0], row[-5] == "yes") for row in rows]


def rules(content: bytes, left: float) -> list[int]:
	"""Thickness of the lines across the first page that lie `left` millimetres from its edge, in 600ths of an inch."""
	column = round(left / 25.4 * RESOLUTION)
	options = ("-r", str(RESOLUTION), "-gray", "-singlefile", "-x", str(column), "-W", "1")
	image = subprocess.run(["pdftoppm", *options, "-"], input=content, capture_output=True, check=True).stdout
	height = int(image.split(maxsplit=3)[2])
	dark = "".join("#" if value < 128 else " " for value in image[-height:])
	return [len(line) for line in dark.split()]


def size(content: bytes) -> tuple[int, int, int]:
	"""How many pages, and width and height of the first in whole millimetres."""
	said = _poppler("pdfinfo", content, "-")
	width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+)", said).groups()
	pages = int(re.search(r"Pages: +(\d+)", said)[1])
	return pages, round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)
