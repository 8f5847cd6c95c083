use pest::iterators::Pair;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../grammar/visado.pest"]
pub struct Grammar;

/// What stands inside a pair, without the signs that only hold it together.
pub trait Parts<'i> {
    fn parts(self) -> impl Iterator<Item = Pair<'i, Rule>>;
}

impl<'i> Parts<'i> for Pair<'i, Rule> {
    fn parts(self) -> impl Iterator<Item = Pair<'i, Rule>> {
        let sign = |rule: Rule| matches!(rule, Rule::open | Rule::close | Rule::open_list | Rule::colon | Rule::equals);
        self.into_inner().filter(move |pair| !sign(pair.as_rule()) && word(pair.as_rule()).is_none())
    }
}

/// What a drafter calls a rule of the grammar; `None` for those that only group others.
pub fn in_words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EOI => "the end of the file",
        Rule::label | Rule::string => "a text in quotes",
        Rule::name => "a name",
        Rule::path => "a dotted name",
        Rule::type_ref | Rule::base_type | Rule::type_name => "a type",
        Rule::optional_mark => "`optional`",
        Rule::date => "a date like 2022-10-19",
        Rule::instant => "an instant like 2024-03-10T20:06:26Z",
        Rule::number | Rule::whole | Rule::bound => "a number",
        Rule::code => "a code of three capitals",
        Rule::expr
        | Rule::and_expr
        | Rule::not_expr
        | Rule::comparison
        | Rule::fallback
        | Rule::sum
        | Rule::product
        | Rule::unary
        | Rule::access
        | Rule::literal_value
        | Rule::then_branch => "a value",
        Rule::condition => "a condition",
        Rule::compare_op | Rule::compare_sign => "a comparison",
        Rule::sum_op | Rule::product_op => "an operator",
        Rule::source => "`source`",
        Rule::note => "`note`",
        Rule::annotation => return None,
        Rule::inputs => "inputs in parentheses",
        Rule::add_for => "`for`",
        Rule::rows_from => "`from` and a file",
        Rule::calendar_entry => "`weekend`, `holidays`",
        Rule::weekend => "`weekend`",
        Rule::holidays => "`holidays`",
        Rule::day => "a date like 2022-10-19",
        Rule::in_calendar => "`in` and a calendar",
        Rule::worked => "`working`",
        Rule::row => "a table row in bars `|`",
        Rule::cell | Rule::pattern => "a table cell",
        Rule::variant => "a variant's name",
        Rule::field => "a field's name",
        Rule::fact => "a fact's name",
        Rule::met_when => "`met when`",
        Rule::unless => "`unless`",
        Rule::requires => "`requires`",
        Rule::barred_by => "`barred by`",
        Rule::grants => "`grants`",
        Rule::places_from => "`places from`",
        Rule::add => "`add`",
        Rule::group => "`group`",
        Rule::at_most => "`at most`",
        Rule::case | Rule::kw_when => "`when`",
        Rule::kw_then => "`then`",
        Rule::kw_else => "`else`",
        Rule::otherwise_case | Rule::table_otherwise | Rule::kw_otherwise => "`otherwise`",
        Rule::limb => "a limb",
        Rule::consider => "`consider`",
        Rule::grant => "`grant`",
        Rule::grant_mode => "`first` or `every`",
        Rule::places => "`places`",
        Rule::order => "`in order of`",
        Rule::pool => "`pool`",
        Rule::pool_for | Rule::kw_for => "`for`",
        Rule::unused => "`unused`",
        Rule::lapses => "`lapses`",
        Rule::fixed => "`fixed`",
        Rule::presumed => "`presumed`",
        Rule::literal => "a literal value",
        Rule::size => "a size",
        Rule::header_entry => "a header entry",
        Rule::given_fact => "a fact's name",
        Rule::expectation => "an expectation",
        Rule::force => "`in force`",
        Rule::time => "`from` or `through`",
        Rule::on_tail => "`on`",
        Rule::not_met_when => "`not met when`",
        Rule::despite => "`despite`",
        Rule::burden => "`burden`",
        Rule::stage => "`stage`",
        Rule::may_grant => "`may grant`",
        Rule::unit => "`years`, `months`, `weeks` or `days`",
        Rule::kw_from => "`from`",
        Rule::kw_through => "`through`",
        Rule::kw_to => "`to`",
        Rule::kw_by => "`by`",
        Rule::kw_in => "`in`",
        Rule::kw_is => "`is`",
        Rule::kw_and => "`and`",
        Rule::kw_or => "`or`",
        Rule::kw_between => "`between`",
        Rule::open | Rule::defeats => "`{`",
        Rule::close => "`}`",
        Rule::open_list => "`[`",
        Rule::colon => "`:`",
        Rule::equals => "`=`",
        _ => return word(rule),
    })
}

