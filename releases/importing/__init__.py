"""One pipeline for whatever comes from elsewhere: reader → `SourceRelease` → mapping → load."""
