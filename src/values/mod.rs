//! What a value is, and the meaning of every operator, written once.
//!
//! A value during evaluation is the set of what it may still be ([`Possible`]): a known value is a
//! set of one. Row evaluation, table analysis and explanation all call the operators here. Knows
//! nothing of files, programs or applicants.

mod burden;
mod calendar;
mod choices;
mod compare;
mod country;
mod date;
mod duration;
mod elapsed;
mod fault;
mod fold;
mod history;
mod instant;
mod interval;
mod logic;
mod number;
mod numeric;
mod operation;
mod pattern;
mod possible;
mod table;
mod types;

pub use burden::Burden;
pub use calendar::{Calendar, WEEKDAYS, WorkingDays};
pub use choices::Choices;
pub use compare::Comparison;
use compare::{compare, contains, is_none};
pub use country::{Country, country_name};
pub use date::{Date, InvalidDate};
pub use duration::{Duration, Length};
pub use elapsed::{LeapBirthday, MonthEnd, Unit};
use elapsed::{elapsed, shift};
pub use fault::{Fault, FaultKind, Faults};
pub use fold::Fold;
pub use history::{Coverage, Span as HistorySpan};
pub use instant::{Instant, InvalidInstant};
pub use interval::Interval;
pub use number::{Number, Rounding};
pub use operation::Operation;
pub use pattern::{Bounds, End, Pattern};
pub use possible::{Plain, Possible, Value};
pub use table::{Table, TableRow};
pub use types::{Currency, EnumShape, RecordField, RecordShape, Type};
