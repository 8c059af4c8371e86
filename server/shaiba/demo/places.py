"""Where the demo plays: the villages that the newspapers' stories are told of, with their real codes."""

from typing import NamedTuple


class Place(NamedTuple):
    """A village. Numbers of groups, households and people are invented; `months` is how long its accounts are."""

    code: str
    name: str
    groups: int
    households: int
    people: int
    months: int
    about: str


MAIN = "350583112216"
"""The village with a whole year of accounts."""

PLACES: tuple[Place, ...] = (
    Place(MAIN, "蓉溪村", 12, 968, 3826, 12, "山多田少，侨亲多。村里办老人食堂，有商铺、厂房和山地出租。"),
    Place("510705103223", "民生村", 8, 612, 1987, 3, "平坝村，年轻人多在外省做工。去年水毁的灌溉渠正在修。"),
    Place("430802108214", "马头溪村", 7, 428, 1533, 2, "山溪边的村子，茶叶和葛根是主要收入。"),
    Place("350504100215", "广桥村", 9, 706, 2704, 2, "城边的村子，通公交，不少人进城上班。"),
    Place("350524102207", "溪美村", 11, 842, 3217, 2, "茶乡，今年有一批宅基地要公开摇号。"),
    Place("431382111249", "洪泉村", 10, 530, 2046, 2, "村部有一台查询终端，不用手机也能看账。"),
    Place("330109106259", "勤里村", 14, 903, 3140, 1, "三枚印章都进了智慧套筒，用一次留一次痕。"),
    Place("330182112258", "永平村", 9, 487, 1576, 2, "有一批沿街店面对外出租。"),
    Place("430821211227", "龙岗村", 6, 395, 1402, 1, "四议两公开，一步都不能少。"),
    Place("430821212212", "康家坪村", 5, 318, 1147, 1, "二十八户把土地流转给合作社种油茶。"),
    Place("330111207209", "墅溪村", 12, 655, 2098, 1, "竹林里的村子，小型工程多。"),
    Place("350524107214", "溪瑶村", 8, 571, 2233, 1, "山上的茶村，正在核对历年票据。"),
    Place("430811001202", "黄河村", 6, 341, 1215, 1, "景区边的村子，一半人家是从山上搬下来的。"),
    Place("330113006201", "费庄村", 10, 722, 2415, 1, "水乡村庄，集体经济以物业出租为主。"),
)

OFFICES_IN_VILLAGE = (("committee", "村民委员会"), ("branch", "党支部"), ("supervisory", "村务监督委员会"))
OFFICES_IN_TOWN = (
    ("government", "政府"),
    ("accounting", "村级会计委托代理中心"),
    ("station", "农业农村站"),
    ("discipline", "纪委"),
)
STREET = "430811001000"
STREET_OFFICE = "办事处"
"""The street where a story plays, and what stands for a town's government in one (街道)."""
OFFICES_IN_COUNTY = (("station", "交通运输局"), ("discipline", "纪委监委"))
STATIONS = ("430802108000", "510705103000")
"""Towns whose agriculture station has somebody in it."""
BUREAUS = ("350504000000",)
"""Counties whose transport bureau has somebody in it."""
INSPECTED = ("430811000000",)
"""Counties with an inspector, who makes clues of appeals and revisits."""
WATCHED = ("510705000000", "350583000000", "350524000000")
"""Counties where two people of inspection take sealed tips, and look at clues and invoices."""
COUNTIES = ("431382000000", "350524000000", "330113000000", "430811000000", "510705000000")
"""Counties with offices and people of their own."""
