"""The addresses of logging in and out."""

from django.urls import path

from vinculo.web.accounts import account, session

app_name = "accounts"
urlpatterns = [
    path("ingreso/", session.log_in, name="login"),
    path("salida/", session.log_out, name="logout"),
    path("cuenta/", account.home, name="account"),
]
