"""The addresses of the confirmations by a second person."""

from django.urls import path

from vinculo.web.agreements import copies, interest, pages

app_name = "agreements"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("copia/<small:pk>/", copies.copy, name="copy"),
    path("interes/caso/<ref:reference>/", interest.in_case, name="interest_case"),
    path("interes/poder/<ref:reference>/", interest.in_power, name="interest_power"),
    path("<small:pk>/", pages.one, name="one"),
    path("<small:pk>/retirar/", pages.take_back, name="withdraw"),
]
