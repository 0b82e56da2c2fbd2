"""What people report: kinds, how often, when in the year and the day, where, and in which words.

`{place}` is the address or street, `{spot}` a detail that fits the kind of place.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of incident."""

    name: str
    weight: float
    # Shares of places: home (at a building), street (at the kerb), green (park, riverside).
    home: float
    street: float
    green: float
    # Hours of the day it is mostly noticed, first and last.
    hours: tuple
    # Months it peaks in; other months count half.
    months: tuple
    texts: tuple
    # True when it occurs in no other month.
    only: bool = False


ALL = tuple(range(1, 13))
KINDS = (
    Kind(
        "乱堆物料",
        13,
        0.7,
        0.3,
        0,
        (8, 18),
        ALL,
        (
            "{place}{spot}堆放装修垃圾，已有两天，影响通行。",
            "{place}{spot}有人堆放旧家具，占了消防通道。",
            "{place}{spot}堆着建筑沙石，下雨后泥水四溢。",
            "{place}{spot}纸箱杂物堆得比人高，担心失火。",
        ),
    ),
    Kind(
        "电动车飞线充电",
        10,
        1,
        0,
        0,
        (18, 23),
        (5, 6, 7, 8, 9),
        (
            "{place}有住户从窗口拉线给电动车充电，存在安全隐患。",
            "{place}{spot}拖着插线板充电，下雨没人管。",
            "{place}楼道里停了电动车正在充电，请尽快处理。",
        ),
    ),
    Kind(
        "噪声扰民",
        11,
        0.7,
        0.3,
        0,
        (19, 23),
        (5, 6, 7, 8, 9, 10),
        (
            "{place}附近夜里施工，过了十点还在响。",
            "{place}{spot}跳舞音响声音太大，老人孩子睡不好。",
            "{place}楼上装修，午休时间不停。",
            "{place}旁边烧烤摊深夜喧哗。",
        ),
    ),
    Kind(
        "违规停车",
        12,
        0.25,
        0.75,
        0,
        (7, 21),
        ALL,
        (
            "{place}{spot}有车停在人行道上，轮椅过不去。",
            "{place}{spot}消防通道被小轿车堵住。",
            "{place}路口两侧停满车，公交车转不过弯。",
        ),
    ),
    Kind(
        "井盖破损",
        5,
        0.1,
        0.9,
        0,
        (7, 19),
        (6, 7, 8, 9),
        (
            "{place}{spot}井盖碎了一角，骑车差点摔倒。",
            "{place}{spot}雨水井盖缺失，暂时用树枝挡着。",
            "{place}{spot}井盖松动，车压过去响得厉害。",
        ),
    ),
    Kind(
        "路灯不亮",
        6,
        0.2,
        0.7,
        0.1,
        (19, 22),
        (1, 2, 10, 11, 12),
        ("{place}{spot}连着三盏路灯不亮，晚上看不清路。", "{place}{spot}路灯一闪一闪，请检修。"),
    ),
    Kind(
        "路面坑洼",
        5,
        0.1,
        0.9,
        0,
        (7, 19),
        (3, 4, 7, 8),
        ("{place}{spot}路面塌了一小块，积水看不出深浅。", "{place}{spot}地砖松动，踩上去溅一身水。"),
    ),
    Kind(
        "占道经营",
        8,
        0.05,
        0.9,
        0.05,
        (6, 21),
        (4, 5, 6, 7, 8, 9, 10),
        (
            "{place}{spot}菜摊摆到机动车道上了。",
            "{place}{spot}流动摊贩占道，收摊后满地菜叶。",
            "{place}{spot}店铺把货架摆到盲道上。",
        ),
    ),
    Kind(
        "垃圾满溢",
        8,
        0.75,
        0.2,
        0.05,
        (6, 20),
        (5, 6, 7, 8, 9),
        ("{place}{spot}垃圾桶满了没人清，味道很大。", "{place}{spot}分类亭旁边堆了一地垃圾袋。"),
    ),
    Kind(
        "污水外溢",
        4,
        0.6,
        0.4,
        0,
        (6, 20),
        (6, 7, 8),
        ("{place}{spot}下水道返水，污水流到路上。", "{place}一楼卫生间反水，住户说已是本月第三次。"),
    ),
    Kind(
        "高空抛物",
        2,
        1,
        0,
        0,
        (9, 22),
        ALL,
        ("{place}有人从楼上往下扔烟头，晾的被子烧了个洞。", "{place}楼上掉下花盆碎片，幸好没砸到人。"),
    ),
    Kind(
        "邻里纠纷",
        5,
        1,
        0,
        0,
        (9, 21),
        ALL,
        (
            "{place}楼上漏水，两家谈不拢，请网格员调解。",
            "{place}两户为楼道鞋柜争吵，请来看看。",
            "{place}因停车位起争执，情绪比较激动。",
        ),
    ),
    Kind(
        "物业问题",
        6,
        1,
        0,
        0,
        (8, 20),
        ALL,
        (
            "{place}电梯又停了，老人上不了楼。",
            "{place}单元门禁坏了一周没修。",
            "{place}物业长时间不清扫楼道。",
        ),
    ),
    Kind(
        "绿化缺损",
        3,
        0.4,
        0.3,
        0.3,
        (8, 18),
        (3, 4, 5, 9),
        ("{place}{spot}绿篱被踩出一条路，黄土裸露。", "{place}{spot}树枝被风刮断，挂在线上。"),
    ),
    Kind(
        "犬只管理",
        4,
        0.5,
        0.2,
        0.3,
        (6, 22),
        ALL,
        ("{place}{spot}有人遛狗不牵绳，吓到孩子。", "{place}{spot}有流浪犬成群，请处理。"),
    ),
    Kind(
        "河道漂浮物",
        2,
        0,
        0,
        1,
        (7, 18),
        (6, 7, 8, 9),
        ("{place}{spot}水面漂着塑料袋和树枝。", "{place}{spot}岸边有死鱼，气味难闻。"),
    ),
    Kind(
        "公共设施损坏",
        5,
        0.5,
        0.2,
        0.3,
        (8, 20),
        ALL,
        (
            "{place}{spot}健身器材螺丝松了，孩子玩很危险。",
            "{place}{spot}长椅断了一条腿。",
            "{place}{spot}无障碍坡道扶手掉了。",
        ),
    ),
    Kind(
        "消防隐患",
        5,
        0.9,
        0.1,
        0,
        (8, 21),
        (1, 2, 11, 12),
        ("{place}楼道堆满杂物，消防栓被挡住。", "{place}灭火器过期，压力指针在红区。"),
    ),
    Kind(
        "独居老人求助",
        3,
        1,
        0,
        0,
        (7, 20),
        (1, 2, 7, 8, 12),
        ("{place}独居老人两天没出门，邻居请网格员上门看看。", "{place}老人家里停水，不会联系维修。"),
    ),
    Kind(
        "供水供气",
        4,
        1,
        0,
        0,
        (6, 22),
        (1, 2, 12),
        ("{place}整栋楼水压低，六楼没有水。", "{place}楼道里闻到燃气味，请速派人检查。"),
    ),
    Kind(
        "供暖不热",
        3,
        1,
        0,
        0,
        (7, 22),
        (1, 2, 3, 11, 12),
        ("{place}暖气不热，室内只有十四度。", "{place}暖气片漏水，阀门关不上。"),
        only=True,
    ),
)

SPOTS = {
    "home": ("东侧", "西侧", "北门口", "单元门前", "楼后绿化带", "车棚旁", "楼道口", "南侧空地"),
    "street": ("路口", "公交站旁", "人行道上", "东侧", "北侧", "店铺门前", "斑马线旁", "非机动车道"),
    "green": ("步道旁", "台阶处", "凉亭附近", "水边", "草坪上", "入口处"),
}

# How positions come in: what it was, radius of 68 % in metres, how often.
ACCURACIES = (
    (3.0, 8),
    (5.0, 22),
    (8.0, 18),
    (10.0, 16),
    (15.0, 12),
    (20.0, 10),
    (30.0, 6),
    (50.0, 5),
    (65.0, 2),
    (100.0, 1),
)
CHANNELS = (("居民小程序", 46), ("热线", 18), ("网格员巡查", 30), ("视频巡查", 6))
