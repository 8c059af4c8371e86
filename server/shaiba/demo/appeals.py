"""What villagers ask in the demo's squares, and what they are told."""

from typing import Any, NamedTuple


class Done(NamedTuple):
    """A step: by whom (`committee`, `cadre`, `station`; `villager` is who raised it), how many hours after it was
    raised, and what it says."""

    by: str
    hours: int
    step: str
    said: dict[str, Any] = {}


class Asked(NamedTuple):
    """An appeal: from which villager (1 …), how many hours before the last ten in the
    morning, words on the way (role, hours later, words), and the steps that were taken."""

    village: str
    villager: int
    hours_ago: int
    category: str
    title: str
    text: str
    place: str
    about_ledger: bool
    answers: tuple[tuple[str, int, str], ...]
    steps: tuple[Done, ...] = ()
    channel: str = ""
    """How the committee came by it, where it wrote it down for that villager; he has not claimed it yet."""
    suggestion: bool = False
    voices: tuple[str, ...] = ()
    """Who says the same: `villager-2`, `accountant`."""


STATION = {"office": "430802108000-station"}
"""The agriculture station of 马头溪村's town."""


APPEALS: tuple[Asked, ...] = (
    Asked(
        "350583112216", 1, 26 * 24, "finance", "路灯维修费为什么付了两次",
        "账上有两笔路灯维修材料，日子挨得很近，想知道是不是同一批。", "", True,
        (
            ("committee", 23, "两笔是两批：一批是第三组，一批是第九组。送货单和数量清单补挂在凭证后面，可以对。"),
        ),
        (
            Done("committee", 4, "accept", {"level": "village"}),
            Done("committee", 23, "answer", {"text": "两笔是两批：第三组一批，第九组一批，清单补挂在凭证后面。"}),
            Done("cadre", 47, "reply", {"text": "镇里核对了两张发票，号码不同，数量与现场相符。谢谢监督。"}),
            Done("villager", 52, "rate", {"score": "satisfied"}),
        ),
    ),
    Asked(
        "350583112216", 2, 9 * 24, "livelihood", "老人食堂周末不开饭",
        "我家两位老人周末没处吃饭，能不能周末也开一餐？", "老人食堂", False,
        (("committee", 5, "正在和厨工商量。"),),
        (
            Done("committee", 3, "accept", {"level": "village"}),
            Done("committee", 30, "answer", {"text": "下月起周六开午餐，先试两个月，费用照样逐笔公开。"}),
            Done("cadre", 50, "reply"),
        ),
    ),
    Asked(
        "350583112216", 3, 43, "environment", "第五组水沟堵了",
        "下雨就倒灌到路面，堵的地方在老榕树往下二十米。", "第五组老榕树旁", False, (),
    ),
    Asked(
        "430802108214", 1, 12 * 24, "subsidy", "我们几户没有领到耕地补贴",
        "公示名单里没有我们四户，田一直在种。", "二组", False,
        (("station", 28, "查了，是村里申报时漏了四户，正在补申报。"),),
        (
            Done("cadre", 3, "accept", {"level": "town", "category": "subsidy"}),
            Done("cadre", 4, "dispatch", STATION),
        ),
    ),
    Asked(
        "350504100215", 1, 6 * 24, "transport", "公交停了快一年",
        "老人看病、孩子上学都要搭这班车，什么时候能恢复？", "村口站", False,
        (),
        (
            Done("committee", 2, "accept", {"level": "village"}),
            Done("committee", 3, "escalate", {"reason": "beyond_power", "text": "村里定不了线路。"}),
            Done("cadre", 22, "accept", {"level": "town"}),
            Done("cadre", 47, "escalate", {"reason": "beyond_power", "text": "镇里也定不了，请区里交通部门办。"}),
        ),
        voices=("villager-2", "accountant", "supervisor"),
    ),
    Asked(
        "430821211227", 1, 4 * 24, "procedure", "那次决议为什么没有公开",
        "听说开了会也表决了，可是公开栏和手机上都看不到。", "", False, (),
    ),
    Asked(
        "350583112216", 4, 7 * 24, "project", "晒谷场边装一盏太阳能灯",
        "秋收晒谷要看到晚上，装一盏灯大家都方便。", "晒谷场", False, (),
        (
            Done("committee", 5, "accept", {"level": "village"}),
            Done("committee", 49, "answer", {"outcome": "adopted", "text": "列入明年的公益事业，装好了再公开。"}),
            Done("cadre", 73, "reply"),
        ),
        suggestion=True,
    ),
    Asked(
        "350583112216", 3, 31, "other", "收旧家电，上门来收",
        "旧家电、旧电线都收，上门来收，现钱付清。", "", False, (),
    ),
    Asked(
        "350583112216", 4, 26 * 24, "finance", "记账的人不做好事",
        "记账的不是好人，大家不要信他。账上的招待费要一笔一笔说明。", "", False, (),
        (
            Done("committee", 4, "accept", {"level": "village"}),
            Done("committee", 23, "answer", {"text": "招待费逐笔公开，清单补挂在凭证后面。"}),
            Done("cadre", 47, "reply"),
        ),
    ),
    Asked(
        "350583112216", 2, 20, "livelihood", "卫生站周末开不开门",
        "群里有人问：老人周末要量血压，卫生站开不开门？", "", False, (),
        channel="group",
    ),
    Asked(
        "430811001202", 1, 8 * 24, "livelihood", "安置房屋顶漏水，一直没有人来修",
        "去年从山上搬下来，安置房一下雨就漏，床都湿了。", "安置点 3 栋", False, (),
    ),
    Asked(
        "430811001202", 2, 3 * 24, "finance", "修路的工钱好像算了两次",
        "同一段路，两个月的账上都有工钱。", "", True, (),
    ),
)  # fmt: skip


class Hidden(NamedTuple):
    """An appeal whose words the committee hid: why, and in which words; whether its author objected (and the town has
    not answered in time)."""

    village: str
    title: str
    reason: str
    text: str
    objected: bool = False


HIDDEN: tuple[Hidden, ...] = (
    Hidden("350583112216", "收旧家电，上门来收", "advert", "是做生意的，不是村里的事。"),
    Hidden("350583112216", "记账的人不做好事", "abuse", "请说事，不要说人。招待费已经在办。", objected=True),
)


CLUE = ("430811001202", "修路的工钱好像算了两次", "调两个月的用工表和付款凭证，看是不是同一批人、同一段路。")
"""What an inspector made of one of them: its village, its title, what is to be looked at."""


COMMON = (
    "周末没人服务",
    "livelihood",
    ("老人食堂周末不开饭", "卫生站周末开不开门"),
    "正在排周末值班表，食堂和卫生站一起办。",
)
"""What appeals of the main village have in common: its name, its field, their titles, how far it is."""


REPLIES: tuple[tuple[str, str, str], ...] = (
    ("已办好", "answer", "您反映的「〔标题〕」已经办好，请您看看。还有不满意的地方，评价时直说。"),
    ("材料清单", "pause", "办「〔标题〕」还缺材料：身份证明、相关凭证。补齐了接着办，这几天不算在时限里。"),
    ("核实无误", "reply", "「〔标题〕」由〔单位〕办理，结果核对过了。谢谢您的监督。"),
)
"""What the demo's counties say often: name, step, words."""
