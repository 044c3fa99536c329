"""Dates as the organisation writes them in Russian: 3 мая 2010 г., 10:30. What is missing here is as Django has it."""

DATETIME_FORMAT = "j E Y г., H:i"
MONTH_DAY_FORMAT = "j E"
