from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from releases.site.allowances import allows
from releases.site.content_policy.reports import reports_in, store

LARGEST = 16 * 1024  # bytes
MOST, WITHIN = 60, timedelta(hours=1)
TYPES = ("application/csp-report", "application/reports+json")


@csrf_exempt  # browsers send reports without cookies and tokens
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """The answer is always the same, so that nobody learns from it what is known here."""
    if request.content_type in TYPES and 0 < int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST:
        reports = reports_in(request.read(LARGEST))
        if reports and allows(request, "csp-reports", MOST, WITHIN):
            for report in reports:
                store(report)
    return HttpResponse(status=204)
