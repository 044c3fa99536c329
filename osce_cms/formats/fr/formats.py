"""Dates in the organisation's French style: 3 mai 2010 à 10:30. Everything else follows Django."""

DATETIME_FORMAT = r"j F Y \à H:i"
