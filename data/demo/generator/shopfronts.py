"""Rows of shops along the busy streets, in front of an estate's wall (沿街商铺)."""

from shapely.geometry import Polygon
from shapely.ops import substring, unary_union

from built import Building
from chance import Dice
from parcels import building_land
from streets import town_streets

SHOP_DEPTH = 9.0
# Streets lively enough for shops, beside all primary and secondary ones.
LIVELY = {"柳浪街", "荷塘路"}
ESTATES_WITH_SHOPS = {"slab", "mid"}
BUSINESSES = (
    ("supermarket", "便民超市"),
    ("bakery", "糕点铺"),
    ("hairdresser", "理发店"),
    ("hardware", "五金店"),
    ("greengrocer", "蔬菜店"),
    ("pharmacy", "药房"),
    ("restaurant", "面馆"),
    ("laundry", "洗衣店"),
    ("convenience", "烟酒店"),
    ("mobile_phone", "手机店"),
)


def shop_fronts(parcel):
    """The strip taken from the parcel's land (metres) and the shop buildings in it."""
    if parcel.use not in ESTATES_WITH_SHOPS:
        return Polygon(), []
    dice = Dice("shops", parcel.community, parcel.grid, parcel.number)
    land = building_land(parcel)[0].buffer(1.0)
    strips, shops = [], []
    for street in town_streets():
        busy = street.kind in ("primary", "secondary") or street.name in LIVELY
        if not busy or street.line.distance(parcel.ground) > 0.5:
            continue
        strip = street.line.buffer(street.half_width + SHOP_DEPTH + 3.5)
        if strip.intersection(land).area < 300:
            continue
        strips.append(strip)
        for side in (1, -1):
            shops += _row(street, side, land, dice)
    standing = []
    for shop in shops:
        if all(not shop.shape.intersects(other.shape) for other in standing):
            standing.append(shop)
    return unary_union(strips), standing


def _row(street, side, land, dice):
    """Shop buildings on one side of a street, where the land takes them whole."""
    near = street.line.offset_curve(side * (street.half_width + 0.8))
    far = street.line.offset_curve(side * (street.half_width + 0.8 + SHOP_DEPTH))
    shops, along = [], 0.0
    while along < near.length - 20:
        length = dice.between(24, 42)
        front = substring(near, along, min(along + length, near.length))
        along += length + dice.between(2.5, 5.0)
        if front.geom_type != "LineString" or not front.intersects(land):
            continue
        back = substring(far, far.project(_end(front, 0)), far.project(_end(front, -1)))
        if back.geom_type != "LineString":
            continue
        shape = Polygon([*front.coords, *reversed(back.coords)])
        if shape.is_valid and shape.area > 120 and land.covers(shape):
            kind, name = dice.pick(BUSINESSES)
            shops.append(
                Building(
                    shape,
                    "retail",
                    dice.whole(1, 2),
                    tags={"shop": kind, "name": f"{street.name}{name}"},
                )
            )
    return shops


def _end(line, index):
    """One end of a line as a point."""
    return line.interpolate(0 if index == 0 else line.length)
