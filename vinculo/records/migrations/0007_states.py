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
        migrations.AlterField(
            model_name='case',
            name='presenter_kind',
            field=models.CharField(blank=True, choices=[('code', 'code'), ('cedula', 'cedula'), ('passport', 'passport')], max_length=10),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='state',
            field=models.CharField(choices=[('in_force', 'in_force'), ('replaced', 'replaced'), ('annulled', 'annulled')], default='in_force', max_length=10),
        ),
        migrations.AlterField(
            model_name='dependency',
            name='link',
            field=models.CharField(choices=[('spouse', 'Cónyuge'), ('partner', 'Conviviente'), ('child', 'Hija o hijo')], max_length=10),
        ),
        migrations.AlterField(
            model_name='draft',
            name='presenter_kind',
            field=models.CharField(blank=True, choices=[('code', 'code'), ('cedula', 'cedula'), ('passport', 'passport')], max_length=10),
        ),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('adoption_listed', 'adoption_listed'), ('adoption_looked', 'adoption_looked'), ('adoption_read', 'adoption_read'), ('affiliates_imported', 'affiliates_imported'), ('affiliate_document_kept', 'affiliate_document_kept'), ('affiliate_updated', 'affiliate_updated'), ('agency_closed', 'agency_closed'), ('agency_reopened', 'agency_reopened'), ('agenda_read', 'agenda_read'), ('calendar_loaded', 'calendar_loaded'), ('case_arrival_undone', 'case_arrival_undone'), ('case_at_counter', 'case_at_counter'), ('case_closed', 'case_closed'), ('case_continued', 'case_continued'), ('case_opened', 'case_opened'), ('case_read', 'case_read'), ('case_undone', 'case_undone'), ('centres_loaded', 'centres_loaded'), ('certificate_annulled', 'certificate_annulled'), ('certificate_printed', 'certificate_printed'), ('certificate_read', 'certificate_read'), ('certificate_reprinted', 'certificate_reprinted'), ('code_issued', 'code_issued'), ('code_sent', 'code_sent'), ('complaint_answered', 'complaint_answered'), ('complaint_read', 'complaint_read'), ('complaint_received', 'complaint_received'), ('confirmation_printed', 'confirmation_printed'), ('correction_decided', 'correction_decided'), ('counter_closed', 'counter_closed'), ('counter_opened', 'counter_opened'), ('counter_paused', 'counter_paused'), ('counter_reopened', 'counter_reopened'), ('counter_resumed', 'counter_resumed'), ('days_closed', 'days_closed'), ('days_opened', 'days_opened'), ('days_reopened', 'days_reopened'), ('day_list_printed', 'day_list_printed'), ('dependent_added', 'dependent_added'), ('dependent_written', 'dependent_written'), ('email_verified', 'email_verified'), ('extensions_read', 'extensions_read'), ('extension_asked', 'extension_asked'), ('extension_decided', 'extension_decided'), ('hold_expired', 'hold_expired'), ('identity_mismatch', 'identity_mismatch'), ('logged_in', 'logged_in'), ('logged_out', 'logged_out'), ('mail_sent_again', 'mail_sent_again'), ('notice_printed', 'notice_printed'), ('not_admitted', 'not_admitted'), ('offer_declined', 'offer_declined'), ('offer_expired', 'offer_expired'), ('opinion_asked', 'opinion_asked'), ('opinion_changed', 'opinion_changed'), ('opinion_given', 'opinion_given'), ('paper_not_received', 'paper_not_received'), ('paper_recorded', 'paper_recorded'), ('paper_tickets_printed', 'paper_tickets_printed'), ('paper_undone', 'paper_undone'), ('person_mended', 'person_mended'), ('places_loaded', 'places_loaded'), ('policy_set', 'policy_set'), ('power_endorsed', 'power_endorsed'), ('power_found', 'power_found'), ('power_listed', 'power_listed'), ('power_observed', 'power_observed'), ('power_printed', 'power_printed'), ('power_read', 'power_read'), ('power_received', 'power_received'), ('power_refused', 'power_refused'), ('power_revoked', 'power_revoked'), ('power_written', 'power_written'), ('presenter_resolved', 'presenter_resolved'), ('presenter_written', 'presenter_written'), ('recovery_sent', 'recovery_sent'), ('reference_changed', 'reference_changed'), ('refusal_decided', 'refusal_decided'), ('reseating_accepted', 'reseating_accepted'), ('reseating_other', 'reseating_other'), ('resemblance_different', 'resemblance_different'), ('resemblance_same', 'resemblance_same'), ('searched', 'searched'), ('search_case', 'search_case'), ('search_certificate', 'search_certificate'), ('seat_held', 'seat_held'), ('seat_offered', 'seat_offered'), ('solicitud_arrival_undone', 'solicitud_arrival_undone'), ('solicitud_discarded', 'solicitud_discarded'), ('solicitud_lapsed', 'solicitud_lapsed'), ('solicitud_presented', 'solicitud_presented'), ('solicitud_read', 'solicitud_read'), ('solicitud_resumed', 'solicitud_resumed'), ('solicitud_reversed', 'solicitud_reversed'), ('solicitud_saved', 'solicitud_saved'), ('solicitud_withdrawn', 'solicitud_withdrawn'), ('staff_created', 'staff_created'), ('term_postponed', 'term_postponed'), ('ticket_called', 'ticket_called'), ('ticket_called_apart', 'ticket_called_apart'), ('ticket_finished', 'ticket_finished'), ('ticket_issued', 'ticket_issued'), ('ticket_left', 'ticket_left'), ('ticket_missed', 'ticket_missed'), ('ticket_no_show', 'ticket_no_show'), ('ticket_recalled', 'ticket_recalled'), ('ticket_reopened', 'ticket_reopened'), ('ticket_skipped', 'ticket_skipped'), ('ticket_started', 'ticket_started'), ('ticket_transferred', 'ticket_transferred'), ('ticket_undone', 'ticket_undone'), ('turno_arrival_undone', 'turno_arrival_undone'), ('turno_arrived', 'turno_arrived'), ('turno_attended', 'turno_attended'), ('turno_cancelled', 'turno_cancelled'), ('turno_confirmed', 'turno_confirmed'), ('turno_kept', 'turno_kept'), ('turno_missed', 'turno_missed'), ('turno_moved', 'turno_moved'), ('turno_other_day', 'turno_other_day'), ('turno_read', 'turno_read'), ('turno_reminded', 'turno_reminded'), ('turno_reseated', 'turno_reseated'), ('turno_restored', 'turno_restored'), ('turno_reversed', 'turno_reversed'), ('turno_went_back', 'turno_went_back'), ('visit_ended', 'visit_ended'), ('waiting_joined', 'waiting_joined'), ('waiting_joined_at_desk', 'waiting_joined_at_desk'), ('waiting_left', 'waiting_left'), ('waiting_read', 'waiting_read'), ('wait_announced', 'wait_announced'), ('withdrawal_decided', 'withdrawal_decided')], max_length=40),
        ),
        migrations.AlterField(
            model_name='event',
            name='actor_kind',
            field=models.CharField(choices=[('staff', 'staff'), ('person', 'person'), ('system', 'system')], max_length=10),
        ),
        migrations.AlterField(
            model_name='event',
            name='subject',
            field=models.CharField(choices=[('affiliate', 'affiliate'), ('agency', 'agency'), ('calendar', 'calendar'), ('case', 'case'), ('certificate', 'certificate'), ('closing', 'closing'), ('complaint', 'complaint'), ('counter', 'counter'), ('draft', 'draft'), ('message', 'message'), ('paper', 'paper'), ('person', 'person'), ('power', 'power'), ('solicitud', 'solicitud'), ('staff', 'staff'), ('ticket', 'ticket'), ('turno', 'turno'), ('waiting', 'waiting'), ('calendarday', 'calendarday'), ('modeltext', 'modeltext'), ('prioritycategory', 'prioritycategory'), ('procedure', 'procedure'), ('province', 'province'), ('reference', 'reference'), ('service', 'service')], max_length=20),
        ),
        migrations.AlterField(
            model_name='offer',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('expired', 'expired'), ('declined', 'declined')], default='open', max_length=8),
        ),
        migrations.AlterField(
            model_name='paperrecord',
            name='formality',
            field=models.CharField(choices=[('none', 'No trae'), ('apostille', 'Trae apostilla'), ('legalisation', 'Trae legalización del consulado del Ecuador')], default='none', max_length=14),
        ),
        migrations.AlterField(
            model_name='power',
            name='proxy_kind',
            field=models.CharField(choices=[('code', 'code'), ('cedula', 'cedula'), ('passport', 'passport')], max_length=10),
        ),
        migrations.AlterField(
            model_name='power',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('observed', 'observed'), ('endorsed', 'endorsed'), ('refused', 'refused'), ('revoked', 'revoked')], default='received', max_length=10),
        ),
        migrations.AlterField(
            model_name='queueentry',
            name='act',
            field=models.CharField(choices=[('issued', 'issued'), ('called', 'called'), ('called_apart', 'called_apart'), ('recalled', 'recalled'), ('started', 'started'), ('skipped', 'skipped'), ('missed', 'missed'), ('no_show', 'no_show'), ('transferred', 'transferred'), ('finished', 'finished'), ('left', 'left'), ('undone', 'undone'), ('reopened', 'reopened'), ('counter_opened', 'counter_opened'), ('counter_paused', 'counter_paused'), ('counter_resumed', 'counter_resumed'), ('counter_closed', 'counter_closed')], max_length=20),
        ),
        migrations.AlterField(
            model_name='reseating',
            name='answer',
            field=models.CharField(blank=True, choices=[('accepted', 'accepted'), ('other', 'other'), ('back', 'back')], max_length=8),
        ),
        migrations.AlterField(
            model_name='reseating',
            name='outcome',
            field=models.CharField(choices=[('moved', 'moved'), ('kept', 'kept')], max_length=5),
        ),
        migrations.AlterField(
            model_name='reversal',
            name='now_is',
            field=models.CharField(choices=[('holding', 'holding'), ('confirmed', 'confirmed'), ('arrived', 'arrived'), ('attended', 'attended'), ('cancelled', 'cancelled'), ('expired', 'expired'), ('no_show', 'no_show'), ('draft', 'draft'), ('in_review', 'in_review'), ('correction_pending', 'correction_pending'), ('issued', 'issued'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], max_length=20),
        ),
        migrations.AlterField(
            model_name='reversal',
            name='was',
            field=models.CharField(choices=[('holding', 'holding'), ('confirmed', 'confirmed'), ('arrived', 'arrived'), ('attended', 'attended'), ('cancelled', 'cancelled'), ('expired', 'expired'), ('no_show', 'no_show'), ('draft', 'draft'), ('in_review', 'in_review'), ('correction_pending', 'correction_pending'), ('issued', 'issued'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], max_length=20),
        ),
        migrations.AlterField(
            model_name='seat',
            name='pool',
            field=models.CharField(choices=[('online', 'online'), ('same_day', 'same_day'), ('reserve', 'reserve')], default='online', max_length=10),
        ),
        migrations.AlterField(
            model_name='seat',
            name='state',
            field=models.CharField(choices=[('free', 'free'), ('held', 'held'), ('taken', 'taken'), ('cooling', 'cooling'), ('blocked', 'blocked')], default='free', max_length=8),
        ),
        migrations.AlterField(
            model_name='solicitud',
            name='link',
            field=models.CharField(blank=True, choices=[('spouse', 'Cónyuge'), ('partner', 'Conviviente'), ('child', 'Hija o hijo')], max_length=10, verbose_name='relación con el afiliado'),
        ),
        migrations.AlterField(
            model_name='solicitud',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in_review'), ('correction_pending', 'correction_pending'), ('issued', 'issued'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='draft', max_length=20),
        ),
        migrations.AlterField(
            model_name='turno',
            name='presenter_kind',
            field=models.CharField(choices=[('code', 'code'), ('cedula', 'cedula'), ('passport', 'passport')], max_length=10),
        ),
        migrations.AlterField(
            model_name='turno',
            name='status',
            field=models.CharField(choices=[('holding', 'holding'), ('confirmed', 'confirmed'), ('arrived', 'arrived'), ('attended', 'attended'), ('cancelled', 'cancelled'), ('expired', 'expired'), ('no_show', 'no_show')], max_length=12),
        ),
        migrations.AlterField(
            model_name='waitingentry',
            name='presenter_kind',
            field=models.CharField(choices=[('code', 'code'), ('cedula', 'cedula'), ('passport', 'passport')], max_length=10),
        ),
        migrations.AlterField(
            model_name='waitingentry',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('offered', 'offered'), ('met', 'met'), ('left', 'left'), ('ended', 'ended')], default='waiting', max_length=8),
        ),
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
