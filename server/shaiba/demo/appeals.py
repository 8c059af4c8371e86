"""What villagers ask in the demo's squares, and what they are told."""

from typing import NamedTuple


class Asked(NamedTuple):
    """An appeal: from which villager (1 …), how many hours before the last ten in the
    morning, and the answers: role, hours later, words."""

    village: str
    villager: int
    hours_ago: int
    category: str
    title: str
    text: str
    place: str
    about_ledger: bool
    answers: tuple[tuple[str, int, str], ...]


APPEALS: tuple[Asked, ...] = (
    Asked(
        "350583112216", 1, 26 * 24, "finance", "路灯维修费为什么付了两次",
        "账上有两笔路灯维修材料，日子挨得很近，想知道是不是同一批。", "", True,
        (
            ("committee", 23, "两笔是两批：一批是第三组，一批是第九组。送货单和数量清单补挂在凭证后面，可以对。"),
            ("cadre", 47, "镇里核对了两张发票，号码不同，数量与现场相符。谢谢监督。"),
        ),
    ),
    Asked(
        "350583112216", 2, 9 * 24, "livelihood", "老人食堂周末不开饭",
        "我家两位老人周末没处吃饭，能不能周末也开一餐？", "老人食堂", False,
        (("committee", 30, "已和厨工商量，下月起周六开午餐，先试两个月，费用照样逐笔公开。"),),
    ),
    Asked(
        "350583112216", 3, 43, "environment", "第五组水沟堵了",
        "下雨就倒灌到路面，堵的地方在老榕树往下二十米。", "第五组老榕树旁", False, (),
    ),
    Asked(
        "430802108214", 1, 12 * 24, "subsidy", "我们几户没有领到耕地补贴",
        "公示名单里没有我们四户，田一直在种。", "二组", False,
        (("cadre", 28, "查了，是村里申报时漏了四户。已补申报，补发到账后在这里告诉大家。"),),
    ),
    Asked(
        "350504100215", 1, 6 * 24, "transport", "公交停了快一年",
        "老人看病、孩子上学都要搭这班车，什么时候能恢复？", "村口站", False,
        (("cadre", 47, "镇里定不了线路，已请示上级交通部门，有答复当天转到这里。"),),
    ),
    Asked(
        "430821211227", 1, 4 * 24, "procedure", "那次决议为什么没有公开",
        "听说开了会也表决了，可是公开栏和手机上都看不到。", "", False, (),
    ),
)  # fmt: skip
