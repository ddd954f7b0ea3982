"""What the standards ask of a program that takes, answers and sends mail for lists, and the tests that show it."""

from dataclasses import dataclass

GATE, LOOPS = "tests/unit/policy/guards/test_guards.py", "tests/unit/service/test_loop_table.py"
RETURNED, REPOST, DIGEST = (
    "tests/unit/notices/test_returned.py",
    "tests/unit/notices/test_repost.py",
    "tests/unit/notices/test_digests.py",
)
DELIVERY, CLIENTS = "tests/contract/test_delivery.py", "tests/contract/test_hostile_clients.py"
IMAP, LOST, MOVES = (
    "tests/contract/test_intake.py",
    "tests/contract/test_intake_failures.py",
    "tests/contract/test_intake_moves.py",
)
ORIGIN, FORMAT, DESK = "tests/unit/mail/origin/", "tests/unit/mail/format/", "tests/unit/service/"
ACCEPTANCE = "tests/acceptance/"
TABLE = f"{LOOPS}::test_every_row_becomes_what_the_table_says_and_nobody_else_is_answered"
HANDED = f"{ACCEPTANCE}test_handed_over.py"


@dataclass(frozen=True, slots=True)
class Item:
    """A demand, where it stands, the tests that show it; ``but``: in what we differ, and why."""

    demand: str
    where: str
    tests: tuple[str, ...]
    but: str = ""


