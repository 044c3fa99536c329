"""Dates as the organisation writes them in German: 3. Mai 2010, 10:30. What is missing here is as Django has it."""

DATETIME_FORMAT = "j. F Y, H:i"
