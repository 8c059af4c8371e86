"""What guards books under review and subsidies on their way: each rule, loosened."""

from tests.mutation.row import Row

REVIEW = "server/shaiba/domain/review.py"
COUNTERSIGN = "server/shaiba/domain/countersign.py"
JOINT = "server/shaiba/joint.py"
PAYOUT = "server/shaiba/domain/payout.py"
PAYMENT = "server/shaiba/domain/payment.py"
CONFIRMATION = "server/shaiba/domain/confirmation.py"
PAYOUTS = "server/shaiba/replica/payouts.py"
TEST_REVIEW = "tests/domain/test_review.py"
TEST_COUNTERSIGN = "tests/domain/test_countersign.py"
TEST_PAYOUT = "tests/domain/test_payout.py"
TEST_PAYOUTS = "tests/replica/test_payouts.py"

BOOKS = [
    # --- joint review
    Row(
        "no accountant examines",
        REVIEW,
        "if is_accountant or not actor.has(said.role, region=context.region):",
        "if not actor.has(said.role, region=context.region):",
        TEST_REVIEW,
    ),
    Row(
        "who examines holds that role",
        REVIEW,
        "if is_accountant or not actor.has(said.role, region=context.region):",
        "if is_accountant:",
        TEST_REVIEW,
    ),
    Row(
        "a verdict is in one's own name",
        REVIEW,
        "    if said.person != context.actor.person:\n",
        "    if False:\n",
        TEST_REVIEW,
    ),
    Row(
        "who entered an item does not examine it",
        REVIEW,
        'if said.person == item["person"] or any(',
        "if any(",
        TEST_REVIEW,
    ),
    Row(
        "nobody examines for two offices",
        REVIEW,
        '(one["person"], one["role"]) == (said.person, role)',
        "False",
        TEST_REVIEW,
    ),
    Row(
        "offices examine in their order",
        REVIEW,
        "        if earlier not in seen:\n",
        "        if False:\n",
        TEST_REVIEW,
    ),
    Row(
        "what was approved is what was seen",
        REVIEW,
        'if one["digest"] == said.digest and one["verdict"] == "approve"}',
        'if one["verdict"] == "approve"}',
        TEST_REVIEW,
    ),
    Row(
        "what was sent back is not approved",
        REVIEW,
        'if one["digest"] == said.digest and one["verdict"] == "approve"}',
        'if one["digest"] == said.digest}',
        TEST_REVIEW,
    ),
    Row(
        "an item that was taken out is examined no more",
        REVIEW,
        '    if "withdrawn" in past:\n        raise Closed\n',
        "",
        TEST_REVIEW,
    ),
    Row(
        "no accountant signs",
        COUNTERSIGN,
        ' or actor.has("accountant", region=context.region):',
        ":",
        TEST_COUNTERSIGN,
    ),
    Row(
        "nobody signs for two offices",
        COUNTERSIGN,
        'if any(actor.person in other.get("people", ()) for other in others.values()):',
        "if False:",
        TEST_COUNTERSIGN,
    ),
    Row(
        "offices sign in their order",
        COUNTERSIGN,
        'if not set(change.add.items) <= set(others[earlier].get("items", ())):',
        "if False:",
        TEST_COUNTERSIGN,
    ),
    Row(
        "one signs in one's own name",
        COUNTERSIGN,
        "if change.add.people != [actor.person]:",
        "if False:",
        TEST_COUNTERSIGN,
    ),
    Row(
        "no book is published unsigned",
        JOINT,
        "if not _signed(context, disclosure, role):",
        "if False:",
        TEST_COUNTERSIGN,
    ),
    Row(
        "a line is published word by word as it was signed",
        JOINT,
        "if found[at : at + 1] != [digest]:",
        "if not found:",
        TEST_COUNTERSIGN,
    ),
    Row(
        "a line of an earlier month hides in no later book",
        JOINT,
        "max(fields.date[:7], _last_month(period))",
        "fields.date[:7]",
        TEST_COUNTERSIGN,
    ),
    # --- payouts
    Row(
        "who publishes a payout",
        PAYOUT,
        'if not (actor.clerk or actor.has("accountant", region=context.region)):',
        "if False:",
        TEST_PAYOUT,
    ),
    Row("who counts answers", PAYOUT, "        if not actor.clerk:\n", "        if False:\n", TEST_PAYOUT),
    Row(
        "a payout that was withdrawn takes no line",
        PAYMENT,
        '    if "withdrawn" in payout:\n',
        "    if False:\n",
        TEST_PAYOUT,
    ),
    Row(
        "a household is asked by the clerk",
        CONFIRMATION,
        "        if not actor.clerk:\n",
        "        if False:\n",
        TEST_PAYOUT,
    ),
    Row(
        "of a withdrawn payout nobody is asked",
        PAYOUTS,
        'if "withdrawn" in payout or "policy" not in payout:',
        'if "policy" not in payout:',
        TEST_PAYOUTS,
    ),
]  # fmt: skip
