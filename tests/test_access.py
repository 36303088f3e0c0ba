"""Who may open what: every address of the site and every role. A new address fails until it is here."""

from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from tests.counting import Cases
from tests.rows import undone
from tests.world import ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# One line for each address, one answer for each role, in the order of ROLES.
TABLE = """
home                                                 200 200 200 200 200 200 200 200 200 200 200
hours                                                200 200 200 200 200 200 200 200 200 200 200
print_hours                                          200 200 200 200 200 200 200 200 200 200 200
hours_feed                                           200 200 200 200 200 200 200 200 200 200 200
duties                                               200 200 200 200 200 200 200 200 200 200 200
house_rules                                          200 200 200 200 200 200 200 200 200 200 200
announcements                                        200 200 200 200 200 200 200 200 200 200 200
announcements_archive                                200 200 200 200 200 200 200 200 200 200 200
announcement                                         200 200 200 200 200 200 200 200 200 200 200
how_to_use                                           200 200 200 200 200 200 200 200 200 200 200
documents                                            200 200 200 200 200 200 200 200 200 200 200
contact                                              200 200 200 200 200 200 200 200 200 200 200
map_picture                                          200 200 200 200 200 200 200 200 200 200 200
accessibility                                        200 200 200 200 200 200 200 200 200 200 200
privacy                                              200 200 200 200 200 200 200 200 200 200 200
about                                                200 200 200 200 200 200 200 200 200 200 200
advice                                               200 200 200 200 200 200 200 200 200 200 200
site_map                                             200 200 200 200 200 200 200 200 200 200 200
search                                               200 200 200 200 200 200 200 200 200 200 200
sitemap                                              200 200 200 200 200 200 200 200 200 200 200
robots                                               200 200 200 200 200 200 200 200 200 200 200
security                                             200 200 200 200 200 200 200 200 200 200 200
announcement_picture                                 404 404 404 404 404 200 404 404 404 200 200
bookings:advice_times                                200 200 200 200 200 200 200 200 200 200 200
bookings:ask_founder                                 200 200 200 200 200 200 200 200 200 200 200
bookings:advice_code                                 200 200 200 200 200 200 200 200 200 200 200
bookings:visit                                       200 200 200 200 200 200 200 200 200 200 200
bookings:move_visit                                  200 200 200 200 200 200 200 200 200 200 200
bookings:cancel_visit                                302 302 302 302 302 302 302 302 302 302 302
bookings:accept_visit                                302 302 302 302 302 302 302 302 302 302 302
bookings:decline_visit                               302 302 302 302 302 302 302 302 302 302 302
bookings:organization_advice                         302 200 200 404 200 404 404 404 404 404 404
bookings:organization_times                          302 200 200 404 200 404 404 404 404 404 404
bookings:ask_advice                                  302 200 200 404 200 404 404 404 404 404 404
bookings:move_advice                                 302 200 200 404 200 404 404 404 404 404 404
admin:bookings_advicevisit_changelist                302 302 302 302 302 200 200 403 403 403 200
admin:bookings_advicevisit_add                       302 302 302 302 302 403 403 403 403 403 403
admin:bookings_advicevisit_history                   302 302 302 302 302 200 200 302 302 302 200
admin:bookings_advicevisit_delete                    302 302 302 302 302 403 403 403 403 403 403
admin:bookings_advicevisit_change                    302 302 302 302 302 200 200 403 403 403 200
admin:bookings_advicevisit_move                      302 302 302 302 302 200 200 404 404 404 200
admin:bookings_advicevisit_card                      302 302 302 302 302 202 202 403 403 403 202
admin/bookings/advicevisit/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
announcements_feed                                   200 200 200 200 200 200 200 200 200 200 200
announcements_month                                  200 200 200 200 200 200 200 200 200 200 200
recommended                                          200 200 200 200 200 200 200 200 200 200 200
style                                                302 302 302 302 302 200 200 200 200 200 200
live                                                 200 200 200 200 200 200 200 200 200 200 200
ready                                                200 200 200 200 200 200 200 200 200 200 200
worker                                               503 503 503 503 503 503 503 503 503 503 503
account_login                                        200 302 302 302 302 302 302 302 302 302 302
account_request_login_code                           200 302 302 302 302 302 302 302 302 302 302
account_confirm_login_code                           302 302 302 302 302 302 302 302 302 302 302
account_logout                                       302 302 302 302 302 302 302 302 302 302 302
account_signup                                       200 302 302 302 302 302 302 302 302 302 302
account_start_again                                  302 302 302 302 302 302 302 302 302 302 302
account_inactive                                     200 200 200 200 200 200 200 200 200 200 200
account_reauthenticate                               302 403 403 403 403 302 302 302 302 302 302
account_email                                        302 200 200 200 200 200 200 200 200 200 200
account_email_verification_sent                      302 302 302 302 302 302 302 302 302 302 302
account_restore_address                              410 410 410 410 410 410 410 410 410 410 410
account_change_password                              302 302 302 302 302 302 302 302 302 302 302
account_set_password                                 302 200 200 200 200 200 200 200 200 200 200
account_reset_password                               200 200 200 200 200 200 200 200 200 200 200
account_confirm_password_reset_code                  302 302 302 302 302 302 302 302 302 302 302
account_complete_password_reset                      302 302 302 302 302 302 302 302 302 302 302
account_password_reset_completed                     200 200 200 200 200 200 200 200 200 200 200
mfa_index                                            302 200 200 200 200 200 200 200 200 200 200
mfa_authenticate                                     302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate                                   302 403 403 403 403 200 200 200 200 200 200
mfa_activate_totp                                    302 200 200 200 200 302 302 302 302 302 302
mfa_deactivate_totp                                  302 404 404 404 404 302 302 302 302 302 302
mfa_view_recovery_codes                              302 404 404 404 404 404 404 404 404 404 404
mfa_generate_recovery_codes                          302 200 200 200 200 302 302 302 302 302 302
mfa_download_recovery_codes                          302 404 404 404 404 404 404 404 404 404 404
organizations:panel                                  302 302 302 302 302 200 200 200 200 200 200
organizations:register                               302 200 200 200 200 200 200 200 200 200 200
organizations:desk                                   302 200 200 404 200 404 404 404 404 404 404
organizations:details                                302 200 200 404 200 404 404 404 404 404 404
organizations:mails                                  302 200 200 404 200 404 404 404 404 404 404
agreements:blank_document                            200 200 200 200 200 200 200 200 200 200 200
agreements:requests                                  302 200 200 404 200 404 404 404 404 404 404
agreements:submit_request                            302 200 200 404 200 404 404 404 404 404 404
agreements:request                                   302 200 200 404 200 404 404 404 404 404 404
agreements:set                                       302 202 202 404 202 404 404 404 404 404 404
agreements:set_part                                  302 202 202 404 202 404 404 404 404 404 404
agreements:withdraw_request                          302 302 302 404 302 404 404 404 404 404 404
agreements:agreements                                302 200 200 404 200 404 404 404 404 404 404
agreements:agreement                                 302 200 200 404 200 404 404 404 404 404 404
agreements:ask_change                                302 200 200 404 302 404 404 404 404 404 404
agreements:recall_change                             302 302 302 404 302 404 404 404 404 404 404
agreements:attachments                               302 200 200 404 200 404 404 404 404 404 404
agreements:attachment                                302 200 200 404 200 404 404 404 404 404 404
agreements:remove_attachment                         302 302 302 404 302 404 404 404 404 404 404
agreements:request_services                          302 200 200 404 302 404 404 404 404 404 404
agreements:request_details                           302 200 200 404 302 404 404 404 404 404 404
agreements:request_signing                           302 200 200 404 302 404 404 404 404 404 404
agreements:request_check                             302 200 200 404 302 404 404 404 404 404 404
agreements:copy_request                              302 302 302 404 302 404 404 404 404 404 404
agreements:print_anew                                302 302 302 404 302 404 404 404 404 404 404
agreements:conversation                              302 200 200 404 200 404 404 404 404 404 404
agreements:letter                                    302 200 200 404 200 404 404 404 404 404 404
agreements:letter_file                               302 200 200 404 200 404 404 404 404 404 404
bookings:rooms                                       200 200 200 200 200 200 200 200 200 200 200
bookings:bookable                                    200 200 200 200 200 200 200 200 200 200 200
bookings:photo                                       200 200 200 200 200 200 200 200 200 200 200
bookings:calendar                                    200 200 200 200 200 200 200 200 200 200 200
bookings:room_calendar                               200 200 200 200 200 200 200 200 200 200 200
bookings:month                                       200 200 200 200 200 200 200 200 200 200 200
bookings:room_month                                  200 200 200 200 200 200 200 200 200 200 200
bookings:calendar_feed                               200 200 200 200 200 200 200 200 200 200 200
bookings:duties_feed                                 200 200 200 200 200 200 200 200 200 200 200
bookings:room_feed                                   200 200 200 200 200 200 200 200 200 200 200
bookings:private_feed                                200 200 200 200 200 200 200 200 200 200 200
bookings:events                                      200 200 200 200 200 200 200 200 200 200 200
bookings:event                                       200 200 200 200 200 200 200 200 200 200 200
bookings:event_file                                  200 200 200 200 200 200 200 200 200 200 200
bookings:join_event                                  200 200 200 200 200 200 200 200 200 200 200
bookings:confirm_seat                                200 200 200 200 200 200 200 200 200 200 200
bookings:seat_link                                   200 200 200 200 200 200 200 200 200 200 200
bookings:own_events                                  302 200 200 404 200 404 404 404 404 404 404
bookings:own_event                                   302 200 200 404 200 404 404 404 404 404 404
bookings:answer_seat                                 302 302 302 404 302 404 404 404 404 404 404
bookings:own_calendar                                302 200 200 404 200 404 404 404 404 404 404
bookings:own_month                                   302 200 200 404 200 404 404 404 404 404 404
bookings:subscriptions                               302 200 200 404 200 404 404 404 404 404 404
bookings:renew_feed                                  302 302 302 404 302 404 404 404 404 404 404
bookings:bookings                                    302 200 200 404 200 404 404 404 404 404 404
bookings:book                                        302 200 200 404 200 404 404 404 404 404 404
bookings:find                                        302 200 200 404 200 404 404 404 404 404 404
bookings:book_series                                 302 200 200 404 200 404 404 404 404 404 404
bookings:series                                      302 200 200 404 200 404 404 404 404 404 404
bookings:move_series                                 302 200 200 404 200 404 404 404 404 404 404
bookings:change_rhythm                                302 200 200 404 200 404 404 404 404 404 404
bookings:cancel_series                               302 302 302 404 302 404 404 404 404 404 404
bookings:change_date                                 302 200 200 404 200 404 404 404 404 404 404
bookings:skip_date                                   302 302 302 404 302 404 404 404 404 404 404
bookings:put_back_date                               302 302 302 404 302 404 404 404 404 404 404
bookings:duties                                      302 200 200 404 200 404 404 404 404 404 404
bookings:ask_duty                                    302 200 200 404 200 404 404 404 404 404 404
bookings:booking                                     302 200 200 404 200 404 404 404 404 404 404
bookings:cancel_booking                              302 302 302 404 302 404 404 404 404 404 404
bookings:accept_proposal                             302 302 302 404 302 404 404 404 404 404 404
bookings:decline_proposal                            302 302 302 404 302 404 404 404 404 404 404
admin:index                                          302 302 302 302 302 200 200 200 200 200 200
admin:login                                          302 403 403 403 403 302 302 302 302 302 302
admin:logout                                         302 302 302 302 302 200 200 200 200 200 200
admin:password_change                                302 302 302 302 302 302 302 302 302 302 302
admin:password_change_done                           302 302 302 302 302 200 200 200 200 200 200
admin:autocomplete                                   302 302 302 302 302 403 403 403 403 403 403
admin:jsi18n                                         302 302 302 302 302 200 200 200 200 200 200
admin:jcop_centre_changelist                         302 302 302 302 302 403 403 200 403 403 200
admin:jcop_centre_add                                302 302 302 302 302 403 403 403 403 403 403
admin:jcop_centre_history                            302 302 302 302 302 403 403 200 403 403 200
admin:jcop_centre_delete                             302 302 302 302 302 403 403 403 403 403 403
admin:jcop_centre_change                             302 302 302 302 302 403 403 200 403 403 200
admin/jcop/centre/<path:object_id>/                  302 302 302 302 302 302 302 302 302 302 302
admin:jcop_nonworkingday_changelist                  302 302 302 302 302 403 403 200 403 403 200
admin:jcop_nonworkingday_add                         302 302 302 302 302 403 403 200 403 403 200
admin:jcop_nonworkingday_history                     302 302 302 302 302 403 403 200 403 403 200
admin:jcop_nonworkingday_delete                      302 302 302 302 302 403 403 403 403 403 200
admin:jcop_nonworkingday_change                      302 302 302 302 302 403 403 200 403 403 200
admin/jcop/nonworkingday/<path:object_id>/           302 302 302 302 302 302 302 302 302 302 302
admin:jcop_hoursperiod_week                          302 302 302 302 302 200 403 403 403 403 200
admin:jcop_hoursperiod_month                         302 302 302 302 302 200 403 403 403 403 200
admin:jcop_hoursperiod_suspension                    302 302 302 302 302 200 403 403 403 403 200
admin:jcop_hoursperiod_day_history                   302 302 302 302 302 200 403 200 403 403 200
admin:jcop_hoursperiod_move                          302 302 302 302 302 200 403 403 403 403 200
admin:jcop_hoursperiod_changelist                    302 302 302 302 302 200 403 200 403 403 200
admin:jcop_hoursperiod_add                           302 302 302 302 302 200 403 403 403 403 200
admin:jcop_hoursperiod_history                       302 302 302 302 302 200 403 200 403 403 200
admin:jcop_hoursperiod_delete                        302 302 302 302 302 403 403 403 403 403 200
admin:jcop_hoursperiod_change                        302 302 302 302 302 200 403 200 403 403 200
admin/jcop/hoursperiod/<path:object_id>/             302 302 302 302 302 302 302 302 302 302 302
admin:jcop_workerduty_changelist                     302 302 302 302 302 200 403 200 403 403 200
admin:jcop_workerduty_add                            302 302 302 302 302 200 403 403 403 403 200
admin:jcop_workerduty_history                        302 302 302 302 302 200 403 200 403 403 200
admin:jcop_workerduty_delete                         302 302 302 302 302 403 403 403 403 403 200
admin:jcop_workerduty_change                         302 302 302 302 302 200 403 200 403 403 200
admin/jcop/workerduty/<path:object_id>/              302 302 302 302 302 302 302 302 302 302 302
admin:jcop_houserules_changelist                     302 302 302 302 302 200 403 200 403 403 200
admin:jcop_houserules_add                            302 302 302 302 302 200 403 200 403 403 200
admin:jcop_houserules_history                        302 302 302 302 302 200 403 200 403 403 200
admin:jcop_houserules_delete                         302 302 302 302 302 403 403 403 403 403 200
admin:jcop_houserules_change                         302 302 302 302 302 200 403 200 403 403 200
admin/jcop/houserules/<path:object_id>/              302 302 302 302 302 302 302 302 302 302 302
admin:jcop_link_changelist                           302 302 302 302 302 200 403 403 403 200 200
admin:jcop_link_add                                  302 302 302 302 302 200 403 403 403 200 200
admin:jcop_link_history                              302 302 302 302 302 200 403 403 403 200 200
admin:jcop_link_delete                               302 302 302 302 302 200 403 403 403 200 200
admin:jcop_link_change                               302 302 302 302 302 200 403 403 403 200 200
admin/jcop/link/<path:object_id>/                    302 302 302 302 302 302 302 302 302 302 302
admin:jcop_announcement_changelist                   302 302 302 302 302 200 403 403 403 200 200
admin:jcop_announcement_add                          302 302 302 302 302 200 403 403 403 200 200
admin:jcop_announcement_history                      302 302 302 302 302 200 403 403 403 200 200
admin:jcop_announcement_delete                       302 302 302 302 302 403 403 403 403 200 200
admin:jcop_announcement_change                       302 302 302 302 302 200 403 403 403 200 200
admin/jcop/announcement/<path:object_id>/            302 302 302 302 302 302 302 302 302 302 302
admin:jcop_announcement_preview                      302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_preview                          302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_changelist                       302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_add                              302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_history                          302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_delete                           302 302 302 302 302 200 403 403 403 200 200
admin:jcop_pagetext_change                           302 302 302 302 302 200 403 403 403 200 200
admin/jcop/pagetext/<path:object_id>/                302 302 302 302 302 302 302 302 302 302 302
clean_pasted                                         302 302 302 302 302 200 200 200 200 200 200
admin:jcop_user_move                                 302 302 302 302 302 403 403 403 403 403 200
admin:jcop_user_changelist                           302 302 302 302 302 403 403 403 403 403 200
admin:jcop_user_add                                  302 302 302 302 302 403 403 403 403 403 200
admin:jcop_user_history                              302 302 302 302 302 403 403 403 403 403 200
admin:jcop_user_delete                               302 302 302 302 302 403 403 403 403 403 403
admin:jcop_user_change                               302 302 302 302 302 403 403 403 403 403 200
admin/jcop/user/<path:object_id>/                    302 302 302 302 302 302 302 302 302 302 302
admin:bookings_booking_block                         302 302 302 302 302 200 403 403 403 403 200
admin:bookings_booking_on_behalf                     302 302 302 302 302 200 403 403 403 403 200
admin:bookings_booking_advice_on_behalf              302 302 302 302 302 200 403 403 403 403 200
admin:bookings_booking_duty_on_behalf                302 302 302 302 302 200 403 403 403 403 200
admin:bookings_booking_day_sheet                     302 302 302 302 302 202 202 202 403 403 202
admin:bookings_booking_conflicts                     302 302 302 302 302 200 403 403 403 403 200
admin:bookings_event_new                             302 302 302 302 302 200 403 403 403 403 200
admin:bookings_event_participants                    302 302 302 302 302 200 403 403 403 403 200
admin:bookings_event_attendance                      302 302 302 302 302 202 403 403 403 403 202
admin:bookings_event_move                            302 302 302 302 302 200 403 403 403 403 200
admin:bookings_event_changelist                      302 302 302 302 302 200 200 200 403 403 200
admin:bookings_event_add                             302 302 302 302 302 403 403 403 403 403 403
admin:bookings_event_history                         302 302 302 302 302 200 200 200 403 403 200
admin:bookings_event_delete                          302 302 302 302 302 403 403 403 403 403 403
admin:bookings_event_change                          302 302 302 302 302 200 200 200 403 403 200
admin/bookings/event/<path:object_id>/               302 302 302 302 302 302 302 302 302 302 302
admin:bookings_closuremessage_move                   302 302 302 302 302 200 403 403 403 403 200
admin:bookings_closuremessage_changelist             302 302 302 302 302 200 403 200 403 403 200
admin:bookings_closuremessage_add                    302 302 302 302 302 403 403 403 403 403 403
admin:bookings_closuremessage_history                302 302 302 302 302 200 403 200 403 403 200
admin:bookings_closuremessage_delete                 302 302 302 302 302 403 403 403 403 403 403
admin:bookings_closuremessage_change                 302 302 302 302 302 200 403 200 403 403 200
admin/bookings/closuremessage/<path:object_id>/      302 302 302 302 302 302 302 302 302 302 302
admin:bookings_booking_move                          302 302 302 302 302 200 403 403 403 403 200
admin:bookings_booking_changelist                    302 302 302 302 302 200 200 200 403 403 200
admin:bookings_booking_add                           302 302 302 302 302 403 403 403 403 403 403
admin:bookings_booking_history                       302 302 302 302 302 200 200 200 403 403 200
admin:bookings_booking_delete                        302 302 302 302 302 403 403 403 403 403 403
admin:bookings_booking_change                        302 302 302 302 302 200 200 200 403 403 200
admin/bookings/booking/<path:object_id>/             302 302 302 302 302 302 302 302 302 302 302
admin:bookings_series_move                           302 302 302 302 302 200 403 403 403 403 200
admin:bookings_series_on_behalf                      302 302 302 302 302 200 403 403 403 403 200
admin:bookings_series_rhythm                         302 302 302 302 302 200 403 403 403 403 200
admin:bookings_series_changelist                     302 302 302 302 302 200 200 200 403 403 200
admin:bookings_series_add                            302 302 302 302 302 403 403 403 403 403 403
admin:bookings_series_history                        302 302 302 302 302 200 200 200 403 403 200
admin:bookings_series_delete                         302 302 302 302 302 403 403 403 403 403 403
admin:bookings_series_change                         302 302 302 302 302 200 200 200 403 403 200
admin/bookings/series/<path:object_id>/              302 302 302 302 302 302 302 302 302 302 302
admin:bookings_handover_protocol                     302 302 302 302 302 202 403 202 403 403 202
admin:bookings_handover_move                         302 302 302 302 302 200 403 403 403 403 200
admin:bookings_handover_changelist                   302 302 302 302 302 200 403 200 403 403 200
admin:bookings_handover_add                          302 302 302 302 302 403 403 403 403 403 403
admin:bookings_handover_history                      302 302 302 302 302 200 403 200 403 403 200
admin:bookings_handover_delete                       302 302 302 302 302 403 403 403 403 403 403
admin:bookings_handover_change                       302 302 302 302 302 200 403 200 403 403 200
admin/bookings/handover/<path:object_id>/            302 302 302 302 302 302 302 302 302 302 302
admin:bookings_bookable_changelist                   302 302 302 302 302 200 200 200 403 403 200
admin:bookings_bookable_add                          302 302 302 302 302 200 403 403 403 403 200
admin:bookings_bookable_history                      302 302 302 302 302 200 200 200 403 403 200
admin:bookings_bookable_delete                       302 302 302 302 302 403 403 403 403 403 200
admin:bookings_bookable_change                       302 302 302 302 302 200 200 200 403 403 200
admin/bookings/bookable/<path:object_id>/            302 302 302 302 302 302 302 302 302 302 302
admin:bookings_wantedtimes_move                      302 302 302 302 302 200 403 403 403 403 200
admin:bookings_wantedtimes_changelist                302 302 302 302 302 200 403 403 403 403 200
admin:bookings_wantedtimes_add                       302 302 302 302 302 403 403 403 403 403 403
admin:bookings_wantedtimes_history                   302 302 302 302 302 200 403 403 403 403 200
admin:bookings_wantedtimes_delete                    302 302 302 302 302 403 403 403 403 403 403
admin:bookings_wantedtimes_change                    302 302 302 302 302 200 403 403 403 403 200
admin/bookings/wantedtimes/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
admin:bookings_resource_changelist                   302 302 302 302 302 200 403 403 403 403 200
admin:bookings_resource_add                          302 302 302 302 302 200 403 403 403 403 200
admin:bookings_resource_history                      302 302 302 302 302 200 403 403 403 403 200
admin:bookings_resource_delete                       302 302 302 302 302 403 403 403 403 403 200
admin:bookings_resource_change                       302 302 302 302 302 200 403 403 403 403 200
admin/bookings/resource/<path:object_id>/            302 302 302 302 302 302 302 302 302 302 302
admin:agreements_servicerequest_move                 302 302 302 302 302 403 403 200 403 403 200
admin:agreements_servicerequest_changelist           302 302 302 302 302 200 403 200 200 403 200
admin:agreements_servicerequest_add                  302 302 302 302 302 403 403 200 403 403 200
admin:agreements_servicerequest_take_over            302 302 302 302 302 403 403 200 403 403 200
admin:agreements_servicerequest_history              302 302 302 302 302 200 403 200 200 403 200
admin:agreements_servicerequest_delete               302 302 302 302 302 403 403 403 403 403 403
admin:agreements_servicerequest_change               302 302 302 302 302 200 403 200 200 403 200
admin/agreements/servicerequest/<path:object_id>/    302 302 302 302 302 302 302 302 302 302 302
admin:agreements_agreement_move                      302 302 302 302 302 403 403 403 200 403 200
admin:agreements_agreement_changelist                302 302 302 302 302 200 403 200 200 403 200
admin:agreements_agreement_add                       302 302 302 302 302 403 403 200 403 403 200
admin:agreements_agreement_history                   302 302 302 302 302 200 403 200 200 403 200
admin:agreements_agreement_delete                    302 302 302 302 302 403 403 403 403 403 403
admin:agreements_agreement_change                    302 302 302 302 302 200 403 200 200 403 200
admin/agreements/agreement/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
admin:agreements_service_changelist                  302 302 302 302 302 403 403 200 403 403 200
admin:agreements_service_add                         302 302 302 302 302 403 403 200 403 403 200
admin:agreements_service_history                     302 302 302 302 302 403 403 200 403 403 200
admin:agreements_service_delete                      302 302 302 302 302 403 403 403 403 403 403
admin:agreements_service_change                      302 302 302 302 302 403 403 200 403 403 200
admin/agreements/service/<path:object_id>/           302 302 302 302 302 302 302 302 302 302 302
admin:jcop_message_move                              302 302 302 302 302 200 403 200 403 403 200
admin:jcop_message_changelist                        302 302 302 302 302 200 403 200 403 403 200
admin:jcop_message_add                               302 302 302 302 302 403 403 403 403 403 403
admin:jcop_message_history                           302 302 302 302 302 200 403 200 403 403 200
admin:jcop_message_delete                            302 302 302 302 302 403 403 403 403 403 403
admin:jcop_message_change                            302 302 302 302 302 200 403 200 403 403 200
admin/jcop/message/<path:object_id>/                 302 302 302 302 302 302 302 302 302 302 302
admin:agreements_caseletter_move                     302 302 302 302 302 403 403 200 403 403 200
admin:agreements_caseletter_changelist               302 302 302 302 302 403 403 200 403 403 200
admin:agreements_caseletter_add                      302 302 302 302 302 403 403 403 403 403 403
admin:agreements_caseletter_history                  302 302 302 302 302 403 403 200 403 403 200
admin:agreements_caseletter_delete                   302 302 302 302 302 403 403 403 403 403 403
admin:agreements_caseletter_change                   302 302 302 302 302 403 403 200 403 403 200
admin/agreements/caseletter/<path:object_id>/        302 302 302 302 302 302 302 302 302 302 302
admin:agreements_declaration_changelist              302 302 302 302 302 403 403 200 403 403 200
admin:agreements_declaration_add                     302 302 302 302 302 403 403 200 403 403 200
admin:agreements_declaration_history                 302 302 302 302 302 403 403 200 403 403 200
admin:agreements_declaration_delete                  302 302 302 302 302 403 403 403 403 403 403
admin:agreements_declaration_change                  302 302 302 302 302 403 403 200 403 403 200
admin/agreements/declaration/<path:object_id>/       302 302 302 302 302 302 302 302 302 302 302
admin:agreements_defect_changelist                   302 302 302 302 302 403 403 200 403 403 200
admin:agreements_defect_add                          302 302 302 302 302 403 403 200 403 403 200
admin:agreements_defect_history                      302 302 302 302 302 403 403 200 403 403 200
admin:agreements_defect_delete                       302 302 302 302 302 403 403 403 403 403 403
admin:agreements_defect_change                       302 302 302 302 302 403 403 200 403 403 200
admin/agreements/defect/<path:object_id>/            302 302 302 302 302 302 302 302 302 302 302
admin:agreements_servicerequest_document             302 302 302 302 302 200 403 200 200 403 200
admin:agreements_attachment_download                 302 302 302 302 302 404 403 404 404 403 404
admin:organizations_organization_move                302 302 302 302 302 403 403 403 200 403 200
admin:organizations_organization_changelist          302 302 302 302 302 200 200 200 200 403 200
admin:organizations_organization_add                 302 302 302 302 302 403 403 200 403 403 200
admin:organizations_organization_history             302 302 302 302 302 200 200 200 200 403 200
admin:organizations_organization_delete              302 302 302 302 302 403 403 403 403 403 403
admin:organizations_organization_change              302 302 302 302 302 200 200 200 200 403 200
admin/organizations/organization/<path:object_id>/   302 302 302 302 302 302 302 302 302 302 302
admin:auth_group_changelist                          302 302 302 302 302 403 403 403 403 403 200
admin:auth_group_add                                 302 302 302 302 302 403 403 403 403 403 200
admin:auth_group_history                             302 302 302 302 302 403 403 403 403 403 200
admin:auth_group_delete                              302 302 302 302 302 403 403 403 403 403 200
admin:auth_group_change                              302 302 302 302 302 403 403 403 403 403 200
admin/auth/group/<path:object_id>/                   302 302 302 302 302 302 302 302 302 302 302
admin:account_emailaddress_changelist                302 302 302 302 302 403 403 403 403 403 200
admin:account_emailaddress_add                       302 302 302 302 302 403 403 403 403 403 200
admin:account_emailaddress_history                   302 302 302 302 302 403 403 403 403 403 200
admin:account_emailaddress_delete                    302 302 302 302 302 403 403 403 403 403 200
admin:account_emailaddress_change                    302 302 302 302 302 403 403 403 403 403 200
admin/account/emailaddress/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
admin:jcop_trace_changelist                          302 302 302 302 302 403 403 403 403 403 200
admin:jcop_trace_add                                 302 302 302 302 302 403 403 403 403 403 403
admin:jcop_trace_history                             302 302 302 302 302 403 403 403 403 403 200
admin:jcop_trace_delete                              302 302 302 302 302 403 403 403 403 403 403
admin:jcop_trace_change                              302 302 302 302 302 403 403 403 403 403 200
admin/jcop/trace/<path:object_id>/                   302 302 302 302 302 302 302 302 302 302 302
admin:procrastinate_procrastinatejob_changelist      302 302 302 302 302 403 403 403 403 403 200
admin:procrastinate_procrastinatejob_add             302 302 302 302 302 403 403 403 403 403 403
admin:procrastinate_procrastinatejob_history         302 302 302 302 302 403 403 403 403 403 200
admin:procrastinate_procrastinatejob_delete          302 302 302 302 302 403 403 403 403 403 403
admin:procrastinate_procrastinatejob_change          302 302 302 302 302 403 403 403 403 403 200
admin/procrastinate/procrastinatejob/<path:object_id>/ 302 302 302 302 302 302 302 302 302 302 302
admin:app_list                                       302 302 302 302 302 200 404 200 404 200 200
usersessions_list                                    302 200 200 200 200 200 200 200 200 200 200
delete_account                                       302 200 200 200 200 302 302 302 302 302 302
organizations:register_form                          302 200 200 200 200 200 200 200 200 200 200
organizations:ask_access                             302 302 302 302 302 302 302 302 302 302 302
organizations:invitation                             200 200 200 200 200 200 200 200 200 200 200
organizations:edit_details                           302 403 200 404 200 404 404 404 404 404 404
organizations:edit_public                            302 403 200 404 200 404 404 404 404 404 404
organizations:add_representative                     302 403 200 404 200 404 404 404 404 404 404
organizations:edit_representative                    302 403 200 404 200 404 404 404 404 404 404
organizations:remove_representative                  302 403 302 404 302 404 404 404 404 404 404
organizations:people                                 302 200 200 404 200 404 404 404 404 404 404
organizations:leave                                  302 302 302 404 302 404 404 404 404 404 404
organizations:revoke_invitation                      302 403 302 404 302 404 404 404 404 404 404
organizations:grant_access                           302 403 302 404 302 404 404 404 404 404 404
organizations:decline_access                         302 403 302 404 302 404 404 404 404 404 404
organizations:change_role                            302 403 302 404 302 404 404 404 404 404 404
organizations:remove_member                          302 403 302 404 302 404 404 404 404 404 404
agreements:directory                                 200 200 200 200 200 200 200 200 200 200 200
agreements:directory_entry                           200 200 200 200 404 200 200 200 200 200 200
admin:organizations_accessrequest_move               302 302 302 302 302 403 403 200 403 403 200
admin:organizations_accessrequest_changelist         302 302 302 302 302 403 403 200 403 403 200
admin:organizations_accessrequest_add                302 302 302 302 302 403 403 403 403 403 403
admin:organizations_accessrequest_history            302 302 302 302 302 403 403 200 403 403 200
admin:organizations_accessrequest_delete             302 302 302 302 302 403 403 403 403 403 403
admin:organizations_accessrequest_change             302 302 302 302 302 403 403 200 403 403 200
admin/organizations/accessrequest/<path:object_id>/  302 302 302 302 302 302 302 302 302 302 302
admin/(?P<url>.*)$                                   302 302 302 302 302 404 404 404 404 404 404
mfa_list_webauthn                                    302 200 200 200 200 200 200 200 200 200 200
mfa_add_webauthn                                     302 200 200 200 200 302 302 302 302 302 302
mfa_reauthenticate_webauthn                          302 403 403 403 403 302 302 302 302 302 302
mfa_edit_webauthn                                    302 404 404 404 404 302 302 302 302 302 302
mfa_remove_webauthn                                  302 404 404 404 404 302 302 302 302 302 302
admin:organizations_registerauthority_changelist     302 302 302 302 302 403 403 200 403 403 200
admin:organizations_registerauthority_add            302 302 302 302 302 403 403 200 403 403 200
admin:organizations_registerauthority_history        302 302 302 302 302 403 403 200 403 403 200
admin:organizations_registerauthority_delete         302 302 302 302 302 403 403 403 403 403 200
admin:organizations_registerauthority_change         302 302 302 302 302 403 403 200 403 403 200
admin/organizations/registerauthority/<path:object_id>/ 302 302 302 302 302 302 302 302 302 302 302
admin:organizations_letter_print                     302 302 302 302 302 403 403 202 403 403 202
admin:organizations_letter_move                      302 302 302 302 302 403 403 200 403 403 200
admin:organizations_letter_changelist                302 302 302 302 302 403 403 200 403 403 200
admin:organizations_letter_add                       302 302 302 302 302 403 403 403 403 403 403
admin:organizations_letter_history                   302 302 302 302 302 403 403 200 403 403 200
admin:organizations_letter_delete                    302 302 302 302 302 403 403 403 403 403 403
admin:organizations_letter_change                    302 302 302 302 302 403 403 200 403 403 200
admin/organizations/letter/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
agreements:scan                                      302 200 200 404 200 404 404 404 404 404 404
agreements:change_set                                302 202 202 404 202 404 404 404 404 404 404
agreements:mail                                      302 200 200 404 200 404 404 404 404 404 404
agreements:remove_collector                          302 403 302 404 302 404 404 404 404 404 404
admin:agreements_agreement_scan                      302 302 302 302 302 200 403 200 200 403 200
admin:agreements_agreement_draft                     302 302 302 302 302 202 403 202 202 403 202
admin:agreements_box_move                            302 302 302 302 302 200 403 200 403 403 200
admin:agreements_box_changelist                      302 302 302 302 302 200 403 200 403 403 200
admin:agreements_box_add                             302 302 302 302 302 200 403 200 403 403 200
admin:agreements_box_history                         302 302 302 302 302 200 403 200 403 403 200
admin:agreements_box_delete                          302 302 302 302 302 403 403 403 403 403 403
admin:agreements_box_change                          302 302 302 302 302 200 403 200 403 403 200
admin/agreements/box/<path:object_id>/               302 302 302 302 302 302 302 302 302 302 302
admin:agreements_mailitem_move                       302 302 302 302 302 200 403 403 403 403 200
admin:agreements_mailitem_changelist                 302 302 302 302 302 200 403 200 403 403 200
admin:agreements_mailitem_add                        302 302 302 302 302 200 403 403 403 403 200
admin:agreements_mailitem_history                    302 302 302 302 302 200 403 200 403 403 200
admin:agreements_mailitem_delete                     302 302 302 302 302 403 403 403 403 403 403
admin:agreements_mailitem_change                     302 302 302 302 302 200 403 200 403 403 200
admin/agreements/mailitem/<path:object_id>/          302 302 302 302 302 302 302 302 302 302 302
admin:agreements_collector_changelist                302 302 302 302 302 200 403 403 403 403 200
admin:agreements_collector_add                       302 302 302 302 302 200 403 403 403 403 200
admin:agreements_collector_history                   302 302 302 302 302 200 403 403 403 403 200
admin:agreements_collector_delete                    302 302 302 302 302 200 403 403 403 403 200
admin:agreements_collector_change                    302 302 302 302 302 200 403 403 403 403 200
admin/agreements/collector/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
admin:agreements_agreement_export                    302 302 302 302 302 200 403 200 200 403 200
admin:agreements_agreement_register                  302 302 302 302 302 200 403 200 200 403 200
admin:agreements_agreement_print                     302 302 302 302 302 202 403 202 202 403 202
admin:agreements_agreement_import                    302 302 302 302 302 403 403 200 403 403 200
admin:agreements_agreement_blank                     302 302 302 302 302 403 403 200 403 403 200
admin:agreements_agreement_not_entered               302 302 302 302 302 403 403 404 403 403 404
admin:agreements_agreement_check                     302 302 302 302 302 403 403 202 403 403 202
admin:agreements_agreement_store                     302 302 302 302 302 403 403 302 403 403 302
admin:agreements_documenttext_move                   302 302 302 302 302 403 403 200 403 403 200
admin:agreements_documenttext_changelist             302 302 302 302 302 403 403 200 403 403 200
admin:agreements_documenttext_add                    302 302 302 302 302 403 403 200 403 403 200
admin:agreements_documenttext_history                302 302 302 302 302 403 403 200 403 403 200
admin:agreements_documenttext_change                 302 302 302 302 302 403 403 200 403 403 200
admin:agreements_documenttext_preview                302 302 302 302 302 403 403 202 403 403 202
admin:agreements_documenttext_delete                 302 302 302 302 302 403 403 200 403 403 200
admin/agreements/documenttext/<path:object_id>/      302 302 302 302 302 302 302 302 302 302 302
document                                             200 200 200 200 200 200 200 200 200 200 200
document_file                                        200 200 200 200 200 200 200 200 200 200 200
document_version                                     200 200 200 200 200 200 200 200 200 200 200
version_file                                         200 200 200 200 200 200 200 200 200 200 200
agreements:events                                    200 200 200 200 200 200 200 200 200 200 200
agreements:volunteering                              200 200 200 200 200 200 200 200 200 200 200
agreements:event                                     200 200 200 200 404 200 200 200 200 200 200
agreements:volunteering_post                         200 200 200 200 404 200 200 200 200 200 200
agreements:own_promotions                            302 200 200 404 200 404 404 404 404 404 404
agreements:send_promotion                            302 200 200 404 200 404 404 404 404 404 404
agreements:correct_promotion                         302 200 200 404 200 404 404 404 404 404 404
agreements:withdraw_promotion                        302 302 302 404 302 404 404 404 404 404 404
admin:jcop_document_move                             302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_preview                          302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_file                             302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_changelist                       302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_add                              302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_history                          302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_change                           302 302 302 302 302 200 403 200 403 200 200
admin:jcop_document_delete                           302 302 302 302 302 403 403 403 403 403 200
admin/jcop/document/<path:object_id>/                302 302 302 302 302 302 302 302 302 302 302
admin:agreements_promotion_move                      302 302 302 302 302 200 403 200 403 403 200
admin:agreements_promotion_changelist                302 302 302 302 302 200 403 200 403 403 200
admin:agreements_promotion_history                   302 302 302 302 302 200 403 200 403 403 200
admin:agreements_promotion_change                    302 302 302 302 302 200 403 200 403 403 200
admin:agreements_promotion_add                       302 302 302 302 302 403 403 403 403 403 403
admin:agreements_promotion_delete                    302 302 302 302 302 403 403 403 403 403 403
admin/agreements/promotion/<path:object_id>/         302 302 302 302 302 302 302 302 302 302 302
"""
EXPECTED = {
    name: [int(answer) for answer in found] for name, *found in map(str.split, TABLE.split("\n")[1:-1])
}

