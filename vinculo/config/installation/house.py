"""Rules of the house that an institution may change: one line each (docs/running.md is made from them)."""

from typing import Annotated

from vinculo.config.installation.kinds import text, url, whole
from vinculo.config.installation.service import Registry

DAYS = 3660  # the most that is asked for where days are counted
DAY = 1440  # minutes


class Turnos(Registry, kw_only=True, frozen=True):
    """Days, seats, bookings and the waiting list."""

    horizon_days: Annotated[int, whole(1, 366, "days open for booking")] = 30
    release_portions: Annotated[
        int, whole(1, 100, "at how many random moments of the working day the hours of a new day open")
    ] = 8
    reseat_notice_hours: Annotated[
        int, whole(0, 720, "how long before its hour somebody whose day is closed may be given another turno")
    ] = 24
    reseat_at_once: Annotated[
        int,
        whole(
            1,
            100_000,
            "how many turnos a closing gives another hour before it answers; the upkeep goes on with the others",
        ),
    ] = 200
    hold_minutes: Annotated[int, whole(1, DAY, "how long *Si* holds a seat")] = 10
    verification_minutes: Annotated[int, whole(1, DAY, "life of the code sent by e-mail")] = 30
    verification_attempts: Annotated[int, whole(1, 100, "attempts at that code")] = 5
    draft_hours: Annotated[int, whole(1, 720, "how long an unfinished booking is kept")] = 12
    max_seats: Annotated[int, whole(1, 20, "seats of one family in a row (D16)")] = 4
    max_dependents: Annotated[int, whole(1, 100, "dependents on one turno")] = 10
    booking_lead_minutes: Annotated[int, whole(0, DAY, "how long before its hour a turno can still be booked")] = 30
    no_show_minutes: Annotated[
        int, whole(1, DAY, "after so long the seat of the person who did not come is freed for the same day")
    ] = 15
    cooling_minutes: Annotated[
        int, whole(0, DAY, "a cancelled seat stays closed for a random while, at least; the waiting list comes first")
    ] = 45
    cooling_most_minutes: Annotated[int, whole(0, DAY, "and at most: not less than `VINCULO_COOLING_MINUTES`")] = 120
    offer_minutes: Annotated[int, whole(1, DAY, "how long a seat is kept for one person of the waiting list")] = 120
    offer_least_minutes: Annotated[int, whole(1, DAY, "no offer with less time to answer")] = 15
    offer_most: Annotated[int, whole(1, 100, "how many offers an entry of the waiting list gets")] = 3
    quiet_from: Annotated[
        int,
        whole(
            0,
            23,
            "from this hour of the agency's clock nothing is offered; the time of an offer and of a seat given back"
            " does not run",
        ),
    ] = 21
    quiet_until: Annotated[int, whole(0, 23, "until this hour; the same twice: never")] = 7
    waiting_keep_days: Annotated[
        int, whole(1, DAYS, "so many days after it ended an entry of the waiting list is deleted, with its mails")
    ] = 30


