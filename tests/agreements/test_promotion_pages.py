"""Announcements of organisations on the pages of residents, in the panel and at the desk."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.models import Promotion
from organizations.models import Organization
from tests.agreements.test_promotions import LISTS, states, text
from tests.factories import make_agreement, make_organization, make_promotion
from tests.jcop.clerk import make_worker

DAY = timedelta(days=1)


@pytest.mark.django_db
class TestPages:
    def test_an_organisations_entry_and_the_home_page_show_what_it_announces(self, client):
        promotion = make_promotion(title="Festyn sąsiedzki")
        other = make_promotion(kind="volunteering", title="Czytanie seniorom")

        entry = text(client, f"/organizacje/{promotion.organization.key}/")
        home = text(client, "/")

        assert "Festyn sąsiedzki" in entry
        assert "Czytanie seniorom" not in entry
        assert all(one.get_absolute_url() in home for one in (promotion, other))

    def test_search_and_sitemap_lead_to_it(self, client):
        promotion = make_promotion(kind="volunteering", title="Czytanie seniorom")

        found = text(client, "/szukaj/?q=czytania")

        assert "<h2>Wydarzenia organizacji i wolontariat</h2>" in found
        assert promotion.get_absolute_url() in found
        assert f"{promotion.get_absolute_url()}</loc>" in text(client, "/sitemap.xml")

    def test_an_event_is_told_to_machines_and_hostile_text_to_nobody(self, client):
        promotion = make_promotion(title="</script><script>alert(1)</script>", text="<img src=x onerror=a>")

        page = text(client, promotion.get_absolute_url())

        assert '"@type": "Event"' in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page

    def test_an_organisation_that_objects_to_the_directory_is_named_without_a_link(self, client):
        promotion = make_promotion()
        Organization.objects.update(is_listed=False)

        page = text(client, promotion.get_absolute_url())

        assert promotion.organization.name in page
        assert f"/organizacje/{promotion.organization.key}/" not in page

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("path", "statements"), [(LISTS["event"], 3), ("/", 9)])
    def test_pages_cost_the_same_for_many(
        self, client, path: str, statements: int, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            make_promotion()

        with django_assert_num_queries(statements):
            page = text(client, path)

        assert page.count("Park Próbny") == rows

    def test_a_page_out_of_range_and_an_unknown_key_are_told_calmly(self, client):
        make_promotion()

        assert client.get(f"{LISTS['event']}?strona=99").status_code == 200
        assert client.get(f"{LISTS['event']}nieznany22/").status_code == 404


def sent(**words: str) -> dict[str, str]:
    day = (timezone.localdate() + 5 * DAY).isoformat()
    told = {"title": "Festyn", "text": "Zapraszamy.", "place": "Park", "happens_on": day, "times": "17:00"}
    return {**told, "shown_until": day, "form_key": str(uuid.uuid4()), **words}


@pytest.mark.django_db
class TestPanel:
    @pytest.fixture
    def keeper(self, as_user):
        organization = make_agreement().organization
        Organization.objects.update(public_phone="32 47 19 555")
        client = as_user(organization.registered_by)
        client.desk = f"/panel/{organization.key}/ogloszenia/"
        return client

    def test_an_event_is_written_corrected_and_withdrawn(self, keeper):
        keeper.post(f"{keeper.desk}nowe/wydarzenie/", sent())
        promotion = Promotion.objects.get()
        keeper.post(f"{keeper.desk}{promotion.pk}/", sent(title="Wielki festyn"))

        page = text(keeper, keeper.desk)
        keeper.post(f"{keeper.desk}{promotion.pk}/wycofaj/")

        assert "Wielki festyn" in page
        assert "czeka na akceptację" in page
        assert states(promotion) == ["withdrawn"]

    def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(self, keeper):
        yesterday = (timezone.localdate() - DAY).isoformat()

        page = keeper.post(
            f"{keeper.desk}nowe/wydarzenie/", sent(happens_on=yesterday, times="", title="x" * 121)
        ).content.decode()
        past = keeper.post(f"{keeper.desk}nowe/wydarzenie/", sent(happens_on=yesterday)).content.decode()

        assert "To pole jest wymagane." in page
        assert "najwyżej 120" in page
        assert "Zapraszamy." in page
        assert "Ten dzień już minął." in past
        assert not Promotion.objects.exists()

    def test_without_ground_the_page_says_what_is_missing(self, as_user):
        organization = make_organization()
        client = as_user(organization.registered_by)
        desk = f"/panel/{organization.key}/ogloszenia/"

        answer = client.post(f"{desk}nowe/wolontariat/", sent())

        assert "Zaproś na wydarzenie" not in text(client, desk)
        assert "której porozumienie dziś obowiązuje" in answer.content.decode()
        assert not Promotion.objects.exists()

    def test_another_organisations_announcement_does_not_exist_here(self, keeper):
        foreign = make_promotion(state="sent")

        assert keeper.get(f"{keeper.desk}{foreign.pk}/").status_code == 404
        assert keeper.post(f"{keeper.desk}{foreign.pk}/wycofaj/").status_code == 404
        assert keeper.get(f"{keeper.desk}nowe/reklama/").status_code == 404
        assert states(foreign) == ["sent"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_for_many(self, as_user, rows: int, django_assert_num_queries):
        agreement = make_agreement()
        for _ in range(rows):
            make_promotion(agreement=agreement)
        client = as_user(agreement.organization.registered_by)

        with django_assert_num_queries(6):
            page = text(client, f"/panel/{agreement.organization.key}/ogloszenia/")

        assert page.count("Zobacz, jak widzą to mieszkańcy") == rows


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
class TestDesk:
    def test_what_waits_is_a_queue_and_is_approved_by_one_button(self, as_user):
        promotion = make_promotion(state="sent", title="Festyn", text="Pierwszy akapit.\n\nDrugi.")
        client = as_user(make_worker())
        row = f"/admin/agreements/promotion/{promotion.pk}/"
        desk = text(client, "/admin/")
        page = client.get(f"{row}change/")
        seen = page.context["seen"]

        answer = client.post(f"{row}czynnosc/approve/", {"seen": seen})

        assert "<strong>1</strong> ogłoszenie organizacji do akceptacji" in desk
        assert "<p>Drugi.</p>" in page.content.decode()
        assert f'<form method="post" action="{row}czynnosc/approve/">' in page.content.decode()
        assert answer.url == f"{row}change/"
        assert states(promotion) == ["approved"]

    def test_a_text_that_was_changed_after_it_was_read_is_not_approved_unread(self, as_user):
        promotion = make_promotion(state="sent")
        client = as_user(make_worker())
        row = f"/admin/agreements/promotion/{promotion.pk}/"
        seen = client.get(f"{row}change/").context["seen"]
        promotion.correct(by=promotion.sent_by, form_key=uuid.uuid4(), title="Podmieniony")

        answer = client.post(f"{row}czynnosc/approve/", {"seen": seen})

        assert "W międzyczasie zmieniono tę sprawę (" in answer.content.decode()
        assert states(promotion) == ["sent"]

    def test_a_return_needs_a_reason(self, as_user):
        promotion = make_promotion(state="sent")
        client = as_user(make_worker("Referat"))
        act = f"/admin/agreements/promotion/{promotion.pk}/czynnosc/return_for_correction/"

        empty = client.post(act, {"reason": " "}).content.decode()
        client.post(act, {"reason": "Brak godziny."})

        assert "Proszę podać powód." in empty
        promotion.refresh_from_db()
        assert (promotion.state, promotion.reason) == ("returned", "Brak godziny.")

    def test_who_may_not_approve_does_not_see_the_queue(self, as_user):
        promotion = make_promotion(state="sent")
        client = as_user(make_worker("Redaktor"))

        act = client.post(f"/admin/agreements/promotion/{promotion.pk}/czynnosc/approve/")

        assert "organizacji do akceptacji" not in text(client, "/admin/")
        assert act.status_code == 403
        assert states(promotion) == ["sent"]
