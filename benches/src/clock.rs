//! Time spent by this thread on a processor, for criterion.
//!
//! Wall time lies on a machine that others use too: a neighbour's work would count
//! as ours. The thread's own clock stands still while somebody else runs.

use criterion::Throughput;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Measures the processor time of the calling thread.
pub struct ThreadCpu;

impl ThreadCpu {
    /// What the thread has used up so far.
    pub fn now() -> Duration {
        let spent = clock_gettime(ClockId::ThreadCPUTime);
        let seconds = u64::try_from(spent.tv_sec).unwrap_or_default();
        let nanos = u32::try_from(spent.tv_nsec).unwrap_or_default();
        Duration::new(seconds, nanos)
    }

    /// Milliseconds that it has used up since then.
    pub fn ms_since(start: Duration) -> f64 {
        Self::now().saturating_sub(start).as_secs_f64() * 1e3
    }
}

impl Measurement for ThreadCpu {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        Self::now()
    }

    fn end(&self, start: Duration) -> Duration {
        Self::now().saturating_sub(start)
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    #[expect(clippy::cast_precision_loss, reason = "a bench lasts seconds, far below 2^53 ns")]
    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Nanoseconds
    }
}

/// Shows nanoseconds the way criterion shows wall time.
struct Nanoseconds;

impl ValueFormatter for Nanoseconds {
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_values(typical, values)
    }

    fn scale_throughputs(
        &self,
        typical: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        WallTime.formatter().scale_throughputs(typical, throughput, values)
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_for_machines(values)
    }
}
