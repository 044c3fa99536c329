"""Dates as the organisation writes them in French: 3 mai 2010 à 10:30. What is missing here is as Django has it."""

DATETIME_FORMAT = r"j F Y \à H:i"
