"""The app's life on a site of its own: installed, migrated, removed, installed again."""
