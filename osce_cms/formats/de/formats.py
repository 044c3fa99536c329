"""Dates in the organisation's German style: 3. Mai 2010, 10:30. Everything else follows Django."""

DATETIME_FORMAT = "j. F Y, H:i"
