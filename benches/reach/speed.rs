//! One service circle, from the point to the text of its GeoJSON.

use crate::peer::Valhalla;
use crate::town::Town;
use crate::verdict::{Verdict, spread};
use benches::ThreadCpu;
use reach::Scratch;
use reach::picture::{geojson, rings};
use std::hint::black_box;

/// Rounds over all stations; the first warms up and does not count.
const ROUNDS: usize = 4;
/// The rings asked for.
const MINUTES: [u32; 2] = [8, 15];

/// By turns with the peer, station by station.
pub(crate) fn compare(town: &Town, valhalla: &mut Valhalla, verdict: &mut Verdict) {
    let cells = town.cells(10.0);
    let mut scratch = Scratch::new();
    let (mut searches, mut whole, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for station in &town.stations {
            let began = ThreadCpu::now();
            let Some(snap) = town.snap(*station) else { continue };
            let reached = town.search(&mut scratch, snap, MINUTES[1]);
            let searched = ThreadCpu::ms_since(began);
            black_box(geojson(&rings(&cells, &reached, &MINUTES), &[], &[]));
            let drawn = ThreadCpu::ms_since(began);
            let (nanos, _) = valhalla.isochrone(town.name, *station, &MINUTES, false);
            if round > 0 {
                searches.push(searched);
                whole.push(drawn);
                theirs.push(nanos / 1e6);
            }
        }
    }
    let name = town.name;
    let shown = |[median, late]: [f64; 2]| format!("{median:.2} / {late:.2} ms");
    let (searches, whole, theirs) = (spread(searches), spread(whole), spread(theirs));
    let what = format!("{name}: search for 15 minutes");
    verdict.goal(&what, shown(searches), String::new(), "<= 0.2 ms", searches[0] <= 0.2);
    let what = format!("{name}: circle of 8 and 15 min, 10 m, as text");
    let enough = whole[0] <= 1.0 && whole[0] <= theirs[0] / 3.0;
    verdict.goal(&what, shown(whole), shown(theirs), "<= 1 ms, <= 1/3", enough);
}
