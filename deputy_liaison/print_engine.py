"""The site's own print engine, wkhtmltopdf: by how much it shrinks a page, so that sizes come out as set."""

import shutil
import subprocess
from functools import cache

ENGINE = "wkhtmltopdf"
PATCHED = "with patched qt"
# without the patch it can't be told not to shrink: 100 mm come out as 76.8 mm
SHRUNK = 1.302
AS_SET = 1.0


def print_scale() -> float:
	"""By how much a paper is enlarged for the engine, so that 16 pt are 16 pt on paper (hook `jinja`)."""
	# the hook takes plain functions alone
	return AS_SET if _is_patched() else SHRUNK


@cache
def _is_patched() -> bool:
	program = shutil.which(ENGINE)
	if not program:
		# another engine prints, which does as it is told
		return True
	said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
	return PATCHED in said
