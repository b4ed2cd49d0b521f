"""The addresses of a turno, of its correction, of the number at the centre, and of finding a lost turno again."""

from django.urls import path

from vinculo.web.public.turno import bring, copy, correction, hearing, recovery, ticket, turno

urlpatterns = [
    path("t/<slug:short>", turno.short_link, name="short_link"),
    path("mi-turno/<token:token>/", turno.turno, name="turno"),
    path("mi-turno/<token:token>/confirmacion.pdf", turno.pdf, name="turno_pdf"),
    path("mi-turno/<token:token>/turno.ics", turno.calendar_entry, name="turno_ics"),
    path("mi-turno/<token:token>/copia.js", copy.copy_script, name="turno_copy"),
    path("mi-turno/<token:token>/cancelar/", turno.cancel, name="turno_cancel"),
    path("mi-turno/<token:token>/mover/", turno.move, name="turno_move"),
    path("mi-turno/<token:token>/cambio/", turno.change, name="turno_change"),
    path("mi-turno/<token:token>/no-se-puede/", turno.late, name="turno_late"),
    path("mi-turno/<token:token>/llevar/", bring.ticks, name="turno_ticks"),
    path("mi-turno/<token:token>/llevar/<small:position>/", bring.answers, name="turno_answers"),
    path("mi-turno/<token:token>/correo/estado/", turno.mail_state, name="turno_mail_state"),
    path("mi-turno/<token:token>/idioma/", turno.language, name="turno_language"),
    path("mi-turno/<token:token>/correo/", turno.mail_again, name="turno_mail_again"),
    path("turnos/recuperar/", recovery.start, name="recovery"),
    path("turnos/recuperar/<token:token>/", recovery.code, name="recovery_code"),
    path("turnos/recuperar/<token:token>/otro/", recovery.send_again, name="recovery_send_again"),
    path("turnos/recuperar/<token:token>/turnos/", recovery.turnos, name="recovery_list"),
    path("numero/<token:token>/", ticket.ticket, name="ticket"),
    path("numero/<token:token>/estado/", ticket.state, name="ticket_state"),
    path("correccion/<token:token>/", correction.correction, name="correction"),
    path("revision/<token:token>/", hearing.hearing, name="hearing"),
]
