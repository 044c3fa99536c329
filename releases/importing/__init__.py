"""One pipeline for all imported content: reader → `SourceRelease` → mapping → load."""
