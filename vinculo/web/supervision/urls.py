"""The addresses of supervision."""

from django.urls import path

from vinculo.web.supervision import closing

app_name = "supervision"
urlpatterns = [
    path("cierres/", closing.choose, name="closing"),
    path("cierres/confirmar/", closing.confirm, name="closing_confirm"),
    path("cierres/<int:pk>/", closing.closed, name="closed"),
    path("cierres/<int:pk>/reabrir/", closing.reopen, name="reopen"),
]
