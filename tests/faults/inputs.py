"""Mail, rules and answers that only an attacker or a broken program writes, and the tests that send them."""

from dataclasses import dataclass

MAIL, TEXT, FORMAT = "tests/unit/mail/test_hostile.py", "tests/unit/mail/text/", "tests/unit/mail/format/"
LIMITS = f"{MAIL}::test_what_passes_a_limit_is_told_unreadable_and_costs_little"
ORIGIN, NOTICES, HTML = (
    "tests/unit/mail/origin/",
    "tests/unit/notices/",
    "tests/unit/notices/test_html_digest.py",
)
DELIVERY, CLIENTS = "tests/contract/test_delivery.py", "tests/contract/test_hostile_clients.py"
BROKEN, PROOF = "tests/unit/policy/test_broken_files.py", "tests/acceptance/test_proof.py"
DESK, OWNERS = "tests/unit/service/", "tests/acceptance/test_what_owners_hear.py"


@dataclass(frozen=True, slots=True)
class Input:
    """What comes, what becomes of it, and the tests that send it."""

    what: str
    becomes: str
    tests: tuple[str, ...]


INPUTS = (
    Input("multipart nested 50, 1,000 and 100,000 deep", "read, or kept for a person unread", (LIMITS,)),
    Input("messages within messages, 10,000 deep, in base64 too", "kept for a person unread", (LIMITS,)),
    Input("100,000 parts", "kept for a person unread", (LIMITS,)),
    Input("20,000 encoded words", "kept for a person unread", (LIMITS, f"{FORMAT}test_header.py::test_200_encoded_words_are_read_and_201_are_a_limit")),
    Input("a subject of 10 MB, 100,000 header fields", "kept for a person unread", (LIMITS, f"{FORMAT}test_header.py::test_a_header_over_a_limit_is_told_as_far_as_it_fits")),
    Input("100,000 addresses in a field, 500,000 lines of addresses", "kept for a person unread", (LIMITS, f"{FORMAT}test_mailboxes.py::test_more_than_anybody_writes_is_a_limit")),
    Input("16,000 parameters (RFC 2231)", "kept for a person unread", (LIMITS, f"{FORMAT}test_parameters.py::test_100_parameters_are_read_and_101_are_a_limit")),
    Input("comments nested 500 deep, 20,000 quotation marks", "kept for a person unread", (LIMITS, f"{FORMAT}test_mailboxes.py::test_malformed_fields_harm_nothing")),
    Input("fields of six octets that stop other parsers", "read, with the defect noted", (f"{MAIL}::test_short_poison_is_read",)),
    Input("charsets that are none: idna, unicode_escape, utf-7", "read as what fits", (f"{FORMAT}test_header.py::test_a_codec_that_is_no_charset_of_mail_is_never_used",)),
    Input("broken base64, 28 MB of it in one line", "read, or kept unread", (f"{MAIL}::test_what_is_strange_but_within_the_limits_is_read_and_costs_little", LIMITS)),
    Input("a date in the year 99999999999999", "no date", (f"{FORMAT}test_dates.py::test_what_names_no_moment_is_none",)),
    Input("NUL, lone CR, a line of 1 MB, a field without a colon", "kept as it came; encoded when it goes out", (f"{NOTICES}test_wire.py::test_stray_ends_and_nul_are_found", f"{NOTICES}test_repost.py::test_an_unsigned_post_that_mail_does_not_carry_is_encoded_and_says_the_same")),
    Input("ends of SMTP's text that are none (smuggling), in and out", "one message", (f"{CLIENTS}::test_no_second_message_hides_behind_what_is_no_end", f"{DELIVERY}::test_a_text_that_two_servers_could_read_differently_is_refused_before_any_connection")),
    Input("line ends hidden in encoded words", "no new field anywhere", (f"{FORMAT}test_header.py::test_an_encoded_word_hides_no_line_end_no_control_and_no_turn_of_direction", f"{NOTICES}test_returned.py::test_no_line_of_the_post_can_start_a_header_field")),
    Input("names that look like addresses, encoded words for addresses", "the address alone counts", (f"{FORMAT}test_mailboxes.py::test_the_address_is_what_is_written_as_one_and_nothing_else", f"{NOTICES}test_returned.py::test_a_name_that_looks_like_an_address_does_not_stay_one", f"{ORIGIN}test_proof_forms.py::test_whoever_a_name_pretends_to_be_the_address_that_was_proven_is_the_author")),
    Input("signs that turn the direction or are not seen, letters that look alike", "taken out, shown in ASCII", (f"{FORMAT}test_header.py::test_invisible_characters_are_taken_out_and_those_of_emoji_stay", f"{TEXT}test_homographs.py::test_a_host_that_could_be_taken_for_another_is_shown_in_ascii")),
    Input("From fields that two parsers read differently", "held: not exactly one author", (f"{ORIGIN}test_authentication.py::test_without_exactly_one_author_nobody_is_proven",)),
    Input("HTML with pictures, styles, forms, frames", "its text; the digest fetches nothing", (f"{HTML}::test_it_has_no_tag_but_ours", f"{HTML}::test_a_mail_program_fetches_nothing")),
    Input("links to javascript:, data:, or elsewhere than they say", "web and mail alone, with the host that is meant", (f"{HTML}::test_links_lead_to_the_web_or_to_a_letter", f"{HTML}::test_a_link_shows_where_it_leads")),
    Input("HTML nested 100,000 deep", "its words; kept for a person", (f"{MAIL}::test_html_that_would_cost_a_parser_much_is_read_as_words_and_left_to_a_person", f"{TEXT}test_html_to_text.py::test_html_that_only_an_attacker_writes_is_too_much")),
    Input("templates in a post: `{{...}}`, `{secret}`, `%s`", "text", (f"{HTML}::test_templates_in_a_post_are_text",)),
    Input("an owner's own sentences that would run", "plain substitution, or an error with its place", (f"{BROKEN}::test_a_text_that_begins_with_braces",)),
    Input("regular expressions that never end", "linear (RE2), or refused", (f"{BROKEN}::test_tests_of_texts", "tests/unit/policy/source/test_escapes.py::test_nothing_costs_more_than_its_length")),
    Input("YAML with aliases, merges, tags, keys twice, `NO`, 12:30:45", "an error with its place", (f"{BROKEN}::test_anchors_and_aliases", f"{BROKEN}::test_a_merge_key", f"{BROKEN}::test_a_python_tag", f"{BROKEN}::test_duplicate_keys_and_names", "tests/unit/policy/source/test_parse.py::test_a_hostile_file_is_refused_at_little_cost")),
    Input("file names with folders, NUL, devices, 5 KB of letters", "never a path", (f"{FORMAT}test_parameters.py::test_a_file_name_has_no_folders_and_no_controls", f"{MAIL}::test_a_long_file_name_costs_no_more_than_its_length")),
    Input("zip, gz and tar bombs, winmail.dat, uuencode", "never unpacked", (f"{MAIL}::test_what_is_strange_but_within_the_limits_is_read_and_costs_little", "tests/contract/test_inert.py::test_nothing_that_reads_mail_can_unpack")),
    Input("SQL in every field", "bound parameters", ("tests/unit/store/test_columns.py::test_any_text_can_be_stored",)),
    Input("line ends and escapes for the log, a subject of 1 MB", "one line, shortened", (f"{DESK}test_logs.py::test_a_subject_cannot_write_a_line_of_its_own", f"{DESK}test_logs.py::test_a_long_text_is_cut")),
    Input("IMAP commands in folders and Message-IDs", "refused", ("tests/contract/test_intake_failures.py::test_what_would_end_a_command_is_refused",)),
    Input("SMTP commands in addresses", "that recipient is refused", (f"{DELIVERY}::test_an_address_that_would_leave_its_brackets_is_refused_alone",)),
    Input("addresses of a list manager's interface, made from mail", "none is ever made: no HTTP is spoken but with the issuer of tokens", ("tests/contract/test_inert.py::test_nothing_that_reads_mail_can_fetch",)),
    Input("links in a post", "never fetched", ("tests/contract/test_inert.py::test_nothing_that_reads_mail_can_fetch",)),
    Input("approval by a forged moderator", "no effect", (f"{PROOF}::test_a_moderator_is_one_by_proof_alone",)),
    Input("tokens that are wrong, cut, of another case, used twice, after their time", "no effect", (f"{DESK}test_staff_answers.py", "tests/acceptance/test_moderators.py::test_every_command_does_what_it_says_once_and_tells_it")),
    Input("tokens quoted or forwarded to the list", "cut out", (f"{NOTICES}test_secrets.py::test_a_quoted_notice_goes_out_without_its_token",)),
    Input("another text in the answer to a draft", "judged anew", (f"{DESK}test_author_answers.py",)),
    Input("a Message-ID that somebody sent first with another text", "held, both kept", ("tests/acceptance/test_dispositions.py::test_another_text_under_a_known_message_id_is_held",)),
    Input("the same post a thousand times, a flood of senders", "one post; owners hear once an hour", (f"{DESK}test_duplicates.py::test_what_was_posted_digested_returned_or_waits_comes_once", f"{OWNERS}::test_many_complaints_make_one_mail_an_hour")),
    Input("forged Authentication-Results, Received, List-Id", "not believed", (f"{ORIGIN}test_authentication.py::test_only_the_topmost_word_of_our_own_server_is_believed",)),
    Input("Approved, Disposition-Notification-To, fields of other lists", "left out, shown to nobody", (f"{NOTICES}test_repost.py::test_what_goes_goes_with_its_folded_lines", f"{NOTICES}test_held.py::test_the_post_is_attached_without_the_password_in_it")),
    Input("signed mail (PGP, S/MIME, DKIM)", "the same octets go out", ("tests/acceptance/test_trouble.py::test_a_signed_post_goes_on_byte_for_byte",)),
    Input("the metrics, asked by anybody", "loopback alone, and nobody is named", ("tests/acceptance/test_monitoring.py::test_a_place_that_others_reach_is_refused", "tests/acceptance/test_monitoring.py::test_what_it_says_is_true_and_names_nobody")),
    Input("whatever could show a secret of the settings", "in no log, traceback, database, mail or metric", ("tests/acceptance/test_canaries.py::test_no_secret_is_written_anywhere",)),
)  # fmt: skip
