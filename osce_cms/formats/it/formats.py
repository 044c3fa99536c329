"""Dates as the organisation writes them in Italian: 3 maggio 2010, 10:30. What is missing here is as Django has it."""

from django.utils.translation import gettext_lazy as _

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"

# Django's Italian catalogue begins them with a capital, as English does. They stand here so that our catalogues say them too.
MONTHS = [
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
]  # fmt: skip
WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
