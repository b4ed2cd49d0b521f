#!/usr/bin/env python3
"""Write the bill of materials of what production installs (CycloneDX) from its lock, or compare; ask for advisories.

Usage: bill_of_materials.py write|check|advisories

`check`: exit status 1 where `docs/sbom.json` is not that of the lock. `advisories`: what pip-audit says of each package
of the lock; 1 where one is known to be weak, 75 where any could not be looked up: that is no all-clear, and is told.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "base.txt"
BILL = ROOT / "docs" / "sbom.json"
NOT_CHECKED = 75  # EX_TEMPFAIL of sysexits.h
LIMIT = 120  # seconds


def read_lock(text: str) -> dict[str, tuple[str, list[str]]]:
    """Return the packages of a lock: version and SHA-256 of each file that may be installed."""
    packages: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if package := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", line):
            name = package[1].lower()
            packages[name] = (package[2], [])
        elif digest := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            packages[name][1].append(digest[1])
    return packages


def write_bill(lock: str) -> str:
    """Return the bill of a lock; the same lock gives the same text."""
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    bill = Bom()
    for name, (version, digests) in read_lock(lock).items():
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in digests]
        address = PackageURL("pypi", None, name, version)
        bill.components.add(
            Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                purl=address,
                bom_ref=str(address),
                hashes=hashes[:1] if len(hashes) == 1 else (),
            )
        )
    made = json.loads(JsonV1Dot6(bill).output_as_string())
    for changing in ("serialNumber", "metadata"):
        made.pop(changing, None)
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


def judge(report: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines for a report of pip-audit: what was not looked up is no all-clear."""
    packages = json.loads(report)["dependencies"]
    weak = [f"{each['name']} {each['version']}: {fault['id']}" for each in packages for fault in each.get("vulns", ())]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if weak:
        return 1, weak
    if skipped or not packages:
        return NOT_CHECKED, [f"NO SE REVISÓ: {len(skipped)} de {len(packages)} paquetes no se pudieron consultar."]
    return 0, [f"{len(packages)} paquetes consultados, sin avisos."]


def ask_for_advisories() -> int:
    """Ask and print; without an answer of the source nothing was checked."""
    words = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
    words += ["--timeout=10", "--format=json", "-r", str(LOCK)]
    try:
        done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=LIMIT, check=False)
        status, lines = judge(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        status, lines = NOT_CHECKED, ["NO SE REVISÓ: no respondió la fuente de avisos."]
    print(*lines, sep="\n")
    return status


def main(words: list[str]) -> int:
    """Do what the word says."""
    if words == ["advisories"]:
        return ask_for_advisories()
    bill = write_bill(LOCK.read_text(encoding="utf-8"))
    if words == ["write"]:
        BILL.write_text(bill, encoding="utf-8")
        return 0
    if BILL.exists() and BILL.read_text(encoding="utf-8") == bill:
        return 0
    print("docs/sbom.json no es la lista de requirements/base.txt: tools/bill_of_materials.py write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
