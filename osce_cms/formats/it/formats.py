"""Dates in the organisation's Italian style: 3 maggio 2010, 10:30. Everything else follows Django."""

from django.utils.translation import gettext_lazy as _

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"

# Django's Italian catalogue capitalises them, as in English. Listed here so that our catalogues override them.
MONTHS = [
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
]  # fmt: skip
WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
