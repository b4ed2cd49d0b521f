"""The addresses of the information page and its helpers."""

from django.urls import path

from vinculo.web.public.information import asking, open_sheet, pages, papers, privacy

urlpatterns = [
    path("", pages.home, name="home"),
    path("ficha.json", open_sheet.plain_sheet, name="sheet_plain"),
    path("ficha.jsonld", open_sheet.linked_sheet, name="sheet_linked"),
    path("papeles/", papers.papers, name="papers"),
    path("papeles/lista/", papers.shared_list, name="papers_list"),
    path("papeles/correo/", papers.mail_list, name="papers_mail"),
    path("apostilla/", pages.apostille, name="apostille"),
    path("agencias/", pages.agencies, name="agencies"),
    path("privacidad/", privacy.privacy, name="privacy"),
    path("privacidad/derechos/", privacy.rights, name="rights"),
    path("privacidad/derechos/pedir/", asking.ask, name="rights_ask"),
    path("privacidad/derechos/enviado/", asking.show_mail_sent, name="rights_sent"),
    path("privacidad/derechos/<token:token>/", asking.confirm, name="rights_request"),
]
