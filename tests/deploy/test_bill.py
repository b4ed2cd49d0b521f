"""The bill of materials is that of the lock; advisories that could not be looked up are no all-clear."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tools.bill_of_materials import BILL, LOCK, NOT_CHECKED, judge, read_lock, write_bill


def test_the_bill_names_every_package_of_the_lock_and_no_other() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    bill = json.loads(BILL.read_text(encoding="utf-8"))
    assert {each["name"]: each["version"] for each in bill["components"]} == {
        name: version for name, (version, _) in read_lock(lock).items()
    }
    assert "django" in read_lock(lock)
    assert write_bill(lock) == write_bill(lock) == BILL.read_text(encoding="utf-8")


def report(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "django", "version": "5.2", "vulns": []}
WEAK = {"name": "pillow", "version": "9.0", "vulns": [{"id": "PYSEC-1"}]}
SKIPPED = {"name": "typst", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def test_what_could_not_be_looked_up_is_told_as_not_checked() -> None:
    assert judge(report(SOUND)) == (0, ["1 paquetes consultados, sin avisos."])
    assert judge(report(SOUND, SKIPPED)) == (NOT_CHECKED, ["NO SE REVISÓ: 1 de 2 paquetes no se pudieron consultar."])
    assert judge(report(SKIPPED, WEAK)) == (1, ["pillow 9.0: PYSEC-1"])
    assert judge(report())[0] == NOT_CHECKED
