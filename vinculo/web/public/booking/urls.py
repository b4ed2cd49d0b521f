"""The addresses of booking."""

from django.urls import path

from vinculo.web.public.booking import choose, refused, release, start

urlpatterns = [
    path("turnos/", start.portal, name="booking"),
    path("turnos/generar/", start.number, name="booking_number"),
    path("turnos/generar/pasaporte/", start.passport, name="booking_passport"),
    path("turnos/<token:token>/numero/", start.change_number, name="booking_change_number"),
    path("turnos/<token:token>/contacto/", start.contact, name="booking_contact"),
    path("turnos/<token:token>/codigo/", start.code, name="booking_code"),
    path("turnos/<token:token>/codigo/otro/", start.send_again, name="booking_send_again"),
    path("turnos/<token:token>/codigo/correo/", start.mail_state, name="booking_mail_state"),
    path("turnos/<token:token>/registro/", start.ask_again, name="booking_ask_again"),
    path("turnos/<token:token>/sin-registro/", start.nobody, name="booking_nobody"),
    path("turnos/<token:token>/persona-afiliada/", start.affiliate, name="booking_affiliate"),
    path("turnos/<token:token>/soy-la-persona-afiliada/", start.own, name="booking_own"),
    path("turnos/<token:token>/lugar/", choose.place, name="booking_place"),
    path("turnos/<token:token>/dia/", choose.day, name="booking_day"),
    path("turnos/<token:token>/dia/agencia/", choose.switch, name="booking_switch"),
    path("turnos/<token:token>/hora/<key:slot>/", choose.hour, name="booking_hour"),
    path("turnos/<token:token>/hora/<key:slot>/ocupada/", choose.show_hours_left, name="booking_taken"),
    path("turnos/<token:token>/otro-turno/", refused.show_bound, name="booking_held"),
    path("turnos/<token:token>/no-se-puede/", refused.late, name="booking_late"),
    path("turnos/liberar/<str:link>/", release.release, name="booking_release"),
    path("turnos/<token:token>/revisar/", choose.review, name="booking_review"),
]
