"""Writes OpenStreetMap XML: nodes, ways, relations with rising ids, gzipped without a time stamp."""

import gzip
from xml.sax.saxutils import quoteattr

import lattice

# Far above any id in use, so that the file can be merged with a real extract.
FIRST_ID = 99_000_000_001


class MapFile:
    """An OpenStreetMap document being filled. Positions are lattice steps from the origin."""

    def __init__(self):
        self._nodes = {}
        self._node_tags = {}
        self._ways = []
        self._relations = []

    def node(self, position, tags=None):
        """The id of the node at a position, made when there is none."""
        if position not in self._nodes:
            self._nodes[position] = FIRST_ID + len(self._nodes)
        if tags:
            self._node_tags.setdefault(position, {}).update(tags)
        return self._nodes[position]

    def way(self, positions, tags):
        """Adds a way through the positions; returns its id."""
        self._ways.append(([self.node(position) for position in positions], tags))
        return FIRST_ID + len(self._ways) - 1

    def ring(self, shape, tags):
        """Adds the outer ring of a polygon in lattice steps as a closed way."""
        positions = []
        for i, j in shape.exterior.coords:
            position = (round(i), round(j))
            if not positions or positions[-1] != position:
                positions.append(position)
        return self.way(positions, tags)

    def relation(self, members, tags):
        """Adds a relation of ways: (way id, role)."""
        self._relations.append((members, tags))

    def counts(self):
        """(nodes, ways, relations)."""
        return len(self._nodes), len(self._ways), len(self._relations)

    def text(self):
        """The document."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="示范街道">']
        lines.append(self._bounds())
        for position, number in self._nodes.items():
            lon, lat = lattice.to_degrees(*position)
            place = f'lat="{lattice.decimals(lat)}" lon="{lattice.decimals(lon)}"'
            head = f'<node id="{number}" version="1" {place}'
            tags = self._node_tags.get(position)
            lines += [head + ">", *_tags(tags), "</node>"] if tags else [head + "/>"]
        for number, (nodes, tags) in enumerate(self._ways, FIRST_ID):
            lines.append(f'<way id="{number}" version="1">')
            lines += [f'<nd ref="{node}"/>' for node in nodes]
            lines += [*_tags(tags), "</way>"]
        for number, (members, tags) in enumerate(self._relations, FIRST_ID):
            lines.append(f'<relation id="{number}" version="1">')
            lines += [f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members]
            lines += [*_tags(tags), "</relation>"]
        lines.append("</osm>\n")
        return "\n".join(lines)

    def _bounds(self):
        columns, rows = zip(*self._nodes)
        west, south = lattice.to_degrees(min(columns), min(rows))
        east, north = lattice.to_degrees(max(columns), max(rows))
        sides = {"minlat": south, "minlon": west, "maxlat": north, "maxlon": east}
        return "<bounds " + " ".join(f'{key}="{lattice.decimals(sides[key])}"' for key in sides) + "/>"

    def write(self, path):
        """Writes the document gzipped."""
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
            out.write(self.text().encode())


def _tags(tags):
    return [
        f"<tag k={quoteattr(key)} v={quoteattr(str(tags[key]))}/>"
        for key in sorted(tags)
        if tags[key] != ""
    ]
