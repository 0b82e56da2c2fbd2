"""The exact partition: micro-grids as faces of one planar graph, everything above as their unions."""

from dataclasses import dataclass

import shapely

import lattice


@dataclass
class Cell:
    """One micro-grid: its face in lattice steps and its place in the tree (indices)."""

    community: int
    grid: int
    face: object


def build(lines, seeds):
    """Cells for `seeds`, a list of (community, grid, polygon in metres), in the order given.

    `lines` are all borders of blocks and all cuts. They are noded on the lattice once, together, so that
    a border has the same vertices from both sides, junctions of neighbours included. The seeds only say
    which faces belong together.
    """
    tree = shapely.STRtree([shape for _, _, shape in seeds])
    members = {}
    for face in lattice.faces(lines):
        spot = lattice.metre_geometry(face.representative_point())
        hits = tree.query(spot, predicate="within")
        if len(hits) != 1:
            raise ValueError(f"a face at {spot.wkt} lies in {len(hits)} seeds")
        members.setdefault(int(hits[0]), []).append(face)
    cells = []
    for k, (community, grid, _) in enumerate(seeds):
        face = union(members[k])
        if face.geom_type != "Polygon":
            raise ValueError(f"seed {k} fell apart: {face.wkt}")
        cells.append(Cell(community, grid, face))
    return cells


def union(faces):
    """The union of faces of the graph with every vertex of the graph kept on its rings."""
    return shapely.coverage_union_all(faces)
