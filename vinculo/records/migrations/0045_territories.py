"""The roles and the territory of each member of staff (D33).

Who supervised without a place supervised the nation: that is written now, and the person who migrates is told whose
accounts these are, to be looked at in the administration.
"""

from __future__ import annotations

import sys

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

ROLES = [
    ("officer", "Servidor de ventanilla"),
    ("reception", "Servidor de recepción"),
    ("legal", "Asesoría Jurídica"),
    ("supervisor", "Supervisor"),
    ("administrator", "Administrador"),
    ("auditor", "Auditor"),
    ("delegate", "Delegado de protección de datos"),
]
TERRITORIES = [("nation", "Todo el país"), ("province", "Una provincia"), ("centres", "Un centro de atención")]
PAIRS = {
    "officer": ["centres"],
    "reception": ["centres"],
    "legal": ["province"],
    "supervisor": ["centres", "province", "nation"],
    "administrator": ["nation"],
    "auditor": ["nation"],
    "delegate": ["nation"],
}


def allowed_pairs() -> Q:
    """Return the condition that a role has a territory of its own, or none."""
    condition = Q(territory="")
    for role, territories in PAIRS.items():
        condition |= Q(role=role, territory__in=territories)
    return condition


def write_territories(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the territory that role and place meant until now, and name who had the nation by having no place."""
    staff = apps.get_model("records", "Staff").objects.using(editor.connection.alias)
    staff.filter(role="officer", agency__isnull=False).update(territory="centres")
    staff.filter(role="legal", province__isnull=False).update(territory="province")
    staff.filter(role="administrator").update(territory="nation")
    supervisors = staff.filter(role="supervisor")
    supervisors.filter(agency__isnull=False).update(territory="centres")
    supervisors.filter(agency__isnull=True, province__isnull=False).update(territory="province")
    implied = supervisors.filter(agency__isnull=True, province__isnull=True)
    names = sorted(implied.values_list("username", flat=True))
    implied.update(territory="nation")
    if names:
        sys.stdout.write(f"\n  Supervisores sin lugar, que veían todo el país y lo conservan: {', '.join(names)}\n")


class Migration(migrations.Migration):
    dependencies = [("records", "0043_log")]
    operations = [
        migrations.RemoveConstraint("staff", "staff_role"),
        migrations.AlterField(
            "staff",
            "role",
            models.CharField(choices=ROLES, default="officer", max_length=20, verbose_name="rol"),
        ),
        migrations.AddConstraint(
            "staff", models.CheckConstraint(condition=Q(role__in=[role for role, _label in ROLES]), name="staff_role")
        ),
        migrations.AddField(
            "staff",
            "territory",
            models.CharField(
                blank=True,
                choices=TERRITORIES,
                db_default="",
                default="",
                max_length=10,
                verbose_name="territorio",
            ),
        ),
        migrations.RunPython(write_territories, migrations.RunPython.noop),
        migrations.AddConstraint(
            "staff",
            models.CheckConstraint(
                condition=Q(territory__in=["", *(each for each, _label in TERRITORIES)]), name="staff_territory"
            ),
        ),
        migrations.AddConstraint(
            "staff", models.CheckConstraint(condition=allowed_pairs(), name="staff_territory_of_the_role")
        ),
        migrations.AddConstraint(
            "staff",
            models.CheckConstraint(
                condition=~Q(territory="centres") | Q(agency__isnull=False), name="staff_territory_has_a_centre"
            ),
        ),
        migrations.AddConstraint(
            "staff",
            models.CheckConstraint(
                condition=~Q(territory="province") | Q(province__isnull=False), name="staff_territory_has_a_province"
            ),
        ),
    ]
