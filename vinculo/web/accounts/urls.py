"""The addresses of logging in and out."""

from django.urls import path

from vinculo.web.accounts import account, factor, institution, session

app_name = "accounts"
urlpatterns = [
    path("ingreso/", session.log_in, name="login"),
    path("ingreso/institucion/", institution.begin, name="institution"),
    path("ingreso/institucion/vuelta/", institution.back, name="institution_back"),
    path("salida/", session.log_out, name="logout"),
    path("cuenta/", account.home, name="account"),
    path("cuenta/centro/<small:pk>/", account.move, name="move"),
    path("cuenta/contrasena/", account.password, name="password"),
    path("cuenta/sesion/<small:pk>/terminar/", account.end, name="end_session"),
    path("cuenta/segundo-factor/", factor.make, name="make_factor"),
    path("segundo-factor/", factor.factor, name="factor"),
]
