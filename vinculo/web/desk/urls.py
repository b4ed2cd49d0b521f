"""The addresses of the desk."""

from django.urls import path

from vinculo.web.desk.agenda import agenda, arrival, corrections
from vinculo.web.desk.calling import acts, calling, walk_in
from vinculo.web.desk.case import case, certificates, decisions, identity, looks, papers
from vinculo.web.desk.reception import give, reception, tickets

app_name = "desk"
CASE = "caso/<ref:reference>/"
ONE = CASE + "<ref:solicitud>/"
RECEPTION = "recepcion/"
MET = RECEPTION + "turno/<ref:reference>/"
NUMBER = RECEPTION + "numero/<small:number>/"
PRINTED = "codigo/<ref:code>/<small:number>/"

urlpatterns = [
    path("", agenda.home, name="home"),
    path("buscar/", agenda.search, name="search"),
    path("poderes/", agenda.powers, name="powers"),
    path("llamar/", calling.counter, name="calling"),
    path("llamar/espera/", calling.waiting, name="waiting"),
    path("llamar/ventanilla/<small:number>/", calling.open_counter, name="open_counter"),
    path("llamar/pausa/", calling.pause, name="pause"),
    path("llamar/reanudar/", calling.resume, name="resume"),
    path("llamar/cerrar/", calling.close, name="close_counter"),
    path("llamar/siguiente/", calling.call_next, name="call_next"),
    path("llamar/terminar-y-llamar/", calling.finish_and_call, name="finish_and_call"),
    path("llamar/otra-vez/", calling.recall, name="recall"),
    path("llamar/atender/", calling.start, name="start"),
    path("llamar/no-esta/", calling.miss, name="miss"),
    path("llamar/terminar/", calling.finish, name="finish"),
    path("llamar/se-retira/", calling.record_gone, name="gone"),
    path("llamar/dejar/", acts.skip, name="skip"),
    path("llamar/pasar/", acts.pass_on, name="pass_on"),
    path("llamar/fuera-de-orden/", acts.out_of_order, name="out_of_order"),
    path("llamar/caso/", walk_in.open_case, name="walk_in"),
    path("prorrogas/", corrections.list_extensions, name="extensions"),
    path("turno/<ref:reference>/", arrival.turno, name="turno"),
    path("turno/<ref:reference>/llegada/", arrival.check_in, name="check_in"),
    path("turno/<ref:reference>/idioma/", arrival.language, name="turno_language"),
    path(RECEPTION, reception.home, name="reception"),
    path(RECEPTION + "prioridad/", reception.priority, name="reception_priority"),
    path(RECEPTION + "del-dia/", reception.same_day, name="reception_same_day"),
    path(RECEPTION + "dar-turno/", give.give, name="reception_give"),
    path(RECEPTION + "numeros/", tickets.tickets, name="reception_tickets"),
    path(RECEPTION + "caso/<ref:reference>/regreso/", tickets.come_back, name="reception_return"),
    path(MET, reception.turno, name="reception_turno"),
    path(MET + "llegada/", reception.receive, name="reception_receive"),
    path(MET + "no-coincide/", reception.mismatch, name="reception_mismatch"),
    path(MET + "cambiar/", give.exchange, name="reception_exchange"),
    path(MET + "liberar/", give.release, name="reception_release"),
    path(MET + "dado/", give.show_given, name="reception_given"),
    path(MET + "confirmacion.pdf", give.confirmation_pdf, name="reception_confirmation"),
    path(NUMBER, tickets.ticket, name="reception_ticket"),
    path(NUMBER + "numero.pdf", tickets.ticket_pdf, name="reception_ticket_pdf"),
    path(NUMBER + "retiro/", tickets.record_left, name="reception_left"),
    path(NUMBER + "deshacer/", tickets.undo, name="reception_undo"),
    path(CASE, case.case, name="case"),
    path(CASE + "confirmaciones/", case.requests, name="case_requests"),
    path(CASE + "continuar/", arrival.continue_case, name="continue"),
    path(CASE + "presenta/", case.presenter, name="presenter"),
    path(CASE + "dependiente/", case.add, name="add"),
    path(CASE + "solicitud/", case.attach, name="attach"),
    path(CASE + "fin/", case.end_visit, name="end_visit"),
    path(CASE + "papel/<ref:kind>/", papers.record, name="record_shared"),
    path(CASE + "papel/<ref:kind>/no-recibido/", papers.not_received, name="not_received_shared"),
    path(CASE + "registro/<small:paper>/deshacer/", papers.undo, name="undo"),
    path(CASE + "registro/<small:paper>/tomar/", papers.take, name="take"),
    path(CASE + "registro/<small:paper>/renovado/", papers.renew, name="renew"),
    path(CASE + "registro/<small:paper>/comparar/", identity.compare, name="identity"),
    path(CASE + "decision/<small:decision>/", decisions.read, name="decision"),
    path(CASE + "notificacion/<small:decision>/", certificates.notice, name="notice"),
    path(CASE + "notificacion/<small:decision>/notificacion.pdf", certificates.notice_pdf, name="notice_pdf"),
    path(ONE + "datos/", case.facts, name="facts"),
    path(ONE + "revision/<slug:finding>/", looks.ask, name="look"),
    path(ONE + "retirar/", case.remove, name="remove"),
    path(ONE + "papel/<ref:kind>/", papers.record, name="record"),
    path(ONE + "papel/<ref:kind>/campos/", papers.fields, name="fields"),
    path(ONE + "papel/<ref:kind>/no-recibido/", papers.not_received, name="not_received"),
    path(ONE + "emitir/", decisions.issue, name="issue"),
    path(ONE + "corregir/", decisions.correct, name="correct"),
    path(ONE + "prorroga/", corrections.extend, name="extend"),
    path(ONE + "negar/", decisions.refuse, name="refuse"),
    path(ONE + "comparar/<small:person>/", decisions.compare, name="compare"),
    path(ONE + "comparar/afiliado/<small:affiliate>/", decisions.compare_affiliate, name="compare_affiliate"),
    path(PRINTED, certificates.certificate, name="certificate"),
    path(PRINTED + "codigo.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path(PRINTED + "nombre/", certificates.correct_name, name="correct_name"),
    path(PRINTED + "reemplazar/", certificates.replace, name="replace"),
    path(PRINTED + "cedula/", certificates.supersede, name="supersede"),
    path(PRINTED + "sin-cedula/", certificates.restore, name="restore"),
    path(PRINTED + "vinculo/", certificates.end_link, name="end_link"),
    path(PRINTED + "reimprimir/", certificates.reprint, name="reprint"),
    path(PRINTED + "reimpresion-<small:reprint>.pdf", certificates.certificate_pdf, name="reprint_pdf"),
]
