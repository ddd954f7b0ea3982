"""What the programs that replay is measured beside are told, so that each judges all mails of one folder."""

from tests.bench.common import WORDS

SPAMASSASSIN = """\
use Mail::SpamAssassin;
my $sa = Mail::SpamAssassin->new({rules_filename => "/nonexistent", site_rules_filename => $ARGV[0],
  userprefs_filename => "/dev/null", dont_copy_prefs => 1, local_tests_only => 1, home_dir_for_helpers => "/tmp",
  post_config_text => "use_bayes 0\\nuse_auto_whitelist 0\\n"});
foreach my $file (glob("$ARGV[1]/*.eml")) {
  local $/; open(my $in, "<", $file) or die $!; my $text = <$in>; close($in);
  my $mail = $sa->parse($text); my $status = $sa->check($mail); $status->finish; $mail->finish;
}
"""

SA_HEAD = "loadplugin Mail::SpamAssassin::Plugin::Check\nutil_rb_tld org net com\n"

IMAPAUTOFILER = """\
maildir: {home}
trash-mailbox: Trash
mailboxes:
  - name: Maildir
    rules:
"""

IMAPAUTOFILER_RULE = (
    "      - headers: [{{name: subject, substring: {word}}}]\n        action: {{name: trash}}\n"
)

MAILMAN = """\
import datetime, email, pathlib, sys, time
from mailman.core.initialize import initialize
home, folder, way = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
home.mkdir()
(home / "mailman.cfg").write_text(
    f"[mailman]\\nlayout: here\\n[paths.here]\\nvar_dir: {home}/var\\n[mta]\\nincoming: mailman.mta.null.NullMTA\\n"
    f"[database]\\nurl: sqlite:///{home}/mailman.db\\n"
)
(home / "var").mkdir()
initialize(str(home / "mailman.cfg"))
from zope.component import getUtility
from mailman.app.lifecycle import create_list
from mailman.config import config
from mailman.database.transaction import transaction
from mailman.email.message import Message
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.usermanager import IUserManager
from mailman.runners.incoming import IncomingRunner
with transaction():
    getUtility(IDomainManager).add("lists.example.org")
    mlist = create_list("salon@lists.example.org")
    mlist.send_welcome_message = mlist.admin_notify_mchanges = mlist.require_explicit_destination = False
    mlist.administrivia = False
    mlist.max_message_size = mlist.max_num_recipients = 0
    for number in range(int(sys.argv[4])):
        author = getUtility(IUserManager).create_address(f"author{number}@example.net")
        author.verified_on = datetime.datetime(2026, 1, 1)
        mlist.subscribe(author)
started = time.process_time()
runner, rules = IncomingRunner("in"), config.chains["default-posting-chain"]
for path in sorted(folder.glob("*.eml")):
    raw = path.read_bytes()
    message = email.message_from_bytes(raw, Message)
    message.original_size = len(raw)
    data = {"listid": mlist.list_id, "to_list": True, "envsender": message.sender, "original_size": len(raw)}
    if way == "runner":
        runner._dispose(mlist, message, data)
        assert not data["rule_hits"], data
    else:
        data |= {"rule_hits": [], "rule_misses": []}
        [link.rule.check(mlist, message, data) for link in rules.get_links(mlist, message, data)]
print(time.process_time() - started)
"""

DOVECOT = """\
mail_location = maildir:{home}/Maildir
base_dir = {home}/run
log_path = /dev/stderr
ssl = no
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {uid}
"""

RSPAMD = """\
.include "/etc/rspamd/common.conf"
options {{
  .include "/etc/rspamd/options.inc"
  pidfile = "{home}/run/pid"; control_socket = "{home}/run/control mode=0600"; rrd = "";
  url_tld = "{home}/tld"; dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }}
}}
logging {{ type = "file"; filename = "{home}/log"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; mime = true; }}
"""

RSPAMD_ASKS_OTHERS = [
    "hfilter",
    "whitelist",
    "rbl",
    "surbl",
    "dkim",
    "dkim_signing",
    "arc",
    "spf",
    "dmarc",
    "asn",
    "fuzzy_check",
    "mx_check",
    "url_redirector",
    "rspamd_update",
    "bimi",
    "neural",
    "greylist",
    "ratelimit",
    "replies",
    "history_redis",
    "p0f",
    "dcc",
    "antivirus",
    "external_services",
    "clickhouse",
    "elastic",
    "metadata_exporter",
    "metric_exporter",
]
"""Its modules that ask other servers: switched off, nobody else here asks any."""


def our_rule(number: int) -> str:
    """A rule of ours: a pattern over the text."""
    one, two = WORDS[number], WORDS[number + 1]
    pattern = rf"\b{one} {two} \w+ {two}\b"
    return f"  - name: rule-{number}\n    when: {{body: {{matches: '{pattern}'}}}}\n    then: hold\n"


def sa_rule(number: int) -> str:
    """The same pattern for SpamAssassin."""
    one, two = WORDS[number], WORDS[number + 1]
    return f"body RULE_{number} /\\b{one} {two} \\w+ {two}\\b/i\nscore RULE_{number} 1.0\n"


def sieve_rule(number: int) -> str:
    """As much as Sieve can ask: words that stand in the text."""
    require = 'require ["body", "imap4flags"];\n' if number == 0 else ""
    words = f"{WORDS[number]} {WORDS[number + 1]} {WORDS[number]}"
    return f'{require}if body :text :contains "{words}" {{ addflag "Rule{number}"; }}\n'
