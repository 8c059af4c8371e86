"""The guarded lines, what becomes of each without its guard, and the fastest test that must notice.

`old` stands exactly once in its file: whoever changes a guarded line changes its row too. Rules of who may do what are
noticed by the matrix of tests/authz. Asked whole it costs minutes; so a row there names a kind or a door, and the few
`people` who may do something once its rule is loosened: a slice, which costs seconds. A kind without such a row, and a
slice with nobody in it, fail test_table.py.
"""

from tests.mutation.books import BOOKS
from tests.mutation.draws import DRAWS
from tests.mutation.kinds import KINDS
from tests.mutation.live import LIVE
from tests.mutation.matches import MATCHES
from tests.mutation.meetings import MEETINGS
from tests.mutation.notify import NOTIFY
from tests.mutation.polls import POLLS
from tests.mutation.rights import RIGHTS
from tests.mutation.row import Row
from tests.mutation.tips import TIPS

PUSH = "server/shaiba/replica/push.py"
PULL = "server/shaiba/replica/pull.py"
WHO = "server/shaiba/replica/who.py"
WRITER = "server/shaiba/storage/writer.py"
PHONE_PULL = "pwa/src/replica/pull.ts"
PHONE_JUDGE = "pwa/src/replica/judge.ts"
TEST_PUSH = "tests/replica/test_push.py"
EACH_BAD_OP = f"{TEST_PUSH}::test_each_bad_op_has_its_own_code_changes_nothing_and_holds_back_nothing"
ALARM = "pwa/test/replica/alarm.test.ts"
VECTORS = "tests/sync/test_vectors.py::test_each_vector_is_answered_as_it_says"
TS_VECTORS = "pwa/vectors.test.ts"
PRIVACY = "sync/python/shaiba_sync/privacy.py"
PLAIN = "tests/web/test_plain.py"
COVERED_TOGETHER = "tests/ledger/test_mask.py::test_many_rows_at_once_are_covered_as_each_by_itself"
SCOPE = "tests/replica/test_scope.py"
STORE = "tests/storage/test_store.py"
HISTORY = "tests/replica/test_history.py"
IDENTITY = "tests/web/test_identity.py"
LETTERS = "server/shaiba/identity/letters.py"
TEST_LETTERS = "tests/web/test_letters.py"
BLOB_SYNC = (
    "tests/storage/test_blobs.py::test_a_file_is_synced_before_it_has_its_name_and_its_name_before_anybody_is_told"
)
COSIGNER = "server/shaiba/replica/cosigner.py"
VOUCH = "server/shaiba/replica/vouch.py"
PHONE_WITNESS = "pwa/src/replica/witness.ts"
TEST_PHONE_WITNESS = "pwa/test/replica/witness.test.ts"
WITNESS = "tests/web/test_witness.py"
TEST_VOUCH = "tests/web/test_vouch.py"
AUDIT = "tests/sync/test_verify.py"
TEST_PHONE_EPOCH = "pwa/test/replica/epoch.test.ts"
ERASE = "tests/replica/test_erase.py"
REGAIN = "tests/replica/test_regain.py"
REWRITES = f"{AUDIT}::test_every_rewrite_is_caught"

CARRY = "pwa/src/replica/carry.ts"
CARRY_TEST = "pwa/test/replica/carry.test.ts"
TERMINAL = "tests/terminal/test_terminal.py"

