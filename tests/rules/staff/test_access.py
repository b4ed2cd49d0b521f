"""Which role may do what, where: the whole table, written a second time (D33)."""

from __future__ import annotations

import pytest

from vinculo.rules.staff.access import MATRIX, Role, Territory, Work, allowed_work, derive_territory

ALLOWED = """
officer centres: contingency copies counter reception second
reception centres: reception
legal province: legal second
supervisor centres: archive contingency copies day second supervision
supervisor province: archive contingency copies day second supervision
supervisor nation: archive contingency copies day second supervision
administrator nation: day operation reference
auditor nation: log
delegate nation: data_protection
"""


def test_d33_the_table_says_who_may_do_what() -> None:
    lines = [f"{role} {territory}: {' '.join(sorted(works))}" for (role, territory), works in MATRIX.items()]
    assert lines == ALLOWED.split("\n")[1:-1]


def test_d33_every_role_and_every_work_is_in_the_table() -> None:
    assert {role for role, _territory in MATRIX} == set(Role)
    assert {work for works in MATRIX.values() for work in works} == set(Work)


@pytest.mark.parametrize("role", Role)
def test_d33_no_territory_is_no_access(role: Role) -> None:
    assert allowed_work(role, "") == frozenset()


@pytest.mark.parametrize(
    ("role", "has_centre", "has_province", "territory"),
    [
        (Role.OFFICER, True, True, Territory.CENTRES),
        (Role.OFFICER, False, True, ""),
        (Role.RECEPTION, True, False, Territory.CENTRES),
        (Role.LEGAL, True, True, Territory.PROVINCE),
        (Role.LEGAL, True, False, ""),
        (Role.SUPERVISOR, True, True, Territory.CENTRES),
        (Role.SUPERVISOR, False, True, Territory.PROVINCE),
        (Role.SUPERVISOR, False, False, ""),
        (Role.ADMINISTRATOR, False, False, Territory.NATION),
        (Role.AUDITOR, True, True, Territory.NATION),
        (Role.DELEGATE, False, False, Territory.NATION),
    ],
)
def test_d33_the_territory_is_derived_where_there_is_no_doubt(
    role: Role, has_centre: bool, has_province: bool, territory: str
) -> None:
    assert derive_territory(role, has_centre=has_centre, has_province=has_province) == territory
