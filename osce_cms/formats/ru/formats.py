"""Dates in the organisation's Russian style: 3 мая 2010 г., 10:30. Everything else follows Django."""

DATETIME_FORMAT = "j E Y г., H:i"
MONTH_DAY_FORMAT = "j E"
