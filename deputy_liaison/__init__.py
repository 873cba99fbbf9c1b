"""Deputy Liaison: the liaison stations of a county people's congress, on the Frappe Framework."""

__version__ = "0.1.0"
