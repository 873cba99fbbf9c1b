"""What the app puts on a site and takes away again."""
