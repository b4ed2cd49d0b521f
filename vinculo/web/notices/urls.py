"""The addresses of the notices that are given by hand, and of what a person says before a code is annulled."""

from django.urls import path

from vinculo.web.notices import hearings, notices

app_name = "notices"
urlpatterns = [
    path("", notices.listing, name="list"),
    path("<small:pk>/", notices.one, name="one"),
    path("<small:pk>/aviso.pdf", notices.paper, name="paper"),
    path("anulaciones/", hearings.listing, name="hearings"),
    path("anulaciones/<small:pk>/", hearings.one, name="hearing"),
]
