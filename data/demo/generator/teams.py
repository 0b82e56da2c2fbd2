"""Who answers for a grid: organisation and roles, never persons; telephone numbers that cannot exist."""

from chance import Dice
from quarters import COMMUNITIES, NUMERALS

# No Chinese area code is 0000, so that none of these can ring anywhere.
AREA_CODE = "0000"

LEADERS = (
    "网格长（社区党委委员）",
    "网格长（社区居委会副主任）",
    "网格长（网格党支部书记）",
    "网格长（社区居委会委员）",
)
PURPOSE_LEADERS = {
    "厂区": "网格长（企业党支部书记）",
    "货场": "网格长（货场值班主任）",
    "园区": "网格长（园区党支部书记）",
    "医院": "网格长（医院总务科长）",
    "集市": "网格长（集市管理办公室主任）",
}
HOURS = (
    "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00",
    "Mo-Fr 08:30-17:30; Sa,Su 09:00-16:00",
    "Mo-Sa 08:30-12:00,14:00-18:00",
)


def phone(community, line):
    """A public number of a community: its exchange and a line, 7 digits."""
    return f"{AREA_CODE}-8{community + 1:02d}{line:04d}"


def team(community, grid):
    """The public attributes of a grid's team."""
    dice = Dice("team", community, grid)
    own = COMMUNITIES[community].grids[grid]
    name = COMMUNITIES[community].name
    number = f"第{NUMERALS[grid]}网格"
    title = f"{own.purpose}专属网格" if own.purpose else number
    return {
        "organisation": f"{name}{title}党支部",
        "leader_role": PURPOSE_LEADERS.get(own.purpose, dice.pick(LEADERS)),
        "leader_phone": phone(community, 1000 + (grid + 1) * 10 + 1),
        "worker_role": f"专职网格员（{name}{number}）",
        "worker_phone": phone(community, 1000 + (grid + 1) * 10 + 2),
        "public_phone": phone(community, 1000 + (grid + 1) * 10),
        "hours": dice.pick(HOURS),
    }
