"""An organisation's own announcements: written and corrected here, shown once the office approves them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.forms import PromotionForm
from agreements.models import Promotion
from jcop.accounts.unsent import typed
from jcop.history import became
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required, not_saved
from organizations.models import Organization

KINDS = {"wydarzenie": Promotion.Kind.EVENT, "wolontariat": Promotion.Kind.VOLUNTEERING}
PAST_SHOWN = 20
WAITS = "Ogłoszenie czeka na akceptację. Napiszemy, gdy Centrum je zaakceptuje albo poprosi o poprawki."


@require_safe
@member_required
def own_promotions(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    mine = Promotion.objects.of(request.organization).select_related("organization")
    current = [one for one in mine if one.may_be_corrected and not one.is_over(today)]
    past = [one for one in mine if one not in current]
    context = {
        "organization": request.organization,
        "missing": Promotion.missing_ground(request.organization, today),
        "current": current,
        "past": past[:PAST_SHOWN],
        "today": today,
        "is_keeper": request.membership.is_keeper,
    }
    return render(request, "agreements/own_promotions.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def send_promotion(request: MemberRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    form = PromotionForm(request.POST or None, kind=KINDS[kind])
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            form.send(request.organization, request.user)
    heading = "Nowe wydarzenie" if KINDS[kind] == Promotion.Kind.EVENT else "Nowa oferta wolontariatu"
    return _answered(request, form, heading)


@require_http_methods(["GET", "POST"])
@member_required
@transaction.atomic
def correct_promotion(request: MemberRequest, pk: int) -> HttpResponse:
    """The same form with what was written; an approved text stays shown until the new one is approved."""
    if request.method == "POST":
        Organization.objects.locked(request.organization.pk)
    promotion = get_object_or_404(Promotion.objects.of(request.organization), pk=pk)
    if not promotion.may_be_corrected:
        reason = f"Tego ogłoszenia nie można już zmienić: {became(promotion, with_name=False)}."
        own = reverse("agreements:own_promotions", args=[request.organization.key])
        if typed(request):
            return not_saved(request, reason, own)
        messages.warning(request, reason)
        return redirect(own)
    form = PromotionForm(request.POST or None, kind=promotion.kind, promotion=promotion)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            form.correct(promotion, request.user)
    return _answered(request, form, "Poprawianie ogłoszenia", promotion)


def _answered(
    request: MemberRequest, form: PromotionForm, heading: str, promotion: Promotion | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        messages.success(request, WAITS)
        return redirect("agreements:own_promotions", request.organization.key)
    context = {
        "organization": request.organization,
        "form": form,
        "heading": heading,
        "promotion": promotion,
        "missing": Promotion.missing_ground(request.organization, timezone.localdate()),
        "is_keeper": request.membership.is_keeper,
    }
    return render(request, "agreements/promotion_form.html", context)


@require_POST
@member_required
def withdraw_promotion(request: MemberRequest, pk: int) -> HttpResponse:
    promotion = get_object_or_404(Promotion.objects.of(request.organization), pk=pk)
    try:
        promotion.withdraw()
        messages.success(request, f"Ogłoszenie jest wycofane: {promotion}.")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("agreements:own_promotions", request.organization.key)
