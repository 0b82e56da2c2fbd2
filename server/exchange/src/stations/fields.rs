//! Which column of a file of stations holds what?

use super::write::ATTRIBUTE;
use crate::points::Columns;
use crate::rows::{Guess, Known, Mapping, Rows, RowsError};
use domain::{KindKey, StationField};
use std::collections::BTreeSet;

/// How to read a file of stations. `None` asks for a guess; an empty text says that there
/// is no such column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The columns of the place, in a table.
    pub place: Columns,
    /// The column of the code.
    pub code: Option<String>,
    /// The column of the name.
    pub name: Option<String>,
    /// The column of the kind.
    pub kind: Option<String>,
    /// The column of the code of the Area that runs it.
    pub owner: Option<String>,
    /// The column of the opening hours.
    pub hours: Option<String>,
    /// The column of the services.
    pub services: Option<String>,
    /// The column of the people it can serve.
    pub capacity: Option<String>,
    /// The column that says whether the public may see it.
    pub public: Option<String>,
    /// The kind of every station without one of its own.
    pub all_of: Option<KindKey>,
}

/// The columns that are used, by number.
pub(super) struct Chosen {
    pub(super) code: usize,
    pub(super) name: usize,
    pub(super) kind: Option<usize>,
    pub(super) owner: Option<usize>,
    pub(super) hours: Option<usize>,
    pub(super) services: Option<usize>,
    pub(super) capacity: Option<usize>,
    pub(super) public: Option<usize>,
    /// All of them, and those of the place.
    pub(super) taken: BTreeSet<usize>,
    pub(super) mapping: Mapping,
}

impl Chosen {
    /// What the file speaks of, seen by its columns.
    pub(super) fn given(&self, header: &[String]) -> BTreeSet<StationField> {
        let own = [
            (self.owner, StationField::Owner),
            (self.hours, StationField::Hours),
            (self.services, StationField::Services),
            (self.capacity, StationField::Capacity),
        ];
        let own = own.into_iter().filter(|(column, _)| column.is_some()).map(|(_, field)| field);
        let others = header.iter().enumerate().filter(|(column, _)| !self.taken.contains(column));
        let attribute = |name: &str| StationField::Attribute(attribute_of(name).to_owned());
        own.chain(others.map(|(_, name)| attribute(name))).collect()
    }
}

/// The attribute a column holds: what an export of ours put before its name is taken off.
pub(super) fn attribute_of(column: &str) -> &str {
    column.strip_prefix(ATTRIBUTE).unwrap_or(column)
}

const CODE: Known = Known {
    role: "code",
    names: &["code", "stationcode", "编码", "站点编码", "站点编号", "代码", "编号", "id"],
    endings: &["code", "编码", "编号", "代码"],
};
const NAME: Known = Known {
    role: "name",
    names: &["name", "stationname", "名称", "站点名称", "站点", "namezh", "title"],
    endings: &["name", "名称"],
};
const KIND: Known = Known {
    role: "kind",
    names: &["kind", "stationkind", "type", "类型", "类别", "站点类型", "站点类别", "category"],
    endings: &[],
};
const OWNER: Known = Known {
    role: "owner",
    names: &[
        "owner",
        "ownercode",
        "areacode",
        "area",
        "责任单元",
        "所属网格",
        "所属社区",
        "所属单元",
    ],
    endings: &[],
};
const HOURS: Known = Known {
    role: "hours",
    names: &["hours", "openinghours", "openhours", "开放时间", "营业时间", "服务时间", "办公时间"],
    endings: &[],
};
const SERVICES: Known = Known {
    role: "services",
    names: &["services", "service", "服务", "服务项目", "服务内容"],
    endings: &[],
};
const CAPACITY: Known = Known {
    role: "capacity",
    names: &["capacity", "容量", "服务人数", "可服务人数", "接待人数"],
    endings: &[],
};
const PUBLIC: Known =
    Known {
        role: "public", names: &["public", "ispublic", "公开", "是否公开"], endings: &[]
    };

/// Settles the columns. A file without kinds needs a kind for all.
pub(super) fn settle(wish: &Wish, rows: &Rows<'_>) -> Result<Chosen, RowsError> {
    let mut guess = Guess::new(rows.header(), rows.of_place());
    let code = guess.need(wish.code.as_deref(), &CODE)?;
    let name = guess.need(wish.name.as_deref(), &NAME)?;
    let kind = if wish.all_of.is_some() {
        guess.find(wish.kind.as_deref(), &KIND)?
    } else {
        Some(guess.need(wish.kind.as_deref(), &KIND)?)
    };
    let mut find = |wish: &Option<String>, known| guess.find(wish.as_deref(), known);
    let owner = find(&wish.owner, &OWNER)?;
    let hours = find(&wish.hours, &HOURS)?;
    let services = find(&wish.services, &SERVICES)?;
    let capacity = find(&wish.capacity, &CAPACITY)?;
    let public = find(&wish.public, &PUBLIC)?;
    let Guess { taken, mapping, .. } = guess;
    Ok(Chosen { code, name, kind, owner, hours, services, capacity, public, taken, mapping })
}
