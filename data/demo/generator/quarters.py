"""Who is who on the plan: communities, their grids, and what stands on each block.

A block is found by a point inside it. `homes` is the number of households a grid is planned for; the
buildings decide the last few.
"""

from dataclasses import dataclass

SUBDISTRICT_CODE = "999999001"
SUBDISTRICT_NAME = "示范街道"
RESIDENTS = 42_864
HOUSEHOLDS = 21_036


@dataclass(frozen=True)
class Block:
    """One block: a point inside it, its use, and the estate or institution standing there."""

    x: float
    y: float
    use: str
    name: str = ""


@dataclass(frozen=True)
class Grid:
    """One grid: planned households, its blocks, and what it was set up for when not for homes."""

    homes: int
    blocks: tuple
    purpose: str = ""


@dataclass(frozen=True)
class Community:
    """One community with its grids in code order."""

    name: str
    grids: tuple


def _grid(homes, *blocks, purpose=""):
    return Grid(homes, tuple(Block(*block) for block in blocks), purpose)


# Uses: slab, mid, tower (estates by height), old (lanes and courtyards), factory, freight, school,
# civic, shops, hospital, market, park, riverside, isle.
COMMUNITIES = (
    Community(
        "文昌社区",
        (
            _grid(450, (-161, 234, "mid", "文昌花园"), (-52, 229, "school", "文昌小学")),
            _grid(380, (-205, 40, "slab", "状元里")),
            _grid(360, (-70, 50, "slab", "状元里")),
            _grid(410, (66, 75, "civic", "示范街道办事处"), (212, 89, "mid", "槐荫苑")),
            _grid(420, (73, 221, "mid", "书院雅居")),
            _grid(400, (225, 240, "slab", "书院街小区")),
        ),
    ),
    Community(
        "桃园社区",
        (
            _grid(400, (-786, 56, "slab", "桃园新村")),
            _grid(485, (-624, 52, "mid", "桃园锦绣城")),
            _grid(470, (-762, 221, "slab", "桃源里"), (-618, 241, "slab", "桃源里")),
            _grid(430, (-459, 68, "slab", "线轴街小区")),
            _grid(420, (-462, 258, "slab", "染坊苑")),
            _grid(440, (-301, 242, "mid", "纺织家园")),
            _grid(400, (-336, 31, "tower", "桃园国际公寓")),
        ),
    ),
    Community(
        "铁新社区",
        (
            _grid(410, (-750, 416, "slab", "机务段家属院")),
            _grid(400, (-595, 434, "slab", "梭子巷小区")),
            _grid(420, (-444, 448, "slab", "铁路新村")),
            _grid(400, (-289, 451, "slab", "铁路新村")),
            _grid(440, (-165, 438, "slab", "机修里"), (-55, 422, "slab", "机修里")),
            _grid(
                72,
                (-659, 612, "factory", "示范纺织机械厂"),
                (-95, 629, "factory", "示范纺织机械厂"),
                purpose="厂区",
            ),
            _grid(36, (-352, 628, "freight", "示范西货场"), purpose="货场"),
        ),
    ),
    Community(
        "钢花社区",
        (
            _grid(450, (78, 422, "mid", "钢花苑")),
            _grid(430, (231, 422, "slab", "钢花新村")),
            _grid(450, (378, 445, "slab", "锻工里"), (517, 459, "slab", "锻工里")),
            _grid(440, (657, 478, "slab", "铸造新苑"), (792, 476, "slab", "铸造新苑")),
            _grid(480, (169, 611, "tower", "站前新城")),
            _grid(88, (586, 629, "factory", "东厂工业园"), purpose="园区"),
        ),
    ),
    Community(
        "东苑社区",
        (
            _grid(480, (374, 270, "slab", "塔影家园"), (512, 292, "slab", "塔影家园")),
            _grid(450, (647, 294, "mid", "麦地花园")),
            _grid(390, (790, 295, "tower", "磨坊公馆")),
            _grid(410, (347, 99, "mid", "粮仓里"), (462, 97, "shops", "东苑广场")),
            _grid(330, (560, 100, "slab", "东苑小区")),
            _grid(24, (680, 118, "hospital", "示范街道医院"), purpose="医院"),
        ),
    ),
    Community(
        "柳浪社区",
        (
            _grid(440, (-791, -146, "slab", "柳荫小区"), (-666, -149, "slab", "柳荫小区")),
            _grid(430, (-529, -135, "slab", "蚕桑里"), (-382, -154, "slab", "蚕桑里")),
            _grid(440, (-743, -303, "mid", "柳浪花园")),
            _grid(460, (-541, -283, "slab", "苇花新村"), (-373, -303, "slab", "苇花新村")),
            _grid(
                450,
                (-804, -489, "slab", "船厂宿舍"),
                (-658, -482, "slab", "船厂宿舍"),
                (-701, -612, "riverside", "滨河绿道"),
            ),
            _grid(430, (-496, -459, "mid", "望河名苑")),
            _grid(430, (-322, -495, "tower", "芦花湾"), (-376, -617, "riverside", "滨河绿道")),
        ),
    ),
    Community(
        "古渡社区",
        (
            _grid(330, (-228, -125, "old"), (-74, -112, "old")),
            _grid(300, (-228, -286, "old")),
            _grid(300, (-30, -270, "old")),
            _grid(46, (-62, -318, "market", "老街集市"), purpose="集市"),
            _grid(340, (-166, -458, "old"), (-121, -586, "old")),
            _grid(220, (-11, -537, "old"), (-88, -675, "riverside", "古渡口")),
            _grid(470, (69, -151, "slab", "灯市里"), (69, -345, "slab", "灯市里")),
            _grid(
                400,
                (93, -570, "slab", "油坊家园"),
                (176, -690, "riverside", "滨河绿道"),
                (170, -800, "isle", "白鹭洲"),
            ),
        ),
    ),
    Community(
        "荷塘社区",
        (
            _grid(450, (196, -137, "mid", "灯市新苑")),
            _grid(420, (217, -359, "slab", "平安家园")),
            _grid(410, (236, -553, "slab", "德源里")),
            _grid(360, (360, -256, "slab", "荷花里"), (421, -98, "park", "荷塘公园")),
            _grid(430, (537, -254, "mid", "莲子新村")),
            _grid(420, (380, -496, "slab", "藕香家园"), (428, -652, "riverside", "滨河绿道")),
            _grid(450, (517, -476, "mid", "采莲苑")),
            _grid(400, (680, -120, "slab", "枫桥苑")),
            _grid(430, (687, -341, "slab", "枫林里"), (790, -339, "slab", "枫林里")),
            _grid(
                440,
                (649, -500, "slab", "果园小区"),
                (785, -510, "slab", "果园小区"),
                (700, -600, "riverside", "滨河绿道"),
            ),
        ),
    ),
)

NUMERALS = "一二三四五六七八九十"


def community_code(index):
    """The 12-digit code of the community at `index` (0-based)."""
    return f"{SUBDISTRICT_CODE}{index + 1:03d}"
