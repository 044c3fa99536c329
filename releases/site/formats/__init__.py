"""Releases in formats that others take in: those of the agencies, of feed readers, of reference managers."""