/// The words that mean something only in their place, as errors tell them.
fn word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::w_add => "`add`",
        Rule::w_all => "`all`",
        Rule::w_also => "`also`",
        Rule::w_any => "`any`",
        Rule::w_applicant => "`applicant`",
        Rule::w_as => "`as`",
        Rule::w_at => "`at`",
        Rule::w_authority => "`authority`",
        Rule::w_barred => "`barred`",
        Rule::w_because => "`because`",
        Rule::w_before => "`before`",
        Rule::w_birthdays => "`birthdays`",
        Rule::w_burden => "`burden`",
        Rule::w_closed => "`closed`",
        Rule::w_consider => "`consider`",
        Rule::w_dates => "`dates`",
        Rule::w_decimal => "`decimal`",
        Rule::w_descending => "`descending`",
        Rule::w_despite => "`despite`",
        Rule::w_down => "`down`",
        Rule::w_each => "`each`",
        Rule::w_eligible => "`eligible`",
        Rule::w_every => "`every`",
        Rule::w_evidence => "`evidence`",
        Rule::w_expect => "`expect`",
        Rule::w_february => "`february`",
        Rule::w_first => "`first`",
        Rule::w_fixed => "`fixed`",
        Rule::w_force => "`force`",
        Rule::w_given => "`given`",
        Rule::w_grant => "`grant`",
        Rule::w_granted => "`granted`",
        Rule::w_grants => "`grants`",
        Rule::w_group => "`group`",
        Rule::w_holidays => "`holidays`",
        Rule::w_id => "`id`",
        Rule::w_in => "`in`",
        Rule::w_integer => "`integer`",
        Rule::w_lapses => "`lapses`",
        Rule::w_leap => "`leap`",
        Rule::w_least => "`least`",
        Rule::w_like => "`like`",
        Rule::w_list => "`list`",
        Rule::w_march => "`march`",
        Rule::w_may => "`may`",
        Rule::w_met => "`met`",
        Rule::w_money => "`money`",
        Rule::w_most => "`most`",
        Rule::w_needs => "`needs`",
        Rule::w_note => "`note`",
        Rule::w_of => "`of`",
        Rule::w_order => "`order`",
        Rule::w_ordered => "`ordered`",
        Rule::w_outcome => "`outcome`",
        Rule::w_places => "`places`",
        Rule::w_pool => "`pool`",
        Rule::w_presumed => "`presumed`",
        Rule::w_referred => "`referred`",
        Rule::w_refused => "`refused`",
        Rule::w_repealed => "`repealed`",
        Rule::w_requires => "`requires`",
        Rule::w_round => "`round`",
        Rule::w_source => "`source`",
        Rule::w_stage => "`stage`",
        Rule::w_undetermined => "`undetermined`",
        Rule::w_unknown => "`unknown`",
        Rule::w_unless => "`unless`",
        Rule::w_unused => "`unused`",
        Rule::w_up => "`up`",
        Rule::w_waitlisted => "`waitlisted`",
        Rule::w_weekend => "`weekend`",
        Rule::w_weight => "`weight`",
        Rule::w_with => "`with`",
        Rule::w_within => "`within`",
        Rule::w_working => "`working`",
        _ => return None,
    })
}
