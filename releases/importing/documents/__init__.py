"""A .docx or .odt file as a text of ours: what each part of it was understood as, and what was left out."""
