"""The pages of e-mail alerts. None of them needs an account, a cookie or a script.

The form to subscribe has no CSRF token, since public pages have none: all that a forged request can cause is one letter that may
be ignored. The other forms carry the signed link, which nobody else knows, and so need none either.
"""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from releases.alerts import asking
from releases.alerts.forms import AskForm, WishForm
from releases.alerts.letters import list_name
from releases.alerts.tokens import is_signed, row_of
from releases.models import Reader, Subscription, SubscriptionRequest
from releases.site.senders import network_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The answer to a valid request is always the same, whatever is known of the address."""
    if request.method != "POST":
        return _asking(request, AskForm(initial={"language": get_language(), "query": request.GET.urlencode()}))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _apart(_asking(request, form, status=400))
    try:
        asking.ask(**form.wish(), network=_keyed(network_of(request)))
    except asking.TooMany:
        return _apart(render(request, "alerts/too_many.html", {"noindex": True}, status=429))
    return _apart(render(request, "alerts/asked.html", {"address": form.cleaned_data["address"], "noindex": True}))


def _asking(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    try:
        query = asking.list_asked_for(request.GET, get_language() or "")
    except ValueError as error:
        return render(request, "alerts/subscribe.html", {"problem": str(error), "noindex": True}, status=400)
    context = {"form": form, "list": list_name(query), "query": request.GET.urlencode(), "noindex": True}
    return render(request, "alerts/subscribe.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Following the link changes nothing yet: programs that check mail follow every link."""
    asked = row_of(SubscriptionRequest, token)
    context: dict[str, object] = {"asked": asked, "list": list_name(asked.query), **PRIVATE}
    if request.method == "POST":
        context["subscription"] = asking.confirm(asked)
    return _apart(render(request, "alerts/confirm.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """By the button on the page, or by one click in the mailbox, which posts here (RFC 8058). A second time it is all the same."""
    if request.method == "POST":
        try:
            asking.leave(Subscription.objects.filter(pk=row_of(Subscription, token).pk))
        except Http404:
            if not is_signed(Subscription, token):
                raise
        return _apart(render(request, "alerts/left.html", PRIVATE))
    return _apart(
        render(request, "alerts/leave.html", {"list": list_name(row_of(Subscription, token).query), **PRIVATE})
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Every list of a reader: to change how often and in which language, or to leave it."""
    reader = row_of(Reader, token)
    if request.method == "POST":
        return _apart(_changed(request, reader))
    lists = [(each, list_name(each.query), _wish(each)) for each in reader.subscriptions.order_by("pk")]
    return _apart(render(request, "alerts/manage.html", {"lists": lists, **PRIVATE}))


def _changed(request: HttpRequest, reader: Reader) -> HttpResponse:
    if "leave_all" in request.POST:
        asking.leave(reader.subscriptions.all())
        return render(request, "alerts/left.html", PRIVATE)
    for subscription in reader.subscriptions.all():
        form = _wish(subscription, request.POST)
        if f"leave-{subscription.pk}" in request.POST:
            asking.leave(Subscription.objects.filter(pk=subscription.pk))
        elif form.is_valid():
            form.save()
    if not reader.subscriptions.exists():
        return render(request, "alerts/left.html", PRIVATE)
    return redirect(request.path)


def _wish(subscription: Subscription, data: QueryDict | None = None) -> WishForm:
    return WishForm(data, instance=subscription, prefix=str(subscription.pk))


APART = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
PRIVATE: dict[str, object] = {"noindex": True, "alternates": ()}


def _apart(response: HttpResponse) -> HttpResponse:
    """For one person: kept nowhere, and its address told to nobody."""
    for name, value in APART.items():
        response.headers[name] = value
    return response


def _keyed(network: str) -> str:
    """The address itself is not stored."""
    return salted_hmac("alert-network", network, algorithm="sha256").hexdigest()
