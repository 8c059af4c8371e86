"""What a knock says, to whom, how often, and what addresses it goes to, loosened."""

from tests.mutation.row import Row

KNOCKS = "server/shaiba/notify/knocks.py"
PUSH = "server/shaiba/notify/push.py"
SAFE = "server/shaiba/notify/safe.py"
TEST = "tests/notify/test_notify.py"
ADDRESSES = f"{TEST}::test_what_is_no_address_of_a_push_service"

NOTIFY = [
    Row(
        "nobody is knocked for what he wrote",
        KNOCKS,
        ' change["id"])) - {author}',
        ' change["id"]))',
        f"{TEST}::test_nobody_is_knocked_for_what_he_wrote",
    ),
    Row(
        "a knock is late by chance",
        KNOCKS,
        "soon = self._clock() + self._draw(*LATE_MS)",
        "soon = self._clock()",
        f"{TEST}::test_whom_it_concerns_is_knocked_for_late",
    ),
    Row(
        "one knock an hour",
        KNOCKS,
        "max(soon, self._last.get(person, 0) + HOUR_MS)",
        "soon",
        f"{TEST}::test_one_knock_an_hour_however_much_is_said",
    ),
    Row(
        "tries of a knock end",
        KNOCKS,
        "one.tries < len(AGAIN_MS)",
        "(one.tries < len(AGAIN_MS) or bool(AGAIN_MS))",
        f"{TEST}::test_what_fails_is_tried_again_three_times",
    ),
    Row(
        "a push has no body",
        PUSH,
        'post(endpoint, headers, b"", private',
        "post(endpoint, headers, endpoint.encode(), private",
        f"{TEST}::test_a_push_has_no_body_and_a_token_that_the_key_signed",
    ),
    Row(
        "a token for a push service does not live for days",
        PUSH,
        "LASTS_S = 12 * 3600",
        "LASTS_S = 48 * 3600",
        f"{TEST}::test_a_push_has_no_body_and_a_token_that_the_key_signed",
    ),
    Row(
        "a subscription that is gone is forgotten",
        PUSH,
        "if status in GONE:",
        "if False:",
        f"{TEST}::test_a_subscription_that_is_gone_is_forgotten",
    ),
    Row(
        "an address inside is forgotten too",
        PUSH,
        'await self._store.write(lambda tx: tx.drop_push(endpoint))\n            return "never"\n        except',
        'return "never"\n        except',
        f"{TEST}::test_who_is_inside_is_not_asked",
    ),
    Row(
        "a push service is asked over https",
        SAFE,
        'if parts.scheme != "https" and not (',
        "if False and not (",
        ADDRESSES,
    ),
    Row(
        "a push service is asked at its usual port",
        SAFE,
        "if port not in (None, 443) and not private:",
        "if False:",
        ADDRESSES,
    ),
    Row("an address is not longer than it may be", SAFE, "len(url) > MOST_CHARACTERS or ", "", ADDRESSES),
    Row("an address carries no name and no password", SAFE, " or parts.username is not None", "", ADDRESSES),
    Row(
        "an address inside is not asked",
        SAFE,
        "all(ipaddress.ip_address(host).is_global for host in hosts)",
        "bool(hosts)",
        f"{TEST}::test_addresses_that_are_not_public",
    ),
    Row(
        "a server that forwards is not followed",
        SAFE,
        "follow_redirects=False",
        "follow_redirects=True",
        f"{TEST}::test_what_a_webhook_s_answer_means",
    ),
    Row(
        "the time of a webhook is signed",
        "server/shaiba/notify/webhook.py",
        'f"{time_s}.".encode() + body',
        "body",
        f"{TEST}::test_a_webhook_is_signed_with_its_time",
    ),
    Row(
        "nobody else reads whom to knock for",
        "server/shaiba/notify/file.py",
        "0o600",
        "0o644",
        f"{TEST}::test_the_file_has_a_line_a_knock_that_only_its_owner_reads",
    ),
    Row(
        "knocks end with the last session of a phone, not before",
        "server/shaiba/storage/migrations.py",
        "delete from push where device = old.device and not exists (select 1 from session where device = old.device)",
        "delete from push where device = old.device",
        f"{TEST}::test_a_browser_is_knocked_at_until_its_phone_signs_out",
    ),
    Row(
        "who asks for knocks is signed in",
        "server/shaiba/web/notify.py",
        "    caller = await server.signed_in(request)\n    if server.vapid is None:\n        raise NotFound\n",
        "    caller = await server.caller(request)\n",
        f"{TEST}::test_a_browser_is_knocked_at_until_its_phone_signs_out",
    ),
]