ROWS = [
    # --- pokes
    Row(
        "no poke overtakes an older one",
        "server/shaiba/replica/live.py",
        "if not (rests and self._say_now",
        "if not (self._say_now",
        "tests/web/test_live.py::test_a_stream_that_rests_is_told_at_once_and_no_other",
    ),
    Row(
        "a part of an answer stands within it",
        "server/shaiba/web/packet.py",
        "or not (cycle.response_started and cycle.chunked_encoding)",
        "or False",
        "tests/web/test_packet.py",
    ),
    Row(
        "who reads too slowly is told by send",
        "server/shaiba/web/packet.py",
        "self.flow.write_paused",
        "False",
        "tests/web/test_packet.py",
    ),
    # --- what is carried
    Row(
        "the form of a carried op",
        CARRY,
        "if (error instanceof SyncError) return 'bad'",
        "if (error instanceof SyncError) return 'ops'",
        CARRY_TEST,
    ),
    Row("a carried log under another key", CARRY, "if (!(await isSigned(pinned, log)))", "if (false)", CARRY_TEST),
    Row(
        "another history, carried",
        CARRY,
        "if (!(await compareWhole(",
        "if (false && !(await compareWhole(",
        CARRY_TEST,
    ),
    Row("the hash of a carried file", CARRY, "(await hashOf(bytes)) !== hash", "false", CARRY_TEST),
    Row(
        "a carrier's word is not the server's",
        "pwa/src/replica/outbox-view.ts",
        "(row.carried && !row.proven)",
        "false",
        CARRY_TEST,
    ),
    Row(
        "bytes from nobody that no op names",
        "server/shaiba/web/files.py",
        "if caller is None and not await server.replica.store.blob_scopes(blob_hash):",
        "if False:",
        "tests/web/test_files.py",
    ),
    Row(
        "kept before it is said",
        "server/shaiba/terminal/held.py",
        '        _append(self._folder / "kept", [line])\n',
        "",
        TERMINAL,
    ),
    Row(
        "kept before it is durable",
        "server/shaiba/terminal/held.py",
        "        file.flush()\n        os.fsync(file.fileno())\n    if is_new",
        "        file.flush()\n    if is_new",
        TERMINAL,
    ),
    Row(
        "a terminal's lines lead to their note",
        "server/shaiba/terminal/held.py",
        "if (checkpoint.size, checkpoint.root) != (frontier.size, frontier.root()):",
        "if False:",
        TERMINAL,
    ),
    Row(
        "the form of a kept op",
        "server/shaiba/terminal/web.py",
        "            parse_op(line)\n",
        "            pass\n",
        TERMINAL,
    ),
    # --- what the server takes
    Row("an op's signature", PUSH, "verify(*keys[one.op.by], one.op)", "pass", f"{EACH_BAD_OP}[wrong_signature]"),
    Row(
        "the signature of an act that is held already",
        PUSH,
        "        if ready.signature is not None:\n            raise ready.signature\n        if not is_gone",
        "        if not is_gone",
        f"{TEST_PUSH}::test_an_act_under_anothers_signature_is_not_that_act",
    ),
    Row(
        "one op is stored once",
        PUSH,
        "if seen := _seen(tx, ready):",
        "if seen := None:",
        f"{TEST_PUSH}::test_the_same_op_again_is_seen_at_its_place",
    ),
    Row(
        "one act per salt",
        PUSH,
        "            raise SaltReused\n",
        "            pass\n",
        f"{TEST_PUSH}::test_a_salt_stands_for_one_act_only",
    ),
    Row(
        "numbers that name a person",
        PUSH,
        "            check_public(change, kind.contact)",
        "            pass",
        f"{EACH_BAD_OP}[a_personal_number_for_everyone]",
    ),
    Row(
        "a glance at all changes of an op",
        PUSH,
        "is_clean = has_no_number(_said(op.line))",
        "is_clean = True",
        f"{EACH_BAD_OP}[a_personal_number_for_everyone]",
    ),
    Row(
        "both halves of an op that may carry a number",
        PUSH,
        "runs += (run[:half], run[half:])",
        "runs += (run[:half],)",
        "tests/web/test_personal.py::test_it_is_found_in_whatever_change_of_an_op_it_stands",
    ),
    Row(
        "an identity number's check digit",
        "sync/python/shaiba_sync/personal.py",
        'number[17] == "10X98765432"[total % 11] or',
        "True or",
        VECTORS,
    ),
    Row(
        "a number in wide digits",
        "sync/python/shaiba_sync/personal.py",
        " or _WIDE_DIGIT.search(text) is not None",
        "",
        "tests/sync/test_personal.py::test_a_glance_overlooks_none_of_ten_thousand_and_is_enough_for_ledgers",
    ),
    Row(
        "illness among many rows",
        PRIVACY,
        " and place not in ill",
        "",
        COVERED_TOGETHER,
    ),
    Row(
        "a number among many rows",
        PRIVACY,
        "is_quiet = by_name and not may_hold and",
        "is_quiet = by_name and",
        COVERED_TOGETHER,
    ),
    Row(
        "a payee who is named elsewhere in the row",
        PRIVACY,
        "return hidden if words.count(name) == 1 else None",
        "return hidden",
        VECTORS,
    ),
    Row(
        "names on the roll among many rows",
        PRIVACY,
        'by_name = policy["names"] == "surname" and not known',
        'by_name = policy["names"] == "surname"',
        COVERED_TOGETHER,
    ),
    Row("drift of stamps", PUSH, "if ahead_ms > MAX_DRIFT_MS:", "if False:", f"{EACH_BAD_OP}[stamp_ahead]"),
    Row(
        "whether there is such a village",
        PUSH,
        "check_exists(scope, replica.regions)",
        "pass",
        f"{EACH_BAD_OP}[a_village_that_is_not_there]",
    ),
    Row(
        "who writes in a scope",
        PUSH,
        "if not may_write(actor, scope, look, size=tx.head_size(op.scope)):",
        "if False:",
        f"{SCOPE}::test_a_case_that_is_not_yours_and_one_that_is_not_there_are_refused_alike",
    ),
    Row(
        "which kinds a scope holds",
        PUSH,
        "if scope.kind not in kind.scopes:",
        "if False:",
        f"{EACH_BAD_OP}[a_kind_in_the_wrong_scope]",
    ),
    Row(
        "what a kind allows",
        PUSH,
        "kind.allow(decoded, view(past) if past else None, context)",
        "pass",
        f"{TEST_PUSH}::test_an_id_that_exists_is_taken",
    ),
    Row(
        "revoked devices",
        WHO,
        'device = device_of(tx.find("device", device_id), today)\n    if device is None:\n        raise UnknownDevice\n'
        "    if device.revoked:",
        'device = device_of(tx.find("device", device_id), today)\n    if device is None:\n        raise UnknownDevice\n'
        "    if False:",
        f"{TEST_PUSH}::test_a_revoked_device_signs_no_more_but_what_it_sent_is_still_seen",
    ),
    Row(
        "sessions of revoked devices",
        WHO,
        'device = device_of(await store.find("device", device_id), today)\n    if device is None:\n'
        "        raise UnknownDevice\n    if device.revoked:",
        'device = device_of(await store.find("device", device_id), today)\n    if device is None:\n'
        "        raise UnknownDevice\n    if False:",
        f"{IDENTITY}::test_a_revoked_devices_session_is_over_at_once",
    ),
    Row("grants end", WHO, "<= today <= grant", "<= today and grant", f"{TEST_PUSH}::test_a_grant_ends_by_itself"),
    Row(
        "only the clerk enrols",
        "server/shaiba/domain/device.py",
        "if not context.actor.clerk:",
        "if False:",
        "tests/domain/test_device.py::test_who_may_enrol",
    ),
    Row(
        "a body's unpacked size",
        "server/shaiba/web/body.py",
        "        if len(body) > limit:\n",
        "        if False:\n",
        "tests/web/test_sync.py::test_what_unpacks_to_too_much_is_stopped_on_the_way",
    ),
    # --- what the server keeps
    Row(
        "a commit is synced (FULL, not NORMAL)",
        "server/shaiba/storage/sqlite.py",
        '"synchronous=full"',
        '"synchronous=normal"',
        "tests/faults/test_power_cut.py::test_after_four_hundred_power_cuts_all_that_was_acknowledged_is_there[0]",
    ),
    Row(
        "commit, then acknowledge",
        WRITER,
        "fates.append((future, True, job(tx)))",
        "fates.append((future, True, job(tx)))\n"
        "                    self._tell([(job, future.get_loop(), future)], fates[-1:])",
        "tests/replica/test_crash.py::test_the_signer_fails",
    ),
    Row(
        "a job that failed leaves nothing",
        WRITER,
        'conn.execute("rollback to job")',
        "pass",
        f"{STORE}::test_a_job_that_fails_changes_nothing_and_holds_back_nothing",
    ),
    Row(
        "another process may have written",
        WRITER,
        "if version != self._data_version:",
        "if False:",
        f"{STORE}::test_a_head_that_another_process_moved_is_read_again",
    ),
    Row(
        "a head is sealed over the lines it was read with",
        "server/shaiba/storage/sqlite_tx.py",
        "if done.rowcount != 1:",
        "if False:",
        "tests/storage/test_sqlite.py::test_a_head_that_moved_under_a_transaction_is_not_overwritten",
    ),
    Row(
        "one process writes",
        "server/shaiba/data_folder.py",
        "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        "tests/replica/test_verify.py::test_two_servers_do_not_share_a_folder",
    ),
    Row(
        "a file is synced before it has its name",
        "server/shaiba/storage/blobs.py",
        "        sync(draft)\n",
        "",
        BLOB_SYNC,
    ),
    Row(
        "its name is synced before anybody is told",
        "server/shaiba/storage/blobs.py",
        "        sync(place.parent)\n",
        "",
        BLOB_SYNC,
    ),
    Row(
        "an upload has the bytes of its hash",
        "server/shaiba/web/files.py",
        "if hashlib.sha256(data).hexdigest() != blob_hash:",
        "if False:",
        "tests/web/test_files.py::test_other_bytes_than_the_hash_names_are_dropped",
    ),
    Row(
        "the head is what this log signed, at start",
        "server/shaiba/data_folder.py",
        "if not open_head(head, self.log_name, vkey):",
        "if False:",
        "tests/replica/test_verify.py::test_a_server_in_doubt_does_not_start_and_says_why[a checkpoint of another log]",
    ),
    Row(
        "the lines are those of the head, at the first touch",
        "server/shaiba/replica/history.py",
        "if wrong or end != head.frontier or not told:",
        "if False:",
        f"{HISTORY}::test_an_edit_while_the_server_was_stopped_is_told_and_mended[bytes]",
    ),
    Row(
        "another process may have changed lines",
        "server/shaiba/replica/history.py",
        "past.asof == self._store.foreign and ",
        "",
        f"{HISTORY}::test_a_naive_edit_while_the_server_runs_is_told_to_the_next_who_asks",
    ),
    Row(
        "a damaged log takes nothing",
        PUSH,
        "    if ready.damaged:\n",
        "    if False:\n",
        f"{HISTORY}::test_a_naive_edit_while_the_server_runs_is_told_to_the_next_who_asks",
    ),
    Row(
        "the note under a refill",
        "server/shaiba/replica/mend.py",
        "if frontiers[note.size].root() != note.root or ",
        "if ",
        f"{HISTORY}::test_a_refill_goes_no_further_than_its_note_vouches",
    ),
    Row(
        "the cursor's root",
        PULL,
        "if len(cursor) == 3 and cursor[2] != await replica.history.root(past, size):",
        "if False:",
        f"{HISTORY}::test_another_root_is_told_with_our_note_of_that_size",
    ),
    Row(
        "what an author saw",
        PUSH,
        "if root != await replica.history.root(past, size):",
        "if False:",
        f"{HISTORY}::test_what_an_author_saw_is_held_against_our_history",
    ),
    Row(
        "a restored copy takes nothing new",
        PUSH,
        "if closed:",
        "if False:",
        f"{HISTORY}::test_lines_that_a_copy_has_not_are_brought_back_to_the_same_root",
    ),
    Row(
        "a new epoch is the clerk's signature (phone)",
        "pwa/src/replica/epoch.ts",
        "await verify(clerk.alg,",
        "void verify(clerk.alg,",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "the entry stands at its place (phone)",
        PHONE_PULL,
        "if (entry && (!found ||",
        "if (false && (!found ||",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "lines of another epoch answer the cursor (phone)",
        PHONE_PULL,
        "epoch === row.epoch && size > 0 ? raise(env, row, 'epoch', checkpoint) : 'stale'",
        "raise(env, row, 'epoch', checkpoint)",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "lines of another epoch than was asked for are an alarm (phone)",
        PHONE_PULL,
        "epoch === row.epoch && size > 0 ? raise(env, row, 'epoch', checkpoint) : 'stale'",
        "'stale'",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "files answer a cursor too (phone)",
        "pwa/src/replica/exchange.ts",
        "{ ...event, asked: this.#have[event.scope] }",
        "event",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "what is said of an epoch that was left says nothing (phone)",
        PHONE_JUDGE,
        "if (asked?.[0] !== row.epoch) return",
        "if (false) return",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "an epoch that was given up is told",
        PULL,
        "if head.epoch > epoch and size:",
        "if False:",
        "tests/replica/test_epoch.py",
    ),
    Row(
        "what nobody brought is given up openly",
        "server/shaiba/replica/restore.py",
        "tx.begin_epoch(short.scope, epoch)",
        "pass",
        "tests/replica/test_epoch.py",
    ),
    Row(
        "what the epochs share is compared",
        PUSH,
        "if past is not None and past.shared is not None and size > past.shared:",
        "if past is not None and past.shared is not None:",
        "tests/replica/test_epoch.py",
    ),
    Row(
        "a cosigned head is durable",
        "server/shaiba/storage/cosigned.py",
        '"synchronous=full"',
        '"synchronous=normal"',
        "tests/web/test_witness.py",
    ),
    # --- whom the server tells what
    Row(
        "who reads a scope",
        "server/shaiba/replica/scope.py",
        "    if scope.public:\n        return True\n",
        "    return True\n",
        f"{SCOPE}::test_who_may_read",
    ),
    Row(
        "who is answered on a scope",
        "server/shaiba/web/sync.py",
        "return parse_scope(name).public or (caller is not None and name in caller.scopes)",
        "return True",
        f"{SCOPE}::test_no_line_leaves_its_audience",
    ),
    Row(
        "who gets a file",
        "server/shaiba/web/files.py",
        "if blob is None or not (public or await _may_read(server, request, scopes)):",
        "if blob is None:",
        "tests/web/test_files.py::test_a_photo_of_the_square_is_for_those_on_the_roll",
    ),
    Row(
        "who is told how large a file is",
        "server/shaiba/web/files.py",
        "if blob and _is_public(await server.replica.store.blob_scopes(blob_hash)):",
        "if blob:",
        "tests/web/test_files.py::test_a_photo_of_the_square_is_for_those_on_the_roll",
    ),
    Row(
        "a cursor ahead of the log",
        PULL,
        "if head.epoch < epoch or head.size < size:",
        "if False:",
        "tests/web/test_public.py::test_a_phone_that_is_ahead_is_told_where_the_log_ends",
    ),
    Row(
        "the last run says that there is more",
        PULL,
        "more=is_last and to < head.size",
        "more=False",
        "tests/web/test_public.py::test_each_run_of_a_long_answer_is_proven_at_its_own_size",
    ),
    Row(
        "no echo of own ops",
        "server/shaiba/web/sync.py",
        "sent.setdefault(verdict.scope, set()).add(verdict.seq)",
        "pass",
        f"{TEST_PUSH}::test_a_phones_own_lines_are_not_sent_back_to_it",
    ),
    Row(
        "how busy a log is that is not public",
        "server/shaiba/replica/together.py",
        "return parse_scope(name).public",
        "return True",
        "tests/replica/test_together.py::test_a_line_says_its_public_log_and_no_other_tells_how_busy_it_is",
    ),
    Row(
        "a file packed ahead says what stands in the log now",
        "server/shaiba/replica/packing.py",
        "sha256(begun).digest() != self._hash.digest()",
        "False",
        "tests/replica/test_ahead.py::test_a_line_that_went_is_not_in_a_file_that_was_packed_ahead",
    ),
    Row(
        "a code works once",
        LETTERS,
        "if letter.used_ms is not None:",
        "if False:",
        f"{IDENTITY}::test_every_wrong_code_has_the_same_answer",
    ),
    Row(
        "a code is void after wrong tries",
        LETTERS,
        " or letter.tries >= TRIES",
        "",
        f"{IDENTITY}::test_a_code_is_void_after_five_wrong_households",
    ),
    Row(
        "a letter waits for a second person",
        LETTERS,
        'state_of(letter, now_ms) != "waiting" or letter.asked_by == by',
        'state_of(letter, now_ms) != "waiting"',
        f"{TEST_LETTERS}::test_a_letter_enrols_once_it_was_released_by_somebody_else",
    ),
    Row(
        "nobody releases a letter to himself",
        "server/shaiba/web/letters.py",
        "return (person, *(view(declared)",
        "return (*(), *(view(declared)",
        f"{TEST_LETTERS}::test_nobody_releases_his_own_letter_nor_that_of_who_is_close",
    ),
    Row(
        "nobody releases the letter of who is close",
        LETTERS,
        " or letter.person in close:",
        ":",
        f"{TEST_LETTERS}::test_nobody_releases_his_own_letter_nor_that_of_who_is_close",
    ),
    Row(
        "a letter that was not released enrols nobody",
        LETTERS,
        'if found is None or state_of(found, now_ms) != "released":',
        'if found is None or state_of(found, now_ms) not in ("waiting", "released"):',
        f"{TEST_LETTERS}::test_a_letter_enrols_once_it_was_released_by_somebody_else",
    ),
    Row(
        "letters are for who keeps that roll",
        "server/shaiba/web/letters.py",
        "if actor.person is None or not actor.keeps_roll(data.region):",
        "if actor.person is None:",
        f"{TEST_LETTERS}::test_who_may_ask_release_see_and_void",
    ),
    Row(
        "whoever enrols holds the key",
        "server/shaiba/identity/device.py",
        "verify_bytes(alg, public_key, signature, hashlib.sha256(text.encode()).digest())",
        "pass",
        f"{IDENTITY}::test_a_key_that_the_phone_does_not_hold_is_not_enrolled",
    ),
    Row(
        "a challenge works once",
        "server/shaiba/storage/sqlite_tx.py",
        '"delete from challenge where challenge = ? returning device, expires"',
        '"select device, expires from challenge where challenge = ?"',
        f"{STORE}::test_challenges_are_taken_once_and_in_time",
    ),
    Row(
        "other sites' pages",
        "server/shaiba/web/server.py",
        'if request.headers.get("x-shaiba") != "1" or site not in ("same-origin", "none"):',
        "if False:",
        f"{IDENTITY}::test_another_sites_page_changes_nothing",
    ),
    # --- what is answered before all is loaded
    Row(
        "only what is asked plainly is answered plainly",
        "server/shaiba/web/plain.py",
        'if method != "GET":',
        "if False:",
        f"{PLAIN}::test_all_else_is_not_answered_plainly",
    ),
    Row(
        "who waits for the rest is not kept for ever",
        "server/shaiba/web/rest.py",
        "raise Unavailable(AGAIN_S) from None",
        "raise",
        f"{PLAIN}::test_who_waits_for_too_long_is_told_when_to_come_again",
    ),
    Row(
        "what cannot be loaded ends the server",
        "server/shaiba/cli/serve.py",
        "        rest.result()\n",
        "        pass\n",
        f"{PLAIN}::test_what_cannot_be_loaded_ends_the_server",
    ),
    # --- the protocol, in both languages
    Row("low s", "sync/python/shaiba_sync/keys.py", "or s > _P256_ORDER // 2:", "or False:", f"{VECTORS}[op]"),
    Row(
        "canonical base64url",
        "sync/python/shaiba_sync/op.py",
        "not _B64U[size % 3].fullmatch(text)",
        "not _B64U[0].fullmatch(text)",
        f"{VECTORS}[op]",
    ),
    Row(
        "compact changes",
        "sync/python/shaiba_sync/strict.py",
        "are_changes(changes) and _encode(changes) == data",
        "are_changes(changes)",
        f"{VECTORS}[op]",
    ),
    Row(
        "every signature of the log on a note",
        "sync/python/shaiba_sync/tree.py",
        'verify_bytes("ed25519", key.key, sig, signed.text.encode())',
        "pass",
        f"{VECTORS}[tree]",
    ),
    Row(
        "low s (phone)",
        "sync/typescript/src/keys.ts",
        "|| (alg === 'p256' && !isLow(toBigInt(sig.subarray(32))))",
        "",
        TS_VECTORS,
    ),
    Row(
        "a checkpoint's signature (phone)",
        "sync/typescript/src/tree.ts",
        "await verifyBytes('ed25519', key.key, sig, encoder.encode(signed.text))",
        "void sig",
        TS_VECTORS,
    ),
    # --- what a phone believes
    Row("the root of what came (phone)", PHONE_PULL, "!sameBytes(theirs.root, frontier.root())", "false", ALARM),
    Row(
        "the key behind a checkpoint (phone)",
        PHONE_PULL,
        "if (!theirs) return raise(env, row, 'signature', checkpoint)",
        "if (!theirs) return 'stale'",
        ALARM,
    ),
    Row("a shorter log (phone)", PHONE_JUDGE, "|| theirs.size < row.size ? raise", "|| false ? raise", ALARM),
    Row("another epoch (phone)", PHONE_JUDGE, "if (epoch > row.epoch) return raise", "if (false) return raise", ALARM),
    Row(
        "a head without lines (phone)",
        "pwa/src/replica/compare.ts",
        "if (sameBytes(theirs.root, root)) return 'same'",
        "if (sameBytes(theirs.root, theirs.root)) return 'same'",
        "pwa/test/replica/audit.test.ts",
    ),
    Row(
        "lines begin where the phone stands (phone)",
        PHONE_PULL,
        "if (heldSize(row) !== section.from) return 'stale'\n",
        "",
        "pwa/test/replica/pull.test.ts",
    ),
    Row(
        "a refused op is kept (phone)",
        "pwa/src/replica/outbox.ts",
        "    default:\n      return { ...row, state: 'refused', error }",
        "    default:\n      return { ...row, state: 'received', error: null }",
        "pwa/test/replica/outbox.test.ts",
    ),
    # --- who vouches
    Row(
        "a cosignature's signature",
        "sync/python/shaiba_sync/witness.py",
        'verify_bytes("ed25519", key.key, data[8:], _message(signed.text, time_s))',
        "pass",
        VECTORS,
    ),
    Row(
        "a cosignature's signature (phone)",
        "sync/typescript/src/witness.ts",
        "await verifyBytes('ed25519', key.key, data.slice(8), message(signed.text, timeS))",
        "void message",
        TS_VECTORS,
    ),
    Row(
        "a witness checks that the history goes on",
        COSIGNER,
        "if not verify_consistency(old.size, said.size, old.root, said.root, submission.proof):",
        "if False:",
        f"{WITNESS}::test_what_it_refuses",
    ),
    Row(
        "a witness keeps what it signs before it answers",
        COSIGNER,
        "if not self._heads.swap(said.origin, last, Cosigned(said.size, said.root)):",
        "if False:",
        f"{WITNESS}::test_a_history_that_goes_on_is_cosigned",
    ),
    Row(
        "a witness never takes a head back",
        "server/shaiba/storage/cosigned.py",
        "return done.rowcount == 1",
        "return True",
        f"{WITNESS}::test_a_head_is_swapped_only_from_what_it_was",
    ),
    Row(
        "who may vouch",
        VOUCH,
        'if known.device.alg == "ed25519" and any(',
        'if known.device.alg == "ed25519" or any(',
        f"{TEST_VOUCH}::test_who_may_not_vouch",
    ),
    Row(
        "what is vouched for is this log's own history",
        VOUCH,
        "if not ours or parse_checkpoint(split_note(ours).text) != said:",
        "if not ours:",
        f"{TEST_VOUCH}::test_what_is_not_this_logs_own_history_is_refused",
    ),
    Row(
        "who counts of those who vouched (phone)",
        PHONE_WITNESS,
        "person === device.person && role === ROLE",
        "person === device.person",
        TEST_PHONE_WITNESS,
    ),
    Row(
        "a phone vouches for nothing while there is an alarm",
        "pwa/src/replica/vouch.ts",
        "if (row.checkpoint === null || row.alarm) continue",
        "if (row.checkpoint === null) continue",
        TEST_PHONE_WITNESS,
    ),
    # --- the stranger's audit
    Row("roots (audit)", "sync/verify.py", "need(head in heads,", "need(True,", REWRITES),
    Row(
        "authors (audit)",
        "sync/verify.py",
        "if by not in keys or not signed(*keys[by], *proof)]",
        "if by not in keys]",
        REWRITES,
    ),
    Row(
        "what a phone holds (audit)",
        "sync/verify.py",
        "elif was > epoch or head not in heads:",
        "elif was > epoch:",
        REWRITES,
    ),
    Row(
        "what authors saw (audit)",
        "sync/verify.py",
        'need(not op or op["seen"] in heads or int(op["seen"][1:-47]) > fork,',
        "need(True,",
        f"{AUDIT}::test_an_author_who_saw_another_history_is_heard",
    ),
    # --- what goes by order
    Row(
        "an act that was erased is never taken again",
        PUSH,
        "if not is_gone(held.line) and _said",
        "if _said",
        f"{ERASE}::test_who_brings_it_again_hears_that_it_was_seen",
    ),
    Row(
        "the clerk alone orders",
        "server/shaiba/domain/erasure.py",
        "if not context.actor.clerk:",
        "if False:",
        "tests/domain/test_erasure.py::test_who_may_order_it",
    ),
    Row(
        "orders and enrolments stay",
        "server/shaiba/replica/erase.py",
        'NEVER = ("erasure.order", "epoch.begin", "device.enrol")',
        "NEVER = ()",
        f"{ERASE}::test_what_may_not_go_stays",
    ),
    Row(
        "a file that another line names stays",
        "server/shaiba/replica/erase.py",
        "sorted(named - others.blobs)",
        "sorted(named)",
        f"{ERASE}::test_nothing_of_the_line_is_left_in_the_folder",
    ),
    Row(
        "packed copies go",
        "server/shaiba/replica/erase.py",
        "    await asyncio.to_thread(bundles.forget, scope)\n",
        "",
        f"{ERASE}::test_nothing_of_the_line_is_left_in_the_folder",
    ),
    Row(
        "a gap that is brought has its order",
        "server/shaiba/replica/mend.py",
        "if brought & set(gaps.without_order()):",
        "if False:",
        f"{ERASE}::test_a_restored_copy_learns_what_went_since_and_takes_no_other_gap",
    ),
    Row(
        "a line and its gap do not change places",
        "server/shaiba/replica/mend.py",
        "or leaf_as_stored(kept.line) != leaf",
        "or kept.line != line",
        f"{ERASE}::test_nobody_erases_or_brings_back_by_a_refill",
    ),
    Row(
        "a gap has its order (verify)",
        "server/shaiba/replica/audit.py",
        "for seq in gaps.without_order():",
        "for seq in ():",
        f"{ERASE}::test_a_gap_that_nobody_ordered_is_found",
    ),
    Row(
        "a gap has its order (audit)",
        "sync/verify.py",
        "for n, leaf in gaps if leaf not in orders)",
        "for n, leaf in ())",
        f"{AUDIT}::test_an_erased_line_is_a_visible_gap_and_no_fault",
    ),
    Row(
        "an order of the clerk (audit)",
        "sync/verify.py",
        'if ours and c["do"] == "erasure.order"',
        'if c["do"] == "erasure.order"',
        f"{AUDIT}::test_an_erased_line_is_a_visible_gap_and_no_fault",
    ),
    Row(
        "an act signed again keeps its name (phone)",
        "pwa/src/replica/outbox.ts",
        ", parseOp(row.line).salt)",
        ")",
        "pwa/test/replica/outbox.test.ts",
    ),
    Row(
        "a clock that was set back uses no stamp again (phone)",
        "pwa/src/replica/clock.ts",
        "Math.max(least, floor)",
        "least",
        "pwa/test/replica/outbox.test.ts",
    ),
    Row(
        "the act itself, under another stamp (phone)",
        PHONE_PULL,
        "ids.has(id) || said.some(({ op }) => isSameAct(op, own))",
        "ids.has(id)",
        "pwa/test/replica/outbox.test.ts",
    ),
    # --- what a log gave up
    Row(
        "a line that is brought again stood in the tree",
        "sync/python/shaiba_sync/regain.py",
        "if not verify_inclusion(leaf_hash(line), at, note.size, path, note.root):",
        "if False:",
        f"{REGAIN}::test_what_is_not_proven_is_refused_with_all_that_came_with_it",
    ),
    Row(
        "a gap proves nothing",
        "sync/python/shaiba_sync/regain.py",
        "leaf_hash(line), at,",
        '__import__("shaiba_sync.op", fromlist=["op"]).leaf_of(line), at,',
        f"{VECTORS}[regain]",
    ),
    Row(
        "the note is of this log and of the epoch said",
        "sync/python/shaiba_sync/regain.py",
        "if note.origin != origin(parse_vkey(vkey).name, scope, regain.epoch) or regain.epoch >= epoch:",
        "if regain.epoch >= epoch:",
        f"{VECTORS}[regain]",
    ),
    Row(
        "in the epoch that goes on nothing was given up",
        "sync/python/shaiba_sync/regain.py",
        " or regain.epoch >= epoch:",
        ":",
        f"{REGAIN}::test_a_log_that_gave_nothing_up_takes_nothing_by_a_proof",
    ),
    Row(
        "a line of another log is none of this one",
        "sync/python/shaiba_sync/regain.py",
        "if op.scope != scope:",
        "if False:",
        f"{VECTORS}[regain]",
    ),
    Row(
        "the proof stands for the passkey",
        "server/shaiba/replica/regain.py",
        "stepped=proven)",
        "stepped=())",
        f"{REGAIN}::test_what_an_official_said_is_let_in_by_who_holds_it_without_his_passkey",
    ),
    Row(
        "nobody else's passkey is stood for",
        "server/shaiba/web/sync.py",
        "stepped = caller.writes(now_ms) if caller else ()",
        'stepped = [__import__("shaiba_sync.op", fromlist=["op"]).parse_op(line).by for line in lines]',
        f"{REGAIN}::test_what_an_official_said_is_let_in_by_who_holds_it_without_his_passkey",
    ),
    Row(
        "a proof is asked (phone's own check)",
        "sync/typescript/src/regain.ts",
        "if (!verifyInclusion(leafHash(line), at, note.size, path, note.root))",
        "if (false)",
        TS_VECTORS,
    ),
    Row(
        "what was given up is offered again (phone)",
        "pwa/src/replica/mend.ts",
        "const again = await regain(env)",
        "const again = { taken: [], left: false } as Awaited<ReturnType<typeof regain>>",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "a server that cannot now is asked once more (phone)",
        "pwa/src/replica/regain.ts",
        "return isLater ? null : taken",
        "return taken",
        TEST_PHONE_EPOCH,
    ),
    Row(
        "private lines that were given up are sealed (phone)",
        "pwa/src/replica/lock.ts",
        "['pages', aside(row.scope)], ",
        "",
        "pwa/test/replica/lock.test.ts",
    ),
    Row(
        "in a new epoch it vouches for what it has seen begin (phone)",
        "pwa/src/replica/vouch.ts",
        "if (row.epoch > 0 && !(await hasBegun(env, scope, row.epoch))) continue",
        "",
        TEST_PHONE_WITNESS,
    ),
    Row(
        "it vouches for no epoch that was given up (phone)",
        "pwa/src/replica/vouch.ts",
        "if (last?.device === device.id && last.epoch > row.epoch) continue",
        "",
        TEST_PHONE_WITNESS,
    ),
    Row(
        "more lost lines than an order names are told (audit)",
        "sync/verify.py",
        "                if size > first:\n",
        "                if size > first + lost:\n",
        f"{AUDIT}::test_lines_that_an_order_gave_up_are_named_to_whoever_holds_a_checkpoint_of_them",
    ),
    *BOOKS,
    *DRAWS,
    *NOTIFY,
    *TIPS,
    *POLLS,
    *LIVE,
    *MATCHES,
    *MEETINGS,
    *RIGHTS,
    *KINDS,
]  # fmt: skip
