"""Documents of Typst joined into one PDF, with each font once and the marks for the archive."""

import base64
import hashlib
import io
import re

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
	ArrayObject,
	ByteStringObject,
	DecodedStreamObject,
	DictionaryObject,
	IndirectObject,
	NameObject,
	StreamObject,
)

# what says of the whole file what it is
OF_THE_FILE = ("/Metadata", "/OutputIntents", "/Lang", "/ViewerPreferences")
# kinds of resources that are alike in all documents of a book
SHARED = ("/Font", "/ColorSpace")
# the leaf with all characters that each document begins with, see style.typ
LEFT_OUT = 1


class Book:
	"""Pages of several Typst documents; the first page of each document is left out."""

	def __init__(self) -> None:
		self._writer = PdfWriter()
		self._content = hashlib.sha256()
		self._shared: dict[bytes, IndirectObject] = {}
		show = DecodedStreamObject()
		show.set_data(b"q /Frame Do Q")
		self._show_frame = self._writer._add_object(show)
		# pypdf knows what it has copied by the reader's address: none may go while the book is made
		self._readers: list[PdfReader] = []

	def __len__(self) -> int:
		return len(self._writer.pages)

	def add(self, document: bytes, count: int | None = None) -> None:
		"""Append the pages of a document, or the first `count` of them."""
		for page in self._pages(document, count):
			self._writer.add_page(page)

	def insert(self, document: bytes, first: int, count: int | None = None) -> int:
		"""Put the pages of a document, or the first `count` of them, at index `first`; how many they are."""
		pages = self._pages(document, count)
		for index, page in enumerate(pages, first):
			self._writer.insert_page(page, index)
		return len(pages)

	def lay_over(self, document: bytes, first: int) -> None:
		"""Lay the pages of a document over those that are there, from index `first` on."""
		for index, sheet in enumerate(self._pages(document), first):
			page = self._writer.pages[index]
			resources = DictionaryObject(page["/Resources"])
			resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Frame"): self._form_of(sheet)})
			page[NameObject("/Resources")] = resources
			page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), self._show_frame])

	def to_bytes(self) -> bytes:
		"""The file, with title, language and archive marks of the document that was read last."""
		last = self._readers[-1]
		root = self._writer._root_object
		for key in OF_THE_FILE:
			if key in last.trailer["/Root"]:
				root[NameObject(key)] = last.trailer["/Root"].raw_get(key).clone(self._writer)
		about = {key: str(value) for key, value in last.metadata.items()}
		producer = about["/Creator"]
		self._writer.add_metadata({**about, "/Producer": producer})
		root["/Metadata"].get_object().set_data(self._described(root["/Metadata"].get_data(), producer))
		# pypdf would write the file twice more to find one
		self._writer._ID = ArrayObject([ByteStringObject(self._content.digest()[:16])] * 2)
		file = io.BytesIO()
		self._writer.write(file)
		return file.getvalue()

	def _described(self, xmp: bytes, producer: str) -> bytes:
		"""The last document's description of itself, made the book's: its pages, identifier and producer."""
		text = xmp.decode()
		own = base64.b64encode(self._content.digest()[:16]).decode()
		for other in set(re.findall(r"<xmpMM:InstanceID>(.*?)</xmpMM:InstanceID>", text)):
			text = text.replace(other, own)
		text = re.sub(r"(<xmpTPg:NPages>)\d+", rf"\g<1>{len(self)}", text)
		# PDF/A wants the two places that name the producer to agree
		return text.replace(
			"<pdf:PDFVersion>", f"<pdf:Producer>{producer}</pdf:Producer><pdf:PDFVersion>"
		).encode()

	def _pages(self, document: bytes, count: int | None = None) -> list[PageObject]:
		self._content.update(document)
		reader = PdfReader(io.BytesIO(document))
		self._readers.append(reader)
		pages = reader.pages[LEFT_OUT : None if count is None else LEFT_OUT + count]
		in_book: dict[int, IndirectObject] = {}
		for page in pages:
			for kind in SHARED:
				named = page["/Resources"].get(kind, {})
				for name in named:
					resource = named.raw_get(name)
					if resource.pdf is reader:
						if resource.idnum not in in_book:
							in_book[resource.idnum] = self._once(resource)
						named[name] = in_book[resource.idnum]
		return pages

	def _once(self, resource: IndirectObject) -> IndirectObject:
		"""The resource in the book: one that is there already, where it is the same to the last byte."""
		digest = hashlib.sha256()
		_read_into(digest, resource)
		key = digest.digest()
		if key not in self._shared:
			self._shared[key] = resource.clone(self._writer)
		return self._shared[key]

	def _form_of(self, sheet: PageObject) -> IndirectObject:
		"""The page as a drawing that another page can show."""
		reference = sheet.raw_get("/Contents")
		drawing: StreamObject = reference.get_object()
		drawing[NameObject("/Type")] = NameObject("/XObject")
		drawing[NameObject("/Subtype")] = NameObject("/Form")
		drawing[NameObject("/BBox")] = sheet["/MediaBox"]
		drawing[NameObject("/Resources")] = sheet.raw_get("/Resources")
		return reference.clone(self._writer)


def _read_into(digest, value) -> None:
	"""All that a PDF object says, with what it points to."""
	if isinstance(value, IndirectObject):
		value = value.get_object()
	if isinstance(value, DictionaryObject):
		for key in sorted(value):
			digest.update(key.encode())
			_read_into(digest, value.raw_get(key))
		if isinstance(value, StreamObject):
			digest.update(value.get_data())
	elif isinstance(value, ArrayObject):
		for item in value:
			_read_into(digest, item)
	else:
		digest.update(repr(value).encode())
