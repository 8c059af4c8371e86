"""Who may see and write what. Two functions decide; both are tables in tests/replica/test_scope.py.

Of a scope that is not public, *unknown* and *forbidden* are the same answer (sync/spec/scope.md).
"""

from collections.abc import Collection
from functools import lru_cache

from shaiba_sync.errors import Forbidden, SyncError, UnknownRegion
from shaiba_sync.merge import view
from shaiba_sync.scope import Scope, covers, parent_code, parse_scope

from ..joint import REVIEWERS, is_review
from ..kind import ANSWERERS, WATCHERS, Actor, Grant, Look, View, handed_to
from ..regions import Regions
from ..storage.store import Store


def check_exists(scope: Scope, regions: Regions) -> None:
    """Refuse a scope that there is not: a region that is not loaded, a kind of scope that nobody writes yet."""
    if scope.public:
        if scope.key not in regions:
            raise UnknownRegion
    elif scope.region not in regions:
        raise Forbidden


def may_read(actor: Actor | None, scope: Scope, look: Look) -> bool:
    """Whether the actor may read the scope. `look` finds records of this scope; `actor` is None without a session."""
    if scope.public:
        return True
    if actor is None:
        return False
    if actor.clerk:
        return True
    if scope.kind == "square":
        return actor.belongs(scope.key)
    if scope.kind == "case":
        appeal = look("appeal", scope.key[13:])
        if appeal is None:
            return False
        person = appeal.get("person")
        own = person == actor.person or actor.reads_for(person, scope.region)
        return own or actor.has(*ANSWERERS["case"], region=scope.region) or _is_of(actor, handed_to(appeal), scope)
    if scope.kind == "home":
        return scope.key in actor.homes
    if scope.kind == "watch":
        return actor.has(*WATCHERS, region=scope.key)
    if is_review(scope):
        return actor.has(*REVIEWERS, region=scope.region)
    if scope.kind == "office":
        return _is_of(actor, {scope.key.partition("/")[2]}, scope)
    return False


def _is_of(actor: Actor, offices: Collection[str], scope: Scope) -> bool:
    return any(grant.office in offices and covers(grant.region, scope.region) for grant in actor.grants)


def may_write(actor: Actor, scope: Scope, look: Look, *, size: int) -> bool:
    """Whether the actor may write in the scope at all; what, its kinds say. Who may read may write; and a case is
    begun (`size` is 0) by whoever belongs to its village."""
    if scope.kind == "case" and size == 0:
        return actor.clerk or actor.belongs(scope.region)
    return may_read(actor, scope, look)


async def can_read(store: Store, actor: Actor | None, name: str) -> bool:
    """`may_read` for a scope by its name, over what is committed. A name that is none is not readable."""
    try:
        scope = parse_scope(name)
    except SyncError:
        return False
    found: dict[tuple[str, str], View] = {}
    if actor is not None and scope.kind == "case" and (appeal := await store.record(name, "appeal", scope.key[13:])):
        found["appeal", appeal.id] = view(appeal)
    return may_read(actor, scope, lambda kind, record_id: found.get((kind, record_id)))


async def readable(store: Store, actor: Actor) -> list[str]:
    """The scopes that are not public and that the actor may read: his village's square and his home first, and what
    inspectors watch, whether or not anyone has spoken there yet; then what there is."""
    names = dict.fromkeys(f"square/{grant.region}" for grant in actor.grants if _is_village(grant.region))
    names |= dict.fromkeys(f"home/{home}" for home in actor.homes)
    names |= dict.fromkeys(f"watch/{grant.region}" for grant in actor.grants if _watches(grant))
    for person in filter(None, (actor.person, *(one.person for one in actor.delegations))):
        for appeal in await store.refer("appeal", "person", person):
            if appeal.scope.startswith("case/") and await can_read(store, actor, appeal.scope):
                names[appeal.scope] = None
    prefixes = ["square/"] if any(not _is_village(grant.region) for grant in actor.grants) else []
    of_office = any(grant.office for grant in actor.grants)
    prefixes += ["case/"] if of_office or any(grant.role in ANSWERERS["case"] for grant in actor.grants) else []
    prefixes += ["office/"] if of_office or any(grant.role in REVIEWERS for grant in actor.grants) else []
    prefixes += ["watch/"] if any(_watches(grant) for grant in actor.grants) else []
    for prefix in prefixes:
        for name in await store.scopes(prefix):
            if name not in names and await can_read(store, actor, name):
                names[name] = None
    return list(names)


def home_scope(region: str) -> str:
    """The public scope of a region or village: where its people's devices and grants stand."""
    return f"{'village' if _is_village(region) else 'region'}/{region}"


@lru_cache(maxsize=8192)  # asked for each op, of few regions
def homes_above(region: str) -> tuple[str, ...]:
    """The public scopes of the region and of all above it, the nearest first; of what is no region, none."""
    return (home_scope(region), *homes_above(parent_code(region))) if region else ()


def _watches(grant: Grant) -> bool:
    return grant.role in WATCHERS and not _is_village(grant.region)


def _is_village(code: str) -> bool:
    return not code.endswith("000")
