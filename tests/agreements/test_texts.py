"""Document texts that the office edits: what they may say, and how they reach the documents."""

import io
import logging

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pypdf import PdfReader

from agreements import pdf, texts
from agreements.models import DocumentText, IssuedDocument
from tests.agreements.test_agreement_desk import desk
from tests.factories import make_organization, make_request, make_user
from tests.two_windows import sent_back

KIND = DocumentText.Kind
ADD = "/admin/agreements/documenttext/add/"
LIST = "/admin/agreements/documenttext/"
HTML = {"body-format": "html"}
# Whatever a text of that kind has to name.
NEEDED = {kind: "".join(f"<p>[[{name}]]</p>" for name in names) for kind, names in texts.NEEDED.items()}


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p>a</p><script>alert(1)</script>", "Znacznika <script> nie można użyć."),
        ("<p onclick='x'>a</p>", "Znacznik <p> nie może mieć atrybutów."),
        ("<p><a href='http://example.org'>a</a></p>", "Znacznika <a> nie można użyć."),
        ("<p><img src='file:///etc/passwd'>a</p>", "Znacznika <img> nie można użyć."),
        ("<p>a", "Znacznik <p> nie jest zamknięty."),
        ("<ol><li>a</ol></li>", "Znacznik </ol> niczego nie zamyka."),
        ("<p>a</p><!-- b -->", "Tekst nie może zawierać komentarzy HTML."),
        ("<p>[[pesel]]</p>", "Nie ma pola [[pesel]]."),
        ("<p>[[organizacja</p>", "Pole zaczyna się od [[ i kończy na ]]."),
        ("<p>Zakres: [[świadczenia]]</p>", "Pole [[świadczenia]] musi stać samo w akapicie"),
        ("<p>[[zmiany]]</p>", "Nie ma pola [[zmiany]]."),
        ("<p> </p>", "Tekst nie może być pusty."),
    ],
)
def test_what_is_wrong_is_named(text: str, sentence: str):
    with pytest.raises(texts.BadText) as refusal:
        texts.clean(text)

    assert any(said.startswith(sentence) for said in refusal.value.sentences)


@pytest.mark.parametrize("kind", KIND.values)
def test_the_shipped_texts_keep_the_rules(kind: str):
    assert texts.clean(pdf.shipped_text(kind), texts.placeholders(kind)).startswith("<")


def test_words_are_escaped_and_nothing_is_compiled():
    text = "<p>[[organizacja]] {{ centre.name }} {% load x %}</p>"

    filled = texts.filled(text, {"organizacja": "<b>A & B</b>"}, {})

    assert filled == "<p>&lt;b&gt;A\xa0&amp; B&lt;/b&gt; {{ centre.name }} {% load x %}</p>"


def test_a_sentence_that_a_date_closes_has_one_dot():
    values = {"od kiedy": "z dniem 1\xa0stycznia\xa02027\xa0r."}

    assert texts.filled("<p>Od: [[od kiedy]].</p>", values, {}).endswith("2027\xa0r.</p>")


