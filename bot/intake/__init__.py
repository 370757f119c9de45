"""Link, page, file or pasted text → `Article`."""
