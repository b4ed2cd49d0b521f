"""Ecuadorian origin, the end of a link, and the looks at what is seldom so (D22, D23)."""

from importlib import import_module

from django.db import migrations, models

fences = import_module("vinculo.records.migrations.0002_fences")  # SQLite makes the table anew without its triggers


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0123_subject_of_agreement'),
    ]

    operations = [
        migrations.RunPython(fences.take_down, fences.put_up),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_kind',
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_act',
        ),
        migrations.AddField(
            model_name='dependency',
            name='ended_by',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='dependency',
            name='ended_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='solicitud',
            name='ecuadorian_origin',
            field=models.BooleanField(default=False, verbose_name='es de origen ecuatoriano'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=[('affiliate_identity', 'affiliate_identity'), ('identity_explained', 'identity_explained'), ('candidate_dismissed', 'candidate_dismissed'), ('name_corrected', 'name_corrected'), ('ecuadorian_origin', 'ecuadorian_origin'), ('link_plausible', 'link_plausible')], max_length=24),
        ),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('adoption_listed', 'adoption_listed'), ('adoption_looked', 'adoption_looked'), ('adoption_read', 'adoption_read'), ('affiliates_imported', 'affiliates_imported'), ('affiliate_read', 'affiliate_read'), ('affiliate_document_kept', 'affiliate_document_kept'), ('affiliate_updated', 'affiliate_updated'), ('agency_closed', 'agency_closed'), ('agency_reopened', 'agency_reopened'), ('agenda_read', 'agenda_read'), ('agreement_agreed', 'agreement_agreed'), ('agreement_asked', 'agreement_asked'), ('agreement_disagreed', 'agreement_disagreed'), ('agreement_lapsed', 'agreement_lapsed'), ('agreement_read', 'agreement_read'), ('agreement_withdrawn', 'agreement_withdrawn'), ('calendar_loaded', 'calendar_loaded'), ('case_arrival_undone', 'case_arrival_undone'), ('case_at_counter', 'case_at_counter'), ('case_closed', 'case_closed'), ('case_continued', 'case_continued'), ('case_opened', 'case_opened'), ('case_read', 'case_read'), ('case_undone', 'case_undone'), ('centres_loaded', 'centres_loaded'), ('certificate_annulled', 'certificate_annulled'), ('certificate_printed', 'certificate_printed'), ('certificate_read', 'certificate_read'), ('certificate_replaced', 'certificate_replaced'), ('certificate_reprinted', 'certificate_reprinted'), ('code_issued', 'code_issued'), ('code_sent', 'code_sent'), ('code_superseded', 'code_superseded'), ('complaint_answered', 'complaint_answered'), ('complaint_read', 'complaint_read'), ('complaint_received', 'complaint_received'), ('confirmation_printed', 'confirmation_printed'), ('correction_decided', 'correction_decided'), ('counter_closed', 'counter_closed'), ('counter_opened', 'counter_opened'), ('counter_paused', 'counter_paused'), ('counter_reopened', 'counter_reopened'), ('counter_resumed', 'counter_resumed'), ('days_closed', 'days_closed'), ('days_opened', 'days_opened'), ('days_reopened', 'days_reopened'), ('day_list_printed', 'day_list_printed'), ('decision_read', 'decision_read'), ('dependent_added', 'dependent_added'), ('dependent_written', 'dependent_written'), ('email_verified', 'email_verified'), ('extensions_read', 'extensions_read'), ('extension_asked', 'extension_asked'), ('extension_decided', 'extension_decided'), ('hold_expired', 'hold_expired'), ('identity_mismatch', 'identity_mismatch'), ('link_ended', 'link_ended'), ('logged_in', 'logged_in'), ('logged_out', 'logged_out'), ('mail_sent_again', 'mail_sent_again'), ('notice_printed', 'notice_printed'), ('not_admitted', 'not_admitted'), ('offer_declined', 'offer_declined'), ('offer_expired', 'offer_expired'), ('opinion_asked', 'opinion_asked'), ('opinion_changed', 'opinion_changed'), ('opinion_given', 'opinion_given'), ('paper_not_received', 'paper_not_received'), ('paper_recorded', 'paper_recorded'), ('paper_tickets_printed', 'paper_tickets_printed'), ('paper_undone', 'paper_undone'), ('person_mended', 'person_mended'), ('person_renamed', 'person_renamed'), ('places_loaded', 'places_loaded'), ('policy_set', 'policy_set'), ('power_endorsed', 'power_endorsed'), ('power_found', 'power_found'), ('power_listed', 'power_listed'), ('power_observed', 'power_observed'), ('power_printed', 'power_printed'), ('power_read', 'power_read'), ('power_received', 'power_received'), ('power_refused', 'power_refused'), ('power_revoked', 'power_revoked'), ('power_written', 'power_written'), ('presenter_resolved', 'presenter_resolved'), ('presenter_written', 'presenter_written'), ('recovery_sent', 'recovery_sent'), ('reference_changed', 'reference_changed'), ('refusal_decided', 'refusal_decided'), ('reseating_accepted', 'reseating_accepted'), ('reseating_other', 'reseating_other'), ('resemblance_different', 'resemblance_different'), ('resemblance_same', 'resemblance_same'), ('searched', 'searched'), ('search_case', 'search_case'), ('search_certificate', 'search_certificate'), ('seat_held', 'seat_held'), ('seat_offered', 'seat_offered'), ('solicitud_arrival_undone', 'solicitud_arrival_undone'), ('solicitud_discarded', 'solicitud_discarded'), ('solicitud_lapsed', 'solicitud_lapsed'), ('solicitud_presented', 'solicitud_presented'), ('solicitud_read', 'solicitud_read'), ('solicitud_resumed', 'solicitud_resumed'), ('solicitud_reversed', 'solicitud_reversed'), ('solicitud_saved', 'solicitud_saved'), ('solicitud_withdrawn', 'solicitud_withdrawn'), ('staff_created', 'staff_created'), ('term_postponed', 'term_postponed'), ('ticket_called', 'ticket_called'), ('ticket_called_apart', 'ticket_called_apart'), ('ticket_finished', 'ticket_finished'), ('ticket_issued', 'ticket_issued'), ('ticket_left', 'ticket_left'), ('ticket_missed', 'ticket_missed'), ('ticket_no_show', 'ticket_no_show'), ('ticket_recalled', 'ticket_recalled'), ('ticket_reopened', 'ticket_reopened'), ('ticket_skipped', 'ticket_skipped'), ('ticket_started', 'ticket_started'), ('ticket_transferred', 'ticket_transferred'), ('ticket_undone', 'ticket_undone'), ('turno_arrival_undone', 'turno_arrival_undone'), ('turno_arrived', 'turno_arrived'), ('turno_attended', 'turno_attended'), ('turno_cancelled', 'turno_cancelled'), ('turno_confirmed', 'turno_confirmed'), ('turno_kept', 'turno_kept'), ('turno_missed', 'turno_missed'), ('turno_moved', 'turno_moved'), ('turno_other_day', 'turno_other_day'), ('turno_read', 'turno_read'), ('turno_reminded', 'turno_reminded'), ('turno_reseated', 'turno_reseated'), ('turno_restored', 'turno_restored'), ('turno_reversed', 'turno_reversed'), ('turno_went_back', 'turno_went_back'), ('visit_ended', 'visit_ended'), ('waiting_joined', 'waiting_joined'), ('waiting_joined_at_desk', 'waiting_joined_at_desk'), ('waiting_left', 'waiting_left'), ('waiting_read', 'waiting_read'), ('wait_announced', 'wait_announced'), ('withdrawal_decided', 'withdrawal_decided')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['affiliate_identity', 'identity_explained', 'candidate_dismissed', 'name_corrected', 'ecuadorian_origin', 'link_plausible'])), name='agreement_kind'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='dependency_ended_by_a_paper'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['adoption_listed', 'adoption_looked', 'adoption_read', 'affiliates_imported', 'affiliate_read', 'affiliate_document_kept', 'affiliate_updated', 'agency_closed', 'agency_reopened', 'agenda_read', 'agreement_agreed', 'agreement_asked', 'agreement_disagreed', 'agreement_lapsed', 'agreement_read', 'agreement_withdrawn', 'calendar_loaded', 'case_arrival_undone', 'case_at_counter', 'case_closed', 'case_continued', 'case_opened', 'case_read', 'case_undone', 'centres_loaded', 'certificate_annulled', 'certificate_printed', 'certificate_read', 'certificate_replaced', 'certificate_reprinted', 'code_issued', 'code_sent', 'code_superseded', 'complaint_answered', 'complaint_read', 'complaint_received', 'confirmation_printed', 'correction_decided', 'counter_closed', 'counter_opened', 'counter_paused', 'counter_reopened', 'counter_resumed', 'days_closed', 'days_opened', 'days_reopened', 'day_list_printed', 'decision_read', 'dependent_added', 'dependent_written', 'email_verified', 'extensions_read', 'extension_asked', 'extension_decided', 'hold_expired', 'identity_mismatch', 'link_ended', 'logged_in', 'logged_out', 'mail_sent_again', 'notice_printed', 'not_admitted', 'offer_declined', 'offer_expired', 'opinion_asked', 'opinion_changed', 'opinion_given', 'paper_not_received', 'paper_recorded', 'paper_tickets_printed', 'paper_undone', 'person_mended', 'person_renamed', 'places_loaded', 'policy_set', 'power_endorsed', 'power_found', 'power_listed', 'power_observed', 'power_printed', 'power_read', 'power_received', 'power_refused', 'power_revoked', 'power_written', 'presenter_resolved', 'presenter_written', 'recovery_sent', 'reference_changed', 'refusal_decided', 'reseating_accepted', 'reseating_other', 'resemblance_different', 'resemblance_same', 'searched', 'search_case', 'search_certificate', 'seat_held', 'seat_offered', 'solicitud_arrival_undone', 'solicitud_discarded', 'solicitud_lapsed', 'solicitud_presented', 'solicitud_read', 'solicitud_resumed', 'solicitud_reversed', 'solicitud_saved', 'solicitud_withdrawn', 'staff_created', 'term_postponed', 'ticket_called', 'ticket_called_apart', 'ticket_finished', 'ticket_issued', 'ticket_left', 'ticket_missed', 'ticket_no_show', 'ticket_recalled', 'ticket_reopened', 'ticket_skipped', 'ticket_started', 'ticket_transferred', 'ticket_undone', 'turno_arrival_undone', 'turno_arrived', 'turno_attended', 'turno_cancelled', 'turno_confirmed', 'turno_kept', 'turno_missed', 'turno_moved', 'turno_other_day', 'turno_read', 'turno_reminded', 'turno_reseated', 'turno_restored', 'turno_reversed', 'turno_went_back', 'visit_ended', 'waiting_joined', 'waiting_joined_at_desk', 'waiting_left', 'waiting_read', 'wait_announced', 'withdrawal_decided'])), name='event_act'),
        ),
        migrations.RunPython(fences.put_up, fences.take_down),
    ]