ITEMS = (
    Item("no answer to mail with Auto-Submitted other than no", "3834 2", (TABLE, f"{ORIGIN}test_automatic.py::test_what_only_programs_write_is_automatic")),
    Item("no answer to the null reverse-path", "3834 2, 4", (f"{GATE}::test_a_return_is_sent_only_where_every_condition_holds",)),
    Item("no large answer to an address that is not proven", "3834 2", (f"{GATE}::test_only_a_person_who_is_proven_to_have_written_it_is_answered", f"{RETURNED}::test_many_reasons_with_many_lines_stay_a_short_answer")),
    Item("no answer to what is grossly malformed", "3834 2", (f"{GATE}::test_what_the_bot_cannot_understand_is_shown_to_a_person_whatever_the_rules_say",)),
    Item("mail of other lists may be left without an answer", "3834 2", (f"{ORIGIN}test_automatic.py::test_mail_of_lists_is_known", TABLE)),
    Item("answers to one person are limited", "3834 2", (f"{DESK}test_members_mail.py::test_many_requests_get_no_more_answers_than_anybody_gets", f"{DESK}test_warnings_to_authors.py::test_the_limit_of_answers_counts_warnings", "tests/contract/test_store.py::TestSettling::test_a_case_is_never_answered_twice"), "The seven days are for programs that say the same to everybody. Ours tells of one post, so each post may have its answer, and a person no more than a few a day."),
    Item("From is the service's address, and a person can read it", "3834 3.1.1", (f"{RETURNED}::test_a_whole_return_notice",)),
    Item("the subject begins with fixed words", "3834 3.1.5", (f"{RETURNED}::test_a_whole_return_notice",)),
    Item("In-Reply-To and References name the mail that is answered", "3834 3.1.6", (f"{RETURNED}::test_a_whole_return_notice",)),
    Item("Auto-Submitted: auto-replied on answers", "3834 3.1.7, 5", (f"{RETURNED}::test_its_envelope_and_the_marks_that_keep_loops_away",)),
    Item("auto-generated on digests and notices", "3834 5", (f"{DIGEST}::test_its_mails_and_their_envelopes", "tests/unit/notices/test_held.py::test_it_goes_to_owners_and_moderators_and_says_that_a_program_wrote_it")),
    Item("the answer goes to the return path, never to Reply-To", "3834 4", (f"{GATE}::test_a_return_goes_to_the_author_and_nowhere_else",), "To the proven author, whose domain must be that of the return path."),
    Item("the answer's own reverse-path lets no loop arise", "3834 4", (f"{RETURNED}::test_its_envelope_and_the_marks_that_keep_loops_away", f"{DELIVERY}::test_where_the_null_reverse_path_is_refused_the_bounce_address_is_used")),
    Item("responsibility is taken only for what is stored durably", "5321 6.1, 4.2.5", (f"{ACCEPTANCE}test_handed_kills.py::test_nothing_that_was_answered_is_lost_when_the_daemon_is_killed", f"{DESK}test_reception.py::test_what_comes_together_is_one_transaction_and_durable_when_it_is_answered")),
    Item("mail with the null reverse-path is never answered", "5321 4.5.5", (f"{GATE}::test_a_return_is_sent_only_where_every_condition_holds", TABLE)),
    Item("loops of servers end by the number of Received fields", "5321 6.3", (f"{GATE}::test_each_guard_has_its_sentence", TABLE), "At 50 as Postfix has it; the RFC proposes 100 or more."),
    Item("a list has a reverse-path of its own", "5321 3.9.2", (f"{REPOST}::test_its_envelope", f"{REPOST}::test_bounces_go_where_the_list_wants_them")),
    Item("lines end with CRLF alone", "5321 2.3.8", (f"{CLIENTS}::test_commands_end_with_crlf_alone", f"{DELIVERY}::test_a_text_that_two_servers_could_read_differently_is_refused_before_any_connection")),
    Item("dots at the beginning of a line are doubled", "5321 4.5.2", (f"{DELIVERY}::test_a_text_arrives_octet_by_octet_with_dots_doubled_on_the_wire",)),
    Item("no line is over 998 octets", "5321 4.5.3.1.6, 5322 2.1.1", (f"{DELIVERY}::test_a_line_of_998_octets_and_a_missing_last_line_end_are_fine", f"{REPOST}::test_base64_in_one_line_is_broken_into_lines", f"{REPOST}::test_a_header_line_that_is_too_long_is_folded_where_it_has_blanks")),
    Item("times of waiting, ten minutes after the final dot", "5321 4.5.3.2", (f"{DELIVERY}::test_a_server_has_the_time_that_the_standard_gives_it", f"{DELIVERY}::test_a_server_that_hangs_or_goes_before_the_text_defers")),
    Item("tried again for four to five days, at least half an hour apart", "5321 4.5.4.1", (f"{DESK}test_outbox.py::test_the_waits_grow_as_postfixs_do", f"{DESK}test_outbox.py::test_after_five_days_it_is_given_up"), "The first waits are five to thirty minutes, as Postfix has them: the server is the owner's own."),
    Item("4yz is tried again, 5yz is not", "5321 4.2.1", (f"{DELIVERY}::test_4yz_defers_at_every_verb", f"{DELIVERY}::test_5yz_refuses_once_the_mail_was_named")),
    Item("a Received field is added to what is taken by SMTP or LMTP", "5321 4.4", (f"{ACCEPTANCE}test_passed_on.py::test_a_list_manager_gets_the_octets_and_the_envelope_as_they_came", f"{ACCEPTANCE}test_filter.py::test_what_is_refused_its_sender_hears_at_once_and_what_passes_goes_on_as_it_came")),
    Item("SIZE, 8BITMIME and SMTPUTF8 only where they are offered", "1870, 6152, 6531", (f"{DELIVERY}::test_extensions_are_used_where_they_are_offered", f"{DELIVERY}::test_what_the_server_does_not_offer_is_not_tried")),
    Item("LMTP: a reply for each recipient", "2033 4.2", (f"{HANDED}::test_each_recipient_has_its_own_outcome",)),
    Item("one From, one Date, one Message-ID on what goes out", "5322 3.6", (f"{REPOST}::test_a_post_without_message_id_and_date_gets_both", "tests/unit/notices/test_any_bytes.py::test_every_mail_can_be_written", "tests/unit/policy/guards/test_ambiguous.py::test_a_form_that_can_be_read_in_two_ways_is_held")),
    Item("Sender where From has several authors", "5322 3.6.2", (f"{ORIGIN}test_authentication.py::test_without_exactly_one_author_nobody_is_proven", f"{ORIGIN}test_proof_forms.py::test_of_another_or_several_authors_the_senders_own_proof_proves_none"), "Such a post is held for a person; our own mails have one author."),
    Item("Message-IDs are unique and well formed", "5322 3.6.4", (f"{ORIGIN}test_own_marks.py::test_a_message_id_is_well_formed_and_one_mails_alone", f"{ORIGIN}test_own_marks.py::test_what_would_break_a_message_id_is_refused")),
    Item("References are built from the mail that is answered", "5322 3.6.4", (f"{RETURNED}::test_a_whole_return_notice", f"{ORIGIN}test_references.py::test_the_nearest_comes_first_and_each_once")),
    Item("encoded words are at most 75 long and stand where they may", "2047 2, 5", ("tests/unit/notices/test_fields.py::test_a_text_of_any_letters", "tests/unit/notices/test_fields.py::test_people_of_any_name", "tests/unit/notices/test_fields.py::test_a_list_of_any_name")),
    Item("parameters in other charsets and in pieces", "2231", (f"{FORMAT}test_parameters.py::test_parameters_are_read", "tests/unit/notices/test_rewrite_forms.py::test_a_file_is_seen_and_dropped_in_whatever_way_the_boundary_is_written")),
    Item("an attached message is never in base64 or quoted-printable", "2046 5.2.1", (f"{RETURNED}::test_the_post_is_attached_as_it_came", f"{RETURNED}::test_a_post_that_mail_does_not_carry_is_attached_as_a_file")),
    Item("parts of multipart/digest are messages by default", "2046 5.1.5", ("tests/unit/notices/test_rewrite_forms.py::test_parts_of_a_digest_keep_their_type_when_they_leave_it", f"{DIGEST}::test_12_posts_are_octet_for_octet_what_came")),
    Item("a boundary is in no content and at most 70 long", "2046 5.1.1", (f"{DIGEST}::test_a_boundary_that_stands_in_a_post_is_another_one",)),
    Item("separators and end of the plain digest", "1153", (f"{DIGEST}::test_2_a_burst_gives_exactly_the_posts", f"{DIGEST}::test_3_there_is_one_end")),
    Item("format=flowed is kept", "3676", ("tests/unit/notices/test_rewrite_forms.py::test_octets_that_do_not_change_stay_and_soft_lines_stay_soft", f"{FORMAT}test_format_flowed.py::test_flowed_lines_are_put_together")),
    Item("a signed part is not touched", "1847 2.1, 3156, 8551", (f"{REPOST}::test_a_signed_post_is_never_changed", f"{ACCEPTANCE}test_trouble.py::test_a_signed_post_goes_on_byte_for_byte")),
    Item("the form of delivery status notifications", "3464 2, 6522", (f"{ACCEPTANCE}test_filter.py::test_what_is_refused_its_sender_hears_at_once_and_what_passes_goes_on_as_it_came",), "We write none: what cannot be taken is refused in the dialogue, and the server before us tells its sender."),
    Item("no receipt of reading is ever made, none is asked of a list", "8098 2.1, 3", (f"{REPOST}::test_what_goes_goes_with_its_folded_lines", TABLE)),
    Item("one set of List fields, the list's own", "2369 3 to 5", (f"{REPOST}::test_a_whole_repost", f"{REPOST}::test_nothing_else_goes")),
    Item("one List-Id, well formed", "2919 2 to 6", (f"{REPOST}::test_a_name_of_the_list_that_is_not_ascii_stays_one_field", f"{REPOST}::test_a_whole_repost")),
    Item("one-click unsubscribing only by https and with DKIM", "8058 3", ("tests/unit/notices/test_courier.py::test_with_a_page_both_ways_stand_in_one_field_and_the_click_beside_it", "tests/unit/notices/test_courier.py::test_without_a_page_there_is_no_click", f"{ACCEPTANCE}test_members.py::test_a_member_leaves_with_one_mail_and_is_answered_once"), "By mail for every list; the https field stands where the owner names a page. DKIM is the mail server's to add."),
    Item("only Authentication-Results of our own server, above all other traces", "8601 5, 7", (f"{ORIGIN}test_authentication.py::test_only_the_topmost_word_of_our_own_server_is_believed", f"{ORIGIN}test_authentication.py::test_every_trace_above_must_be_of_a_host_of_ours"), "A forged field is not believed; taking it away is the work of the server that takes the mail."),
    Item("alignment with From counts, not SPF or DKIM alone", "7489 3.1", (f"{ORIGIN}test_authentication.py::test_an_aligned_result_proves_the_author", f"{ORIGIN}test_authentication.py::test_what_is_not_aligned_or_not_passed_proves_nothing")),
    Item("From is rewritten where the author's domain would have a changed post refused", "7960 4, 6377 4", (f"{DESK}test_dmarc_policies.py::test_from_is_rewritten_where_receivers_would_refuse_the_post_and_nowhere_else",)),
    Item("ARC is not believed without a trusted sealer", "8617 5", (f"{ORIGIN}test_proof_forms.py::test_a_form_that_proves_nobody", f"{ORIGIN}test_authentication.py::test_what_is_not_aligned_or_not_passed_proves_nothing"), "It is never believed and never sealed."),
    Item("UIDs hold for one UIDVALIDITY", "9051 2.3.1.1", (f"{LOST}::test_a_changed_uidvalidity_makes_it_look_at_everything_anew", "tests/contract/test_intake_hostile.py::test_numbers_given_out_again_mean_other_messages")),
    Item("IDLE is begun again within 29 minutes and ended with DONE", "2177", ("tests/unit/intake/test_imap_wire.py::test_idle_is_begun_again_before_a_server_may_take_us_for_idle", f"{IMAP}::test_an_event_in_the_packet_that_begins_idle_wakes_the_bot")),
    Item("MOVE, else COPY, STORE and EXPUNGE of that UID", "6851, 4315", (f"{MOVES}::test_a_wish_moves_a_message_and_a_later_one_moves_it_on", f"{MOVES}::test_a_server_without_move_copies_and_deletes")),
    Item("literals and quotation marks, no line end in an argument", "9051 4.3", (f"{LOST}::test_what_would_end_a_command_is_refused", "tests/unit/intake/test_imap_answers.py::test_a_literal_is_never_syntax")),
    Item("LITERAL+, BINARY and UTF8 are not taken for granted", "7888, 6855", (f"{IMAP}::test_an_event_in_the_packet_that_begins_idle_wakes_the_bot", "tests/contract/test_intake_hostile.py::test_literal8_is_a_literal"), "None of them is ever asked for; what a server sends in their forms is read."),
    Item("TLS from the start, the name in the certificate checked, no way back to plain text", "8314, 9525", (f"{DELIVERY}::test_a_wrong_certificate_gets_neither_mail_nor_password", f"{DELIVERY}::test_where_starttls_was_stripped_nothing_is_sent", f"{LOST}::test_a_certificate_that_proves_nothing_gets_no_password")),
    Item("passwords only under TLS; XOAUTH2 and OAUTHBEARER renewed", "4954, 7628", (f"{LOST}::test_a_server_without_starttls_gets_no_password", "tests/contract/test_oauth.py::test_a_token_lets_us_in_by_either_mechanism", "tests/contract/test_oauth.py::test_what_has_expired_is_renewed_without_a_word")),
    Item("no answer to invitations is made", "6047", (TABLE, f"{ORIGIN}test_automatic.py::test_what_only_programs_write_is_automatic")),
    Item("complaints (ARF) are read and not answered", "5965", (f"{ORIGIN}test_feedback_report.py::test_a_report_with_the_whole_mail", TABLE)),
)  # fmt: skip
