"""What gets built: the plain records the quarters fill and the map file is written from."""

from dataclasses import dataclass, field

from shapely.geometry import LineString, Polygon


@dataclass
class Building:
    """One building: ground plan in metres, tags, and the room it has for homes."""

    shape: Polygon
    kind: str
    levels: int
    homes: float = 0.0
    flats: int = 0
    name: str = ""
    estate: str = ""
    number: str = ""
    tags: dict = field(default_factory=dict)
    entrances: list = field(default_factory=list)


@dataclass
class Way:
    """One line of the map with its OpenStreetMap tags."""

    line: LineString
    tags: dict
    label: str = ""


@dataclass
class Ground:
    """One area of the map (park, pond, pitch, wall ring kept as area) with its tags."""

    shape: Polygon
    tags: dict


@dataclass
class Site:
    """Everything on one parcel, and the lines its micro-grids may be cut along."""

    buildings: list = field(default_factory=list)
    ways: list = field(default_factory=list)
    grounds: list = field(default_factory=list)
    walls: list = field(default_factory=list)
    cuts: list = field(default_factory=list)