# Verbs change something and answer POST only; sent here without a word, most are sent back.
VERBS = {
    "agreements:copy_request",
    "agreements:print_anew",
    "agreements:recall_change",
    "agreements:remove_attachment",
    "agreements:remove_collector",
    "agreements:withdraw_promotion",
    "agreements:withdraw_request",
    "admin:agreements_agreement_store",
    "clean_pasted",
    "bookings:accept_proposal",
    "bookings:accept_visit",
    "bookings:cancel_visit",
    "bookings:decline_visit",
    "bookings:answer_seat",
    "bookings:cancel_booking",
    "bookings:cancel_series",
    "bookings:decline_proposal",
    "bookings:renew_feed",
    "bookings:put_back_date",
    "bookings:skip_date",
    "account_logout",
    "account_start_again",
    "admin:logout",
    "organizations:ask_access",
    "organizations:change_role",
    "organizations:decline_access",
    "organizations:grant_access",
    "organizations:leave",
    "organizations:remove_member",
    "organizations:remove_representative",
    "organizations:revoke_invitation",
}


def routes(patterns: list, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name (or the route itself, of what has none) and route of every address."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, route, space + inner)
        else:
            yield (space + pattern.name if pattern.name else route), route


@pytest.fixture(scope="module")
def world(shared_world: None) -> World:
    return World()


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_each_role_as_the_table_says(world: World, case: Cases, role: str):
    column = ROLES.index(role)
    addresses = dict(routes(get_resolver().url_patterns))
    if role == "suspended":
        world.suspend()
    reader = world.client(role)

    assert set(EXPECTED) == set(addresses)
    for name, route in addresses.items():
        with case(name, role), undone():
            send = world.client(role).post if name in VERBS else reader.get
            answer = send(world.path(route)).status_code
            assert answer == EXPECTED[name][column]


def test_the_table_has_an_answer_for_every_role():
    assert {len(found) for found in EXPECTED.values()} == {len(ROLES)}
