"""Where the rows of a register come from, by the definition's row source.

A row source is a module with ``ROW_VALUES`` and ``PART_VALUES`` (names of row values that stand once
in a row, and once for each of its matters), ``SUMS`` (figures that a page adds up), and the
functions ``printable_stations`` and ``read``.
"""

from deputy_liaison.registers import visit_rows

ROW_SOURCES = {"Constituent Visit": visit_rows}
