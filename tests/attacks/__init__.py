"""One file per abuse: the wrong user knocks at the real entry, and the right one gets in."""