@pytest.mark.prints
@pytest.mark.django_db
class TestInDocuments:
    def publish(self, kind: str, body: str) -> DocumentText:
        return DocumentText.draft(kind=kind, body=body).publish(by=make_user())

    def test_the_published_version_is_printed_and_stored_with_the_document(self, run_jobs):
        first = make_request(organization=make_organization(name="Stowarzyszenie „A & B”"))
        run_jobs()
        self.publish(KIND.AGREEMENT, "<h2>§ 1</h2><p>Tylko dla [[organizacja]].</p><p>[[świadczenia]]</p>")
        self.publish(KIND.PRIVACY, "<p>Dane są u nas bezpieczne.</p>")
        DocumentText.draft(kind=KIND.AGREEMENT, body="<p>szkic</p>")
        second = make_request(organization=make_organization(name="Fundacja <C>"))

        run_jobs()

        old, new = (IssuedDocument.objects.get(request=request) for request in (first, second))
        assert (old.text_version, new.text_version) == (pdf.TEXT_VERSION, f"{pdf.TEXT_VERSION}/k1/p1")
        text = words(bytes(new.content))
        assert text.count("Tylko dla Fundacja <C>.") == 3
        assert text.count("Dane są u nas bezpieczne.") == 3
        assert "szkic" not in text
        assert "§ 2. Zasady korzystania" in words(bytes(old.content))

    def test_a_text_that_broke_gives_way_to_the_shipped_one(self, run_jobs, caplog):
        text = self.publish(KIND.AGREEMENT, "<p>dobra treść</p><p>[[świadczenia]]</p>")
        DocumentText.objects.filter(pk=text.pk).update(body="<p>[[nieznane]] <script>")
        request = make_request()

        with caplog.at_level(logging.ERROR):
            run_jobs()

        document = IssuedDocument.objects.get(request=request)
        assert document.text_version == pdf.TEXT_VERSION
        assert "§ 2. Zasady korzystania" in words(bytes(document.content))
        assert "The text p1 is broken" in caplog.text


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
class TestDesk:
    @pytest.fixture
    def clerk(self, as_user) -> Client:
        return desk(as_user, "Referat")

    def test_a_new_version_starts_from_the_text_in_use(self, clerk: Client):
        form = clerk.get(f"{ADD}?kind=privacy").context["adminform"].form

        assert form.initial["body"] == pdf.shipped_text("privacy")

    @pytest.mark.prints
    def test_a_version_is_saved_looked_at_and_put_to_use(self, clerk: Client, run_jobs):
        body = "<h2>§ 1</h2><p>Nowa treść dla [[organizacja]].</p><p>[[świadczenia]]</p>"
        clerk.post(ADD, {"kind": "agreement", "body": body, **HTML})
        text = DocumentText.objects.get()
        page = f"/admin/agreements/documenttext/{text.pk}/"

        waiting = clerk.get(f"{page}podglad/")
        done = run_jobs()
        preview = clerk.get(f"{page}podglad/")
        before = DocumentText.objects.current("agreement")
        clerk.post(f"{page}czynnosc/publish/", {})

        assert (waiting.status_code, done) == (202, ["print_sample"])
        assert "Nowa treść dla Stowarzyszenie „Przykładna Łąka”." in words(preview.content)
        assert before is None
        assert DocumentText.objects.current("agreement") == text

    @pytest.mark.prints
    @pytest.mark.parametrize(
        ("kind", "heading"),
        [("amendment", "Aneks nr …"), ("renewal", "które przedłuża porozumienie nr 0/0000")],
    )
    def test_the_text_of_a_change_is_looked_at_in_its_own_document(
        self, clerk: Client, kind: str, heading: str, run_jobs
    ):
        clerk.post(
            ADD,
            {
                "kind": kind,
                "body": "<p>Zmiana [[od kiedy]], [[do kiedy]]: [[numer porozumienia]].</p>",
                **HTML,
            },
        )
        text = DocumentText.objects.get()

        page = f"/admin/agreements/documenttext/{text.pk}/podglad/"
        clerk.get(page)
        run_jobs()

        shown = words(clerk.get(page).content)

        assert heading in shown
        assert "Zmiana z dniem zawarcia, do dnia 31 grudnia 2027 r.: 0/0000." in shown

    def test_what_no_document_can_print_is_refused_beside_the_text_which_is_kept(self, clerk: Client):
        body = '<p>dobrze</p>\n<p><a href="https://example.org/">tutaj</a></p>'

        answer = clerk.post(ADD, {"kind": "agreement", "body": body, **HTML})

        form = answer.context["adminform"].form
        assert "Znacznika <a> nie można użyć." in form.errors["body"]
        assert form["body"].value() == body
        assert DocumentText.objects.count() == 0

    def test_typed_without_an_editor_it_is_the_same_text(self, clerk: Client):
        clerk.post(ADD, {"kind": "agreement", "body": "# § 1\n\nTreść.\n\n[[świadczenia]]"})

        assert DocumentText.objects.get().body == "<h2>§ 1</h2>\n<p>Treść.</p>\n<p>[[świadczenia]]</p>"

    @pytest.mark.parametrize("kind", texts.NEEDED)
    def test_a_text_that_lacks_what_its_kind_needs_is_not_put_to_use_and_says_why(
        self, clerk: Client, kind: str
    ):
        text = DocumentText.draft(kind=kind, body="<p>treść</p>")
        page = f"{LIST}{text.pk}/"

        refused = clerk.post(f"{page}czynnosc/publish/", {})

        told = [f"Brakuje pola [[{name}]]" for name in texts.NEEDED[kind]]
        sentences = refused.context["form"].non_field_errors()
        assert [sentence.partition(" (")[0] for sentence in sentences] == told
        assert told[0] in clerk.get(f"{page}change/").content.decode()
        assert DocumentText.objects.current(kind) is None
        text.redraft(body=NEEDED[kind]).publish(by=make_user())
        assert DocumentText.objects.current(kind) == text

    @pytest.mark.parametrize("kind", KIND.values)
    def test_the_shipped_texts_lack_nothing(self, kind: str):
        assert texts.lacking(kind, pdf.shipped_text(kind)) == []

    def test_a_draft_is_written_better_and_thrown_away(self, clerk: Client):
        text = DocumentText.draft(kind="privacy", body="<p>Szkic.</p>")
        page = f"{LIST}{text.pk}/"

        clerk.post(f"{page}change/", {"body": "<p>Lepszy szkic.</p>", **HTML})

        text.refresh_from_db()
        assert (text.body, text.version) == ("<p>Lepszy szkic.</p>", 1)
        clerk.post(f"{page}delete/", {"post": "yes"})
        assert not DocumentText.objects.exists()

    def test_a_draft_that_another_window_changed_is_not_overwritten(self, clerk: Client):
        text = DocumentText.draft(kind="privacy", body="<p>Szkic.</p>")
        page = f"{LIST}{text.pk}/change/"
        sent = sent_back(clerk.get(page)) | {"body": "Moje słowa."}
        text.redraft(body="<p>Cudze słowa.</p>")

        refused = clerk.post(page, sent)

        [sentence] = refused.context["adminform"].form.errors["body"]
        assert sentence.startswith("W międzyczasie zapisano tu: „Cudze słowa.”")
        assert DocumentText.objects.get().body == "<p>Cudze słowa.</p>"

    def test_what_was_in_use_is_neither_changed_nor_deleted(self, clerk: Client):
        text = DocumentText.draft(kind="privacy", body="<p>Treść.</p>")
        stale = DocumentText.objects.get(pk=text.pk)
        text.publish(by=make_user())
        page = f"{LIST}{text.pk}/"

        answers = [
            clerk.post(f"{page}change/", {"body": "<p>Inna.</p>", **HTML}),
            clerk.post(f"{page}delete/", {"post": "yes"}),
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        for act in (lambda: stale.redraft(body="<p>Inna.</p>"), stale.discard):
            with pytest.raises(ValidationError, match="już w użyciu"):
                act()
        assert DocumentText.objects.get().body == "<p>Treść.</p>"

    def test_a_new_one_begins_from_any_version(self, clerk: Client):
        old = DocumentText.draft(kind="renewal", body="<p>Dawna treść.</p>")
        DocumentText.draft(kind="renewal", body="<p>Nowsza treść.</p>")

        page = clerk.get(f"{LIST}{old.pk}/change/").content.decode()
        form = clerk.get(f"{ADD}?od={old.pk}").context["adminform"].form

        assert f"{ADD}?od={old.pk}" in page
        assert (form.initial["kind"], form.initial["body"]) == ("renewal", "<p>Dawna treść.</p>")

    def test_the_list_says_what_is_in_force(self, clerk: Client):
        first, second = (DocumentText.draft(kind="privacy", body="<p>Treść.</p>") for _ in range(2))
        for text in (first, second):
            text.publish(by=make_user())
        DocumentText.draft(kind="agreement", body="<p>szkic</p>")

        page = clerk.get(LIST)

        admin = page.context["cl"].model_admin
        standing = [(text.label, admin.standing(text)) for text in page.context["cl"].result_list]
        assert standing == [("p1", "szkic"), ("k2", "obowiązuje"), ("k1", "zastąpiona")]
        assert dict(page.context["in_force"])["klauzula informacyjna (RODO)"] == second
        assert page.content.decode().count("wzór portalu") == 3
