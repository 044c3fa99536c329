from django import template
from django.template import Context

from releases.admin import dashboard, unsaved_text

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_forms(context: Context) -> str:
    """Forms that were saved, which the browser need not keep any longer; reported once."""
    return unsaved_text.saved_forms(context["request"])


@register.simple_tag(takes_context=True)
def desk(context: Context) -> dashboard.Desk:
    """The dashboard of the current user."""
    return dashboard.Desk(context["request"])
