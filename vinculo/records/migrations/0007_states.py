"""Every column of a state, a kind or an act holds a word of its vocabulary in `rules`, and no other.

On SQLite a CHECK makes its table anew, without its triggers: they are dropped before and made again afterwards.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

fences = import_module("vinculo.records.migrations.0002_fences")


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('records', '0006_procedure_of_case'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('presenter_kind__in', ['', 'code', 'cedula', 'passport'])), name='case_presenter_kind'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('presenter_kind__in', ['', 'code', 'cedula', 'passport'])), name='draft_presenter_kind'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['adoption_listed', 'adoption_looked', 'adoption_read', 'affiliates_imported', 'affiliate_document_kept', 'affiliate_updated', 'agency_closed', 'agency_reopened', 'agenda_read', 'calendar_loaded', 'case_arrival_undone', 'case_at_counter', 'case_closed', 'case_continued', 'case_opened', 'case_read', 'case_undone', 'centres_loaded', 'certificate_annulled', 'certificate_printed', 'certificate_read', 'certificate_reprinted', 'code_issued', 'code_sent', 'complaint_answered', 'complaint_read', 'complaint_received', 'confirmation_printed', 'correction_decided', 'counter_closed', 'counter_opened', 'counter_paused', 'counter_reopened', 'counter_resumed', 'days_closed', 'days_opened', 'days_reopened', 'day_list_printed', 'dependent_added', 'dependent_written', 'email_verified', 'extensions_read', 'extension_asked', 'extension_decided', 'hold_expired', 'identity_mismatch', 'logged_in', 'logged_out', 'mail_sent_again', 'notice_printed', 'not_admitted', 'offer_declined', 'offer_expired', 'opinion_asked', 'opinion_changed', 'opinion_given', 'paper_not_received', 'paper_recorded', 'paper_tickets_printed', 'paper_undone', 'person_mended', 'places_loaded', 'policy_set', 'power_endorsed', 'power_found', 'power_listed', 'power_observed', 'power_printed', 'power_read', 'power_received', 'power_refused', 'power_revoked', 'power_written', 'presenter_resolved', 'presenter_written', 'recovery_sent', 'reference_changed', 'refusal_decided', 'reseating_accepted', 'reseating_other', 'resemblance_different', 'resemblance_same', 'searched', 'search_case', 'search_certificate', 'seat_held', 'seat_offered', 'solicitud_arrival_undone', 'solicitud_discarded', 'solicitud_lapsed', 'solicitud_presented', 'solicitud_read', 'solicitud_resumed', 'solicitud_reversed', 'solicitud_saved', 'solicitud_withdrawn', 'staff_created', 'term_postponed', 'ticket_called', 'ticket_called_apart', 'ticket_finished', 'ticket_issued', 'ticket_left', 'ticket_missed', 'ticket_no_show', 'ticket_recalled', 'ticket_reopened', 'ticket_skipped', 'ticket_started', 'ticket_transferred', 'ticket_undone', 'turno_arrival_undone', 'turno_arrived', 'turno_attended', 'turno_cancelled', 'turno_confirmed', 'turno_kept', 'turno_missed', 'turno_moved', 'turno_other_day', 'turno_read', 'turno_reminded', 'turno_reseated', 'turno_restored', 'turno_reversed', 'turno_went_back', 'visit_ended', 'waiting_joined', 'waiting_joined_at_desk', 'waiting_left', 'waiting_read', 'wait_announced', 'withdrawal_decided'])), name='event_act'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['affiliate', 'agency', 'calendar', 'case', 'certificate', 'closing', 'complaint', 'counter', 'draft', 'message', 'paper', 'person', 'power', 'solicitud', 'staff', 'ticket', 'turno', 'waiting', 'calendarday', 'modeltext', 'prioritycategory', 'procedure', 'province', 'reference', 'service'])), name='event_subject_kind'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('actor_kind__in', ['staff', 'person', 'system'])), name='event_actor_kind'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'failed', 'dropped'])), name='message_state'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(('proxy_kind__in', ['code', 'cedula', 'passport'])), name='power_proxy_kind'),
        ),
        migrations.AddConstraint(
            model_name='powerdecision',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['observe', 'endorse', 'refuse', 'revoke'])), name='power_decision_kind'),
        ),
        migrations.AddConstraint(
            model_name='queueentry',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['issued', 'called', 'called_apart', 'recalled', 'started', 'skipped', 'missed', 'no_show', 'transferred', 'finished', 'left', 'undone', 'reopened', 'counter_opened', 'counter_paused', 'counter_resumed', 'counter_closed'])), name='queue_act'),
        ),
        migrations.AddConstraint(
            model_name='reversal',
            constraint=models.CheckConstraint(condition=models.Q(('was__in', ['holding', 'confirmed', 'arrived', 'attended', 'cancelled', 'expired', 'no_show', 'draft', 'in_review', 'correction_pending', 'issued', 'refused', 'withdrawn'])), name='reversal_was'),
        ),
        migrations.AddConstraint(
            model_name='reversal',
            constraint=models.CheckConstraint(condition=models.Q(('now_is__in', ['holding', 'confirmed', 'arrived', 'attended', 'cancelled', 'expired', 'no_show', 'draft', 'in_review', 'correction_pending', 'issued', 'refused', 'withdrawn'])), name='reversal_now_is'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'legal', 'supervisor', 'administrator'])), name='staff_role'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['turno', 'walk_in', 'same_day', 'return', 'paper'])), name='ticket_origin'),
        ),
        migrations.AddConstraint(
            model_name='turno',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['holding', 'confirmed', 'arrived', 'attended', 'cancelled', 'expired', 'no_show'])), name='turno_status'),
        ),
        migrations.AddConstraint(
            model_name='turno',
            constraint=models.CheckConstraint(condition=models.Q(('presenter_kind__in', ['code', 'cedula', 'passport'])), name='turno_presenter_kind'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(('presenter_kind__in', ['code', 'cedula', 'passport'])), name='waiting_presenter_kind'),
        ),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
