"""The addresses of supervision."""

from django.urls import path

from vinculo.web.supervision import closing, complaints, home, reversing

app_name = "supervision"
urlpatterns = [
    path("", home.home, name="home"),
    path("quejas/", complaints.listing, name="complaints"),
    path("quejas/<token:reference>/", complaints.one, name="complaint"),
    path("revertir/", reversing.search, name="reverse"),
    path("revertir/turno/<token:reference>/", reversing.turno, name="reverse_turno"),
    path("revertir/caso/<token:reference>/", reversing.case, name="reverse_case"),
    path("revertir/solicitud/<token:reference>/", reversing.solicitud, name="reverse_solicitud"),
    path("cierres/", closing.choose, name="closing"),
    path("cierres/confirmar/", closing.confirm, name="closing_confirm"),
]
