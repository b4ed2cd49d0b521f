"""The addresses of the data-protection delegate; numbers of people stay out of them."""

from django.urls import path

from vinculo.web.delegate import people

app_name = "delegate"

urlpatterns = [
    path("", people.home, name="home"),
    path("buscar/", people.search, name="search"),
    path("persona/", people.dossier, name="dossier"),
    path("persona/datos.pdf", people.hand_over_pdf, name="dossier_pdf"),
    path("persona/datos.json", people.hand_over_json, name="dossier_json"),
]
