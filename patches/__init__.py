"""Data changes between releases, in the order of patches.txt."""
