//! A planar partition of the ground on an integer lattice.
//!
//! Cells come in as polygons, each with a [`Label`]. [`Arrangement::of`] nodes
//! all their borders on the lattice and knows for every face which labels claim
//! it: none is a gap, several are an overlap, and every such place can be listed
//! before anything changes. [`Arrangement::settle`] gives each face to one label
//! and yields a [`Partition`]: every border is stored once, as an arc with one
//! label on each side, so that neighbours cannot disagree. Coarser cells are only
//! other labels ([`Partition::dissolve`]). A [`Drawing`] is the same partition laid
//! out for editing, one checked [`Operation`] at a time.
//!
//! What is absent is as deliberate: no input or output, no clock, no word about
//! what a cell means. Points are `i32` pairs of 1e-7 degree, about a centimetre;
//! every decision about which side, inside or order is taken in integers, and
//! floating point serves only to state lengths and areas in metres ([`plane`]).
//!
//! ```
//! use topo::{Cell, Label, Partition, Point, Polygon, Shape};
//! let square = |x: i32| {
//!     let corners = [(x, 0), (x + 10, 0), (x + 10, 10), (x, 10)];
//!     Shape(vec![Polygon { outer: corners.map(|(x, y)| Point::new(x, y)).to_vec(), holes: vec![] }])
//! };
//! let (west, east) = (square(0), square(10));
//! let cells = [Cell { label: Label(1), shape: &west }, Cell { label: Label(2), shape: &east }];
//! let partition = Partition::from_cells(&cells).expect("two clean squares");
//! assert_eq!(partition.arcs().count(), 3, "one shared arc and one around each side");
//! let both = partition.dissolve(|label| if label == Label::OUTSIDE { label } else { Label(7) });
//! assert_eq!(both.area2(Label(7)), west.area2() + east.area2());
//! ```

pub mod arrangement;
pub mod drawing;
mod exact;
pub mod fault;
mod index;
pub mod inscribed;
mod lens;
pub mod locate;
pub mod partition;
mod plan;
pub mod plane;
pub mod point;
pub mod shape;
mod spread;
mod strips;
pub mod testing;

pub use arrangement::{Arrangement, FaceId};
pub use drawing::{Drawing, Operation};
pub use fault::{Fault, FaultCode};
pub use inscribed::{Inscribed, inscribed};
pub use partition::simplify::SimplifyBy;
pub use partition::validate::Limits;
pub use partition::{ArcRef, Partition};
pub use point::Point;
pub use shape::{Bounds, Cell, Label, Polygon, Shape};
