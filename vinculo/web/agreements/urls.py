"""The addresses of the confirmations by a second person."""

from django.urls import path

from vinculo.web.agreements import pages

app_name = "agreements"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("<small:pk>/", pages.one, name="one"),
    path("<small:pk>/retirar/", pages.take_back, name="withdraw"),
]
