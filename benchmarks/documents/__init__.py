"""A real LibreOffice writes one text as .docx, .odt and HTML, and each of them is read as the newsroom reads it."""
