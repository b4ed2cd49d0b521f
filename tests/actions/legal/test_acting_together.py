"""Several proxies of one power who act together: all are received, endorsed and there (S38)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import cast
from tests.actions.legal.power_acts import endorse, revoke_by_affiliate, stops
from tests.stages import desk, legal
from vinculo.actions.legal.decisions import NotEndorsable, OwnReason, revoke_power
from vinculo.queries.cases.evaluation import findings_of, papers_for
from vinculo.records.models import Power
from vinculo.rules.cases.facts import Paper
from vinculo.rules.cases.paper_kinds import PaperKind

pytestmark = pytest.mark.django_db


def test_s38_of_two_who_act_together_one_alone_is_a_finding_until_the_other_is_there() -> None:
    pedros, ritas = legal.together()
    case, bruno = legal.at_the_counter(pedros.sumilla)
    assert stops(case, bruno) == ["proxies_not_all_there"]
    (finding,) = [
        each for each in findings_of(papers_for(case, bruno), case, cast.NOW) or () if each.severity != "warns"
    ]
    assert finding.text % finding.params == (
        "El poder dice que los apoderados actúan juntos, y aquí falta: Rita Solano Vera."
    )
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=legal.RITA_CEDULA, holder_names="Rita Solano Vera"))
    assert stops(case, bruno) == []
    why = OwnReason(text="Se arrepintió", basis="administrative_code")
    revoke_power(power=ritas, reason=why, by_affiliate=True, version=ritas.version, actor=cast.lucia(), now=cast.NOW)
    assert stops(case, bruno) == ["proxies_none_left"]


def test_s38_of_two_who_act_together_the_other_counts_only_once_endorsed() -> None:
    pedros = legal.receive_power(legal.other(acting="together"))
    legal.receive_power(legal.other(acting="together", proxy_number=legal.RITA_CEDULA, proxy_names="Rita Solano Vera"))
    endorse(pedros)
    pedros.refresh_from_db()
    case, bruno = legal.at_the_counter(pedros.sumilla)
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=legal.RITA_CEDULA, holder_names="Rita Solano Vera"))
    assert stops(case, bruno) == ["proxies_not_all_there"]


def test_s38_of_two_who_act_each_alone_one_goes_on() -> None:
    power = legal.make_endorsed_power(legal.other(acting="each"))
    legal.receive_power(legal.other(acting="each", proxy_number=legal.RITA_CEDULA, proxy_names="Rita Solano Vera"))
    case, bruno = legal.at_the_counter(power.sumilla)
    assert stops(case, bruno) == []
    assert power.decisions.get().facts["acting"] == "hay varios, y cada uno actúa por sí solo"


def test_s38_two_who_act_together_are_endorsed_only_when_both_were_received() -> None:
    pedros = legal.receive_power(legal.other(acting="together"))
    with pytest.raises(NotEndorsable) as stopped:
        endorse(pedros)
    assert [each.code for each in stopped.value.findings] == ["power_fellow_missing"]
    legal.receive_power(legal.other(acting="together", proxy_number=legal.RITA_CEDULA, proxy_names="Rita Solano Vera"))
    made = endorse(pedros)
    assert made.facts["acting"] == "hay varios, y actúan todos juntos; Rita Solano Vera"


LUIS = {"proxy_number": "0926687856", "proxy_names": "Luis Vera"}
RITA = {"proxy_number": legal.RITA_CEDULA, "proxy_names": "Rita Solano Vera"}


def test_s38_of_three_who_act_together_two_are_too_few() -> None:
    named = {"acting": "together", "proxies": 3}
    pedros, ritas = legal.receive_power(legal.other(**named)), legal.receive_power(legal.other(**named, **RITA))
    with pytest.raises(NotEndorsable) as stopped:
        endorse(pedros)
    assert [str(each.text) % each.params for each in stopped.value.findings] == [
        "El poder nombra a 3 apoderados que actúan juntos; recibidos: 2."
    ]
    luis = legal.receive_power(legal.other(**named, **LUIS))
    for power in (pedros, ritas, luis):
        power.refresh_from_db()
        endorse(power)
        power.refresh_from_db()
    with pytest.raises(DatabaseError), transaction.atomic():  # decided for ever
        Power.objects.filter(pk=pedros.pk).update(proxies=2)
    case, bruno = legal.at_the_counter(pedros.sumilla)
    for other in (RITA, LUIS):
        assert stops(case, bruno) == ["proxies_not_all_there"]
        paper = Paper(kind=PaperKind.PROXY_ID, number=other["proxy_number"], holder_names=other["proxy_names"])
        desk.record(case, paper)
    assert stops(case, bruno) == []
    revoke_by_affiliate(luis)
    assert stops(case, bruno) == ["proxies_too_few"]


def test_s38_a_number_of_proxies_is_of_those_who_act_together_and_of_two_or_more() -> None:
    power = legal.receive_power()
    for acting, proxies in (("alone", 2), ("each", 2), ("together", 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Power.objects.filter(pk=power.pk).update(acting=acting, proxies=proxies)
    Power.objects.filter(pk=power.pk).update(acting="together", proxies=2)


def test_s38_who_takes_a_place_among_them_acts_together_with_the_other() -> None:
    pedros, ritas = legal.together()
    luis = legal.substitution(
        ritas, proxy_number="0926687856", proxy_names="Luis Vera", grantor_names="Rita Solano Vera", acting="together"
    )
    endorse(luis)
    case, bruno = legal.at_the_counter(pedros.sumilla)
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=legal.RITA_CEDULA, holder_names="Rita Solano Vera"))
    assert stops(case, bruno) == ["proxies_not_all_there"]
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number="0926687856", holder_names="Luis Vera"))
    assert stops(case, bruno) == []