class Cases(Turnos, kw_only=True, frozen=True):
    """The desk, the legal unit, copies and the second look."""

    endorsement_working_days: Annotated[
        int,
        whole(
            0,
            60,
            "working days after today that the legal unit is given before days are proposed to a proxy without a known"
            " endorsement; earlier days can be chosen all the same (no term is published: the institution's to set; 0"
            " proposes every day)",
        ),
    ] = 2
    correction_working_days: Annotated[
        int,
        whole(
            1,
            250,
            "time to bring what is missing, while the administration has no term in force"
            " (`/administracion/records/legalterm/`)",
        ),
    ] = 10
    extension_working_days: Annotated[int, whole(0, 250, "and how much more can be granted once")] = 5
    apostille_data_demanded: Annotated[
        bool,
        text(
            "`1`: the desk must record number, date and authority of each apostille (D24); otherwise they can be"
            " recorded"
        ),
    ] = False
    agreement_minutes: Annotated[
        int, whole(1, DAY, "how long what an officer confirmed waits for a second person, who agrees or not (D18)")
    ] = 30
    legal_two_on_duty: Annotated[
        bool, text("who receives a power does not endorse it while another of the unit logged in today (D35)")
    ] = True
    copy_most_megabytes: Annotated[
        int,
        whole(
            1, 100, "how large a copy may be; a web server in front must let as much through for `/ventanilla/caso/`"
        ),
    ] = 8
    copy_most_pages: Annotated[int, whole(1, 500, "how many pages a copy may have")] = 20
    copy_keep_days: Annotated[
        int, whole(0, 36_600, "after a case is closed, how long its copies are kept; 0 is for ever")
    ] = 0
    sample_percent: Annotated[
        int,
        whole(
            0,
            100,
            "of a hundred issued codes, how many a supervisor looks at again, drawn at random (D35, decision 0049);"
            " 0 for none",
        ),
    ] = 5
    sample_first: Annotated[
        int, whole(0, 10_000, "the first codes of each officer, all of which are looked at again")
    ] = 20
    sample_answer_working_days: Annotated[
        int, whole(1, 250, "how long a person can answer before a code that was opened for annulment is annulled")
    ] = 10
    complaint_answer_days: Annotated[int, whole(1, 366, "days of the calendar in which a complaint is answered")] = 15
    unusual_reads: Annotated[
        int,
        whole(
            1, 10_000, "the auditor is shown who looked at so many in a day that their centre has no turno or case of"
        ),
    ] = 20
    opinion_days: Annotated[int, whole(1, 366, "days after the visit in which its two marks are given and changed")] = 7
    satisfaction_least_marks: Annotated[int, whole(1, 10_000, "of fewer marks no share is published")] = 10
    open_data_licence: Annotated[str, text("the licence of the open data")] = (
        "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)"
    )
    open_data_licence_url: Annotated[str, url("where it stands")] = (
        "https://creativecommons.org/licenses/by/4.0/deed.es"
    )


class House(Cases, kw_only=True, frozen=True):
    """What one may hold, and how often one may try."""

    login_attempts: Annotated[
        int, whole(1, 100, "failed log-ins of one user in one browser before that browser waits for 15 minutes")
    ] = 5
    idle_minutes: Annotated[
        int, whole(1, 720, "after how many minutes without a request somebody who works here logs in again (D33)")
    ] = 20
    one_time_code_hours: Annotated[
        int, whole(1, 720, "how many hours the code works that an administrator gives in the place of a password")
    ] = 24
    second_factor: Annotated[
        str,
        text(
            "roles, with commas, that log in with a second factor (D33): `officer`, `reception`, `legal`, `supervisor`,"
            " `administrator`, `auditor`, `delegate`; `all` is everybody"
        ),
    ] = "supervisor,legal,administrator,auditor,delegate"
    pause_seconds: Annotated[
        int,
        whole(1, 3600, "the first pause after a limit that refuses nobody (decision 0026); each act more doubles it"),
    ] = 20
    pause_most_seconds: Annotated[int, whole(1, 86_400, "and the longest: not less than `VINCULO_PAUSE_SECONDS`")] = 180
    unproven_proxies: Annotated[
        int, whole(0, 100, "turnos by proxies without a power, for one affiliate (decision 0025)")
    ] = 2
    unproven_seats: (
        Annotated[
            int,
            whole(
                0, 100, "seats of all that is not proven, for one affiliate (decision 0025)", default="as `MAX_SEATS`"
            ),
        ]
        | None
    ) = None
    mailbox_turnos: Annotated[
        int,
        whole(
            1,
            1000,
            "live turnos and entries of the waiting list of one mailbox; a named one can have its own bound in the"
            " administration",
        ),
    ] = 3
    known_browser_days: Annotated[
        int, whole(1, DAYS, "how long a browser is known for an affiliate, and a machine for a member of staff")
    ] = 180
    many_of_one_code: Annotated[
        int, whole(1, 1000, "from how many live turnos of one affiliate on the supervisor is shown them")
    ] = 3
    many_of_one_mailbox: Annotated[int, whole(1, 1000, "the same of one mailbox")] = 3
    many_of_one_mobile: Annotated[int, whole(1, 1000, "the same of one mobile")] = 4
