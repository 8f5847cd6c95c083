//! What can be wrong with a policy that reads well: names, types, tables, rules, quotas.
//! One mistake, one file.

mod allowed;
mod ambiguous;
mod arguments;
mod arithmetic;
mod branches;
mod calendars;
mod caps;
mod cases;
mod circle;
mod circular_use;
mod considered;
mod defined_twice;
mod empty;
mod exceptions;
mod header;
mod granted;
mod incomparable;
mod limb_count;
mod lists;
mod mismatch;
mod misplaced;
mod never_none;
mod out_of_range;
mod quotas;
mod tables;
mod times;
mod unknown_code;
mod unknown_field;
mod unknown_file;
mod unknown_name;
mod unknown_type;
mod unsettled;

pub use allowed::{no_reason, no_warning};
pub use ambiguous::ambiguous;
pub use arguments::{arguments, not_called_so};
pub use arithmetic::arithmetic;
pub use branches::branches;
pub use calendars::{
    bad_holiday, day_twice, never_worked, no_date_column, no_holidays, no_weekend, second_weekend, unknown_weekday,
    year_left_out,
};
pub use caps::{cap_never_reached, worthless_line};
pub use cases::no_otherwise;
pub use circle::circle;
pub use circular_use::circular_use;
pub use considered::{considered_twice, extra_determination, not_considered};
pub use defined_twice::{defined_twice, second_id};
pub use empty::empty;
pub use exceptions::{
    exception_disagrees, exceptions_act_nowhere, exceptions_disagree, met_of_a_value, met_of_an_exception,
    not_excepted, value_of_a_rule,
};
pub use granted::nearly_the_same;
pub use header::{misnamed, no_header};
pub use incomparable::{incomparable, literal_of_another_type, unordered};
pub use limb_count::limb_count;
pub use lists::{
    element_named_twice, named_window_of_working_days, nameless_optional, no_given_list, no_list,
    window_of_no_one_length,
};
pub use mismatch::{another_record, article, half_comparison, mismatch, no_id_type, no_outcome};
pub use misplaced::{failing_of_no_condition, misplaced, no_pathway, no_values_in_this_label, used_policy};
pub use never_none::{never_none, row_for_none};
pub use out_of_range::out_of_range;
pub use quotas::{bad_flow, incomplete, no_unused, not_strict, percentages, sizes, two_quotas, two_rests, unfed};
pub use tables::{
    bad_header, bad_reaching_header, cell_count, gap, no_constant, no_otherwise_for_text, overlap,
    row_without_its_last_bar,
};
pub use times::{given_by_day, no_time, no_time_here, not_dated, not_in_force, times_overlap, two_days};
pub use unknown_code::{unknown_country, unknown_currency};
pub use unknown_field::{no_fields, unknown_field, whole_record};
pub use unknown_file::{no_csv, rows_twice, unknown_file, unknown_rows, unreadable_cell};
pub use unknown_name::unknown_name;
pub use unknown_type::unknown_type;
pub use unsettled::{unsettled, unsettled_record};
