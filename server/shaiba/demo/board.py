"""What else a village makes public, month by month: party affairs and village affairs."""

import random
from typing import NamedTuple


class Item(NamedTuple):
    """A disclosure without a ledger."""

    class_: str
    category: str
    title: str
    summary: str


MONTHLY: tuple[Item, ...] = (
    Item(
        "party",
        "branch_meeting",
        "{month}主题党日",
        "党员到会{n}人。学习村务公开有关规定，清理沟渠一公里，会后走访独居老人。",
    ),
    Item(
        "village",
        "seal",
        "{month}用印登记",
        "本月用印{n}次：证明类居多，合同两份，均先审批后用印，登记簿可在村部查看。",
    ),
)
SOMETIMES: tuple[Item, ...] = (
    Item("party", "dues", "{month}党费收缴情况", "在册党员{n}名，应缴已缴，明细张贴在党务公开栏。"),
    Item(
        "party",
        "recruitment",
        "发展党员公示",
        "经支部大会讨论，拟接收一名预备党员，公示五个工作日，有意见可向镇纪委反映。",
    ),
    Item("party", "pledges", "党员承诺践诺", "认领承诺{n}项，本月完成路灯巡查、独居老人探访等，未完成的写明原因。"),
    Item("party", "integrity", "村干部廉洁自律情况", "本月无接待支出，村干部亲属未承揽村内工程。"),
    Item(
        "village",
        "resolution",
        "村民代表会议决议",
        "应到代表{n}人，实到过三分之二。表决通过第三组沟渠修复方案，赞成票过应到人数半数。",
    ),
    Item("village", "project", "第三组沟渠修复进度", "预制沟铺设{n}米，监委会到场两次，隐蔽工程留有照片。下月验收。"),
    Item("village", "assets", "店面出租公告", "老村部一间店面到期，公开招租，底价按上期租金，报名在村部登记。"),
    Item(
        "village",
        "subsidy",
        "耕地地力保护补贴公示",
        "涉及{n}户，面积与应发金额逐户张贴，公示七天，有出入请到村部核对。",
    ),
    Item("village", "relief", "低保与临时救助评议结果", "评议{n}户，公示名单已隐去证件与账号，异议可向镇民政办反映。"),
    Item("village", "homestead", "宅基地审批公示", "受理申请{n}户，现场踏勘后报镇审批，未批准的写明原因。"),
    Item("village", "labour", "本月用工情况", "零星用工{n}人次，工资表按户公布，随账目公开。"),
    Item("village", "disaster", "防汛物资领用", "领用编织袋、雨衣等{n}件，余量已盘点入库。"),
    Item("village", "fundraising", "老人食堂捐赠公示", "本月收到捐赠{n}笔，全部入账，逐笔列在财务收支中。"),
    Item("finance", "debts", "债权债务情况", "应收租金两笔已催收，无新增借款。"),
    Item("finance", "reception", "接待费用公示", "本月零接待。"),
)


def board(code: str, month: str, seed: int, count: int) -> list[Item]:
    """The month's items: always the monthly ones, and `count` of the others."""
    rng = random.Random(f"board/{seed}/{code}/{month}")
    spoken = f"{month[:4]}年{int(month[5:])}月"
    return [
        Item(i.class_, i.category, i.title.format(month=spoken), i.summary.format(n=rng.randint(6, 68)))
        for i in (*MONTHLY, *rng.sample(SOMETIMES, count))
    ]
