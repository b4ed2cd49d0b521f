"""The addresses of the information page and its helpers."""

from django.urls import path

from vinculo.web.public.information import pages, papers

urlpatterns = [
    path("", pages.home, name="home"),
    path("papeles/", papers.papers, name="papers"),
    path("papeles/lista/", papers.shared_list, name="papers_list"),
    path("papeles/correo/", papers.mail_list, name="papers_mail"),
    path("apostilla/", pages.apostille, name="apostille"),
    path("agencias/", pages.agencies, name="agencies"),
    path("privacidad/", pages.privacy, name="privacy"),
]
