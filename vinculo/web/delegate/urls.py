"""The addresses of the data-protection delegate; numbers of people stay out of them."""

from django.urls import path

from vinculo.web.delegate import breaches, files, people, requests

app_name = "delegate"

urlpatterns = [
    path("", people.home, name="home"),
    path("buscar/", people.search, name="search"),
    path("persona/", people.dossier, name="dossier"),
    path("persona/datos.pdf", people.hand_over_pdf, name="dossier_pdf"),
    path("persona/datos.json", people.hand_over_json, name="dossier_json"),
    path("persona/suspender/", people.restrict_data, name="restrict"),
    path("persona/levantar/", people.lift, name="lift"),
    path("persona/soltar/", people.forget, name="forget"),
    path("pedidos/", requests.listing, name="requests"),
    path("pedidos/nuevo/", requests.new, name="request_new"),
    path("pedidos/<ref:reference>/", requests.one, name="request"),
    path("pedidos/<ref:reference>/identidad/", requests.identify, name="identify"),
    path("pedidos/<ref:reference>/contacto/", requests.correct, name="correct"),
    path("expedientes/", files.files, name="files"),
    path("vulneraciones/", breaches.listing, name="breaches"),
    path("vulneraciones/nueva/", breaches.new, name="breach_new"),
    path("vulneraciones/<ref:reference>/", breaches.one, name="breach"),
]
