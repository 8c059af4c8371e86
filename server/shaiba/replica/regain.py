"""What a log gave up comes back to it by whoever holds it: the old signed tree proves that it had been let in.

The proof stands for the passkey of the op's author and for nothing else: all other rules are asked as of any op.
Spec: sync/spec/regain.md.
"""

import asyncio
from collections.abc import Sequence

from shaiba_sync.regain import Regain, check_regain
from shaiba_sync.scope import Scope
from shaiba_sync.wire import Verdict

from ..log import log
from .push import Outcome, push
from .replica import Replica


async def regain(replica: Replica, scope: Scope, said: Regain, now_ms: int) -> Sequence[Outcome]:
    """Take the lines; one verdict for each, in order. One that is not proven refuses them all: `BadSignature`,
    `NotFound`, `OtherHistory`, `Malformed`."""
    head = await replica.store.head(scope.name)
    epoch = head.epoch if head else 0
    ops = await asyncio.to_thread(check_regain, said, replica.vkey, scope.name, epoch)
    proven = {op.by for op in ops}  # their people had shown to be there when the log let these lines in
    verdicts = await push(replica, [op.line for op in ops], now_ms=now_ms, stepped=proven)
    stored = sum(isinstance(one, Verdict) and one.verdict == "stored" for one in verdicts)
    log.info("regained", scope=scope.name, lines=stored)
    return verdicts
