"""The prose of the manual, between its generated tables."""

FIRST_FILE = """\
ruleset: our-list
language: 1

values:
  min_comment: 40

rules:
  - name: article-needs-comment
    when:
      article.present: yes
      own.words: under $min_comment
    unless:
      message.reply: yes
    then: return
    because: |
      Please say in at least {{ min_comment }} words why you share this; we counted {{ own.words }}.
    examples:
      - facts: {article.present: yes, own.words: 3}
        expect: return
      - facts: {article.present: yes, own.words: 400}
        expect: no match
"""

HEAD = """\
# The rule language

Every word that a rule file may use. A first rule in five minutes: [writing-rules.md](writing-rules.md).
In a terminal, `listwarden rules manual` prints this page.

## How a rule file looks

```yaml
{first}```

Read it aloud: *when* there is an article and there are fewer than 40 words of the author's own, *unless* it
is a reply, *then* return the post, *because* ...

- Indent with spaces, never with tabs; the keys of one rule begin in the same column. `#` begins a comment.
- A text that begins with `[` or `{{`, or has `: ` or ` #` in it, needs 'single quotes' around it: `'[sale]'`.
  For a longer text write `|` after the key and the text below it, indented.
- Words stay as you typed them: `no`, `014` and `12:30` in a list are texts.
- The program refuses what it does not know: a misspelt word never switches a rule off in silence. It names
  all errors at once, each with its line and what to write instead; the rules that were live before stay live.
"""

CONDITIONS = """\
## Conditions

After `when` and `unless` come lines, and every one of them must hold. A line is FACT: TEST, or the name of a
condition and yes or no (`shares_an_article: yes`). `when: always` means every post. To say *or*, write `any:`
above the lines:

```yaml
    when:
      any:
        - links.only: yes
        - own.words: under 8
```
"""

UNKNOWN = """\
A fact can be **unknown**: a mail that no server checked has no result, an article may not say when it
appeared. Where an unknown fact leaves open whether a rule holds, in `when`, `unless`, `none` and `not_in`
alike, the rule does not act. A rule that protects must not let a post pass because it does not know:
where its `then` is `hold`, `discard` or `drop_attachments`, the post is held, and the moderator reads "could
not be decided" and what is missing. `on_unknown: ignore` in the rule switches that off, `on_unknown: hold`
switches it on for any other rule; `listwarden rules check` names rules that depend on what may be unknown.
`sender.proven` never is.

Facts about an article or a forward are no such case where the post has none: there is nothing to ask about,
and a rule that asks is meant for other posts. `listwarden explain` shows both as unknown, and where an answer
would come from. `listwarden replay` holds no post for what an archive cannot tell; it counts what is unknown.
"""

SEVERAL = """\
## When several rules match

1. Every rule is tried on the post as it came. The order of rules never matters.
2. A rule that another one exempts from does not count; `listwarden explain` still shows it.
3. The strongest disposition wins: {strength}.
4. A return notice lists *all* reasons, in the order of the file. A moderator sees them too.
5. A rule that fails on a post holds it.
6. A moderator who accepts a held post waives the hold, nothing else: changes are made, `then: digest` stays.
   What its author signed (PGP, S/MIME), and where `signed = "hold"` what a server signed (DKIM), cannot be
   changed: the notice of the hold says so, and the post goes out unchanged.

"""

GUARDS = """\
## What no rule can change

Some posts are not for rules to decide. `listwarden explain` shows these guards beside your rules.

{fixed}
A return becomes a hold, so that a moderator decides, where one of these is so; an author whom a rule would
warn hears nothing then, and the post goes out:

{gate}
Later, on its way out, a post can still be held:

{late}"""

NUMBERS = """\
Units may be written or left out (`under 50 words`, `over 80 %`); a size needs KB (1,000 bytes) or MB. A
value may stand in place of a number: `under $min_comment`, or another fact that counts the same:
`own.words: over article.words`. There is no `> 50`: write `over 50`.
"""

TEXTS = """\
Texts are compared without regard to capitals, to curly or straight quotes and to spaces. Several tests in
the same braces must all hold. Whole words are words of any language: `has_word: élan` finds "un élan".
Signs count: the text `Thanks!` is not `thanks`, but it has the word. A `*` stands for itself; for
"anything" there are `starts_with`, `ends_with` and `contains`. In place of a text another fact that is
a text may stand, alone in double braces: `subject: {contains: '{{ article.headline }}'}`. Where that fact
is empty the answer is no; where it is unknown, nobody can say.
"""

OTHER_TESTS = """\
### Tests of other facts

Yes or no: `yes`, `no`. One of several words: the word, or some of them in brackets, `[saturday, sunday]`.
"""

MATCHED = """\
Posts of one kind are counted by the name of the rule that tells the kind:

```yaml
rules:
  - name: article-shared
    when: {article.present: yes}
    mode: shadow
    then: accept
  - name: one-article-a-day
    when:
      article.present: yes
      sender.posts: {matched: article-shared, within: 24 hours}
    then: return
    because: Please share one article a day; this one is welcome tomorrow.
```

Only earlier posts count, so a rule may count its own matches, and two rules each other's; one that could
never match a first post is refused. `sender.posts` counts what went to the members: for posts that a rule
returned ask `sender.returned`. An example gives the number alone: `facts: {sender.posts: 1}`. The bot
remembers for 400 days which rules matched a post; a new rule counts from the day on which it came,
`listwarden replay` from the beginning of the archive.

"""

ACTING = """\
## What a rule does

After `then:` comes one word, or lines: `disposition:` with that word, and actions beside it. `then: warn`
is for what is no reason to stop a post: it goes out, and its author reads the sentence in a mail. What
becomes of a post that a server signed (DKIM) and a rule changes says `signed` in the settings: `change` sends
it without that signature, `return` gives it back to its author, `hold` keeps it for a moderator. What the
author signed (PGP, S/MIME) is never changed: such a post is held with that reason. Try such an action
with `mode: shadow` first.
"""

OTHER_FIELDS = (
    "`header.NAME`",
    "a text",
    "What the field NAME of the header says, empty where it is absent.",
    "`header.X-Mailer: {contains: bulk}`",
)
