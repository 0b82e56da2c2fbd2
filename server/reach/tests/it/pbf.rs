//! A little writer of OpenStreetMap's binary format, unpacked, for files that no
//! honest program writes.

/// A block with elements of one kind.
#[derive(Copy, Clone)]
pub(crate) enum Block {
    /// Id, longitude and latitude in 1e-7 degree.
    Nodes(&'static [(i64, i64, i64)]),
    /// Id, nodes, the value of `highway`, or of `natural` where it is `water`.
    Ways(&'static [(i64, &'static [i64], &'static str)]),
    /// Id, member ways, the value of `natural`.
    Relations(&'static [(i64, &'static [i64], &'static str)]),
}

/// Two streets that cross, and a pond round which runs an untagged way.
pub(crate) const CROSSROADS: [Block; 4] = [
    Block::Nodes(&[
        (1, 1_020_500_000, 403_500_000),
        (2, 1_020_510_000, 403_500_000),
        (3, 1_020_520_000, 403_500_000),
    ]),
    Block::Nodes(&[
        (4, 1_020_510_000, 403_510_000),
        (5, 1_020_515_000, 403_510_000),
        (6, 1_020_515_000, 403_505_000),
    ]),
    Block::Ways(&[
        (10, &[1, 2, 3], "residential"),
        (11, &[2, 4], "footway"),
        (12, &[4, 5, 6, 4], ""),
    ]),
    Block::Relations(&[(20, &[12], "water")]),
];

/// A whole file, which may claim that its blocks are in order.
pub(crate) fn file(claims_order: bool, blocks: &[Block]) -> Vec<u8> {
    let mut header = [field(4, b"OsmSchema-V0.6"), field(4, b"DenseNodes")].concat();
    if claims_order {
        header.extend(field(5, b"Sort.Type_then_ID"));
    }
    let mut bytes = blob("OSMHeader", &header);
    for block in blocks {
        bytes.extend(blob("OSMData", &content(*block)));
    }
    bytes
}

/// A file that needs a feature.
pub(crate) fn with_feature(feature: &str) -> Vec<u8> {
    blob("OSMHeader", &field(4, feature.as_bytes()))
}

fn content(block: Block) -> Vec<u8> {
    let mut strings = vec![String::new()];
    let mut string = |text: &str| -> u64 {
        let at = strings.iter().position(|known| known == text);
        at.unwrap_or_else(|| {
            strings.push(text.to_owned());
            strings.len() - 1
        }) as u64
    };
    let group = match block {
        Block::Nodes(nodes) => {
            let column = |at: fn(&(i64, i64, i64)) -> i64| deltas(nodes.iter().map(at));
            let dense = [(1, column(|n| n.0)), (8, column(|n| n.2)), (9, column(|n| n.1))];
            field(2, &dense.map(|(number, values)| field(number, &values)).concat())
        }
        Block::Ways(ways) => {
            let way = |&(id, refs, highway): &(i64, &[i64], &str)| {
                let mut way = number(1, id.unsigned_abs());
                if !highway.is_empty() {
                    way.extend(field(2, &varint(string("highway"))));
                    way.extend(field(3, &varint(string(highway))));
                }
                way.extend(field(8, &deltas(refs.iter().copied())));
                field(3, &way)
            };
            ways.iter().flat_map(way).collect()
        }
        Block::Relations(relations) => {
            let relation = |&(id, ways, natural): &(i64, &[i64], &str)| {
                let keys = [string("type"), string("natural")].map(varint).concat();
                let values = [string("multipolygon"), string(natural)].map(varint).concat();
                let mut relation = number(1, id.unsigned_abs());
                relation.extend([field(2, &keys), field(3, &values)].concat());
                relation.extend(field(8, &vec![0; ways.len()]));
                relation.extend(field(9, &deltas(ways.iter().copied())));
                relation.extend(field(10, &vec![1; ways.len()]));
                field(4, &relation)
            };
            relations.iter().flat_map(relation).collect()
        }
    };
    let table: Vec<u8> = strings.iter().flat_map(|text| field(1, text.as_bytes())).collect();
    [field(1, &table), field(2, &group)].concat()
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let blob = field(1, content);
    let header = [field(1, kind.as_bytes()), number(3, blob.len() as u64)].concat();
    let length = u32::try_from(header.len()).unwrap().to_be_bytes();
    [length.to_vec(), header, blob].concat()
}

fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn deltas(values: impl Iterator<Item = i64>) -> Vec<u8> {
    let mut before = 0;
    values
        .flat_map(|value| {
            let delta: i64 = value - before;
            before = value;
            varint((delta << 1 ^ delta >> 63).cast_unsigned())
        })
        .collect()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}
