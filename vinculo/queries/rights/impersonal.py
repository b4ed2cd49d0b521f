"""The models that hold nothing of the people served, column by column (D34): places, rules, hours, the staff's own.

A column that is added to one of them fails a test until it stands here or in the table of personal data. What stands
here in free words is about the institution's own work; where a person is meant there, it is by reference.
"""

from __future__ import annotations

from collections.abc import Mapping

DATED = "id valid_from valid_until instrument changed_by changed_at"

IMPERSONAL: Mapping[str, str] = {
    # places, calendar, rules
    "records.Province": "id code name legal_unit_address legal_unit_hours",
    "records.Procedure": "id code name slot_minutes active",
    "records.Agency": (
        "id province name city address directions phone latitude longitude timezone opens closes active verified source"
    ),
    "records.Service": "id agency procedure counters active",
    "records.CalendarDay": "id date is_open name basis province city agency",
    "records.ModelText": "id key body",
    "records.ConventionEntry": f"{DATED} code standing sovereign confirmed",
    "records.Exemption": f"{DATED} nationality document waives years_after_expiry",
    "records.Citation": f"{DATED} key name articles",
    "records.LegalTerm": f"{DATED} kind days",
    "records.Remedy": f"{DATED} name body term",
    "records.LocalDay": f"{DATED} agency month day name state",
    "records.RetentionRule": f"{DATED} kind days",
    "records.PriorityCategory": "id code name position active",
    "records.QueuePolicy": "id agency version settings reason made_by made_at",
    "records.PlannedHours": "id agency procedure weekday since until counters valid_from made_by made_at",
    # hours, seats and queues: whose they are stands in the turno, the case or the ticket
    "records.Slot": "id agency procedure starts ends",
    "records.Seat": "id slot agency procedure starts number pool state turno held_until free_from version",
    "records.Offer": "id entry turno slot state made_at expires_at ended_at",
    "records.Reminder": "id turno kind sequence message",
    "records.Closing": (
        "id key agency province city first last counter since until most change reason written closed_by closed_at"
        " done_at reopened_by reopened_at reopening_reason"
    ),
    "records.Reseating": "id closing turno outcome old_agency old_starts sequence made_at answer answered_at",
    "records.Counter": "id agency number accessible active state staff pause_reason since procedures",
    "records.CentreDay": "id agency date version last_number",
    "records.PaperBatch": "id day first last printed_by printed_at",
    "records.QueueEntry": (
        "id day version at act ticket counter staff policy ticket_after counter_view runner_up overtaken reason key"
    ),
    "records.KeptDays": "id source first last agency province rule counted_at touched counts minutes",
    "records.Prediction": "id ticket made_at low high outcome",
    "records.Extension": "id correction online asked_at granted",
    "records.Reprint": "id certificate number reason printed_by printed_at",
    # keyed hashes, which nobody can turn back into an address or a number
    "records.Attempt": "id act key at",
    "records.Pause": "id key until",
    # the staff and what they did: references and names of columns, never a value
    "records.Staff": (
        "id password last_login is_superuser username first_name last_name email is_staff is_active date_joined role"
        " territory agency province centres must_change_password password_until exempt party_key party_digest groups"
        " provider_issuer provider_subject user_permissions"
    ),
    "records.SecondFactor": "id staff key_id secret made_at confirmed_at last_step",
    "records.RecoveryCode": "id staff digest used_at",
    "records.StaffSession": "id staff key began_at browser",
    "records.PartyDeclaration": "id staff case power reason declared_at",
    "records.Event": "id at actor actor_kind agency act subject subject_id fields digests key_id hash",
    "records.ChainLink": "position event_id key_id head",
    "records.Seal": "id date term count digest links head key_id hash sealed_at",
    "records.DataBreach": (
        "id reference state known_at happened data_kinds people_count high_risk_at authority_until people_until"
        " recorded_by recorded_at"
    ),
    "records.DisposalList": ("id minutes instrument state proposed_by proposed_at decided_by decided_at reason"),
    "records.DisposalLine": "id disposal_list case",
    "records.Disposal": "id case minutes proposed_by approved_by digest done_at",
    "records.BreachEntry": "id breach act done_at words written_by written_at",
    "admin.LogEntry": "id action_time user content_type object_id object_repr action_flag change_message",
    "auth.Permission": "id name content_type codename",
    "auth.Group": "id name permissions",
    "contenttypes.ContentType": "id app_label model",
    "sessions.Session": "session_key session_data expire_date",
    "axes.AccessFailureLog": "id user_agent ip_address username http_accept path_info attempt_time locked_out",
    "axes.AccessAttempt": (
        "id user_agent ip_address username http_accept path_info attempt_time get_data post_data failures_since_start"
    ),
    "axes.AccessAttemptExpiration": "access_attempt expires_at",
    "axes.AccessLog": "id user_agent ip_address username http_accept path_info attempt_time logout_time session_hash",
}
