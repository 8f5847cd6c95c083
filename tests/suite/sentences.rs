//! The sentences of the prose, kind by kind: what a jurist reads of one clause.

use visado::paraphrase::paraphrase;
use visado::report::prose_markdown;

use crate::support::{check_text, root};

const HEADER: &str = "policy prose \"Prose\" { in force from 2024-01-01  as of applied_on }\n";

const PATHWAY: &str = "pathway any \"Any\" { requires applied_on > 2020-01-01 \"applied in time\" }";

/// The prose of some declarations, with a way in if they have none.
fn prose(declarations: &str) -> String {
    let text = format!("{HEADER}facts applicant {{ applied_on : date \"Day of application\" }}\n{declarations}");
    let text = if text.contains("pathway ") { text } else { format!("{text}\n{PATHWAY}") };
    let checked = check_text("prose", &text, Some(&root()));
    let policy = checked.policy.unwrap_or_else(|| panic!("{text}\n{:?}", checked.problems));
    prose_markdown(&paraphrase(&checked.project, &policy))
}

fn assert_says(declarations: &str, expected: &[&str]) {
    let prose = prose(declarations);
    for sentence in expected {
        assert!(prose.contains(sentence), "lacks {sentence:?}:\n{prose}");
    }
}

const JOBS: &str = "
    enum kin \"relation\" { child \"child\", cousin \"cousin\" }
    record relative \"relative\" {
      kin     : kin            \"relation\"
      born    : date           \"date of birth\"
      married : boolean        \"married\"
      here    : boolean        \"in Canada\"
      died    : optional date  \"day of death\"
    }
    record job \"job\" {
      start   : date           \"first day\"
      end     : optional date  \"last day, none while it lasts\"
      closed  : boolean        \"restricted occupation\"
      offered : boolean        \"made by an embassy, or by an employer who is not named\"
      counts  : boolean        \"counts as experience\"
      permit  : boolean        \"permit is valid\"
      code    : text           \"code\"
    }
    facts family { family : list of relative \"Family\"  jobs : list of job \"Jobs\" }
";

#[test]
fn codes_have_no_thousands_and_quantities_have_them() {
    let policy = "
        facts work {
          trade  : integer 0..99_999  \"Code of the trade\"
          other  : integer 0..99_999  \"Code of another trade\"
          income : integer            \"Yearly income\"
        }
        parameter closed \"closed trades\" = [62200, 63200]
        parameter listed \"trades of the list\" = [\"1171\", \"1172\"]
        parameter least \"least income\" = 6_000
        parameter founded \"year of the founding\" = 2019
        facts text { written : text \"Written code\" }
        rule chef \"is a chef\" { met when trade is 62200  met when trade in [63200, 63201] }
        rule open \"is in an open trade\" { met when other not in closed and written not in listed }
        rule rich \"is rich\" { met when income >= 62_200  met when income > least and income > founded }
        table grade(trade: integer) : integer \"grade\" {
          | trade | grade |
          | 62200 | 10000 |
          otherwise 0
        }
        rule graded \"has a grade\" { met when grade(trade) > 0 }";
    assert_says(
        policy,
        &[
            "the code of the trade is 62200;",
            "the code of the trade is 63200 or 63201.",
            "Whole number from 0 to 99999 |",
            "The closed trades are 62200 and 63200.",
            "The trades of the list are 1171 and 1172.",
            "the yearly income is at least 62,200;",
            "The least income is 6,000.",
            "The year of the founding is 2019.",
            "| 62200 | 10,000 |",
        ],
    );
}

#[test]
fn a_field_says_what_it_is_and_not_how_it_is_marked() {
    let policy = format!(
        "{JOBS}
        record offer \"offer\" {{ offered : boolean \"made by an embassy, or by an employer who is not named\"  \
         full : boolean \"full-time work\"  waits : boolean \"depends on the sponsor\" }}
        facts work {{ offer : optional offer \"Offer of employment\" }}
        rule offered \"has an offer\" {{ met when offer is not none and offer.full and not offer.offered and not offer.waits }}
        rule alone \"is alone\" {{ met when no(r in family where r.here) }}
        rule open \"has open jobs\" {{ met when any(j in jobs where not j.closed and j.permit and j.counts) }}"
    );
    assert_says(
        &policy,
        &[
            "there is an offer of employment, and it is full-time work;",
            "the offer of employment is not made by an embassy, or by an employer who is not named;",
            "the offer of employment does not depend on the sponsor.",
            "if none of the members of the family is in Canada.",
            "among the jobs there is at least one that is not a restricted occupation, whose permit is valid and that \
             counts as experience.",
        ],
    );
    assert!(!prose(&policy).contains("marked"));
}

#[test]
fn elements_of_lists_are_told_in_clauses_of_their_own() {
    let policy = format!(
        "{JOBS}
        rule near \"is near\" {{ met when any(r in family where r.kin is child and r.here) }}
        rule living \"has a living child\" {{
          met when any(r in family where r.kin is child and (r.died is none or r.died > applied_on))
        }}
        rule grieving \"grieves\" {{ met when any(r in family where r.died is not none and r.died < applied_on) }}
        rule many \"has many jobs\" {{ met when count(j in jobs where j.counts and j.code is \"a code\") > 2 }}
        rule every \"has jobs that count\" {{ met when every(j in jobs has j.counts) }}
        rule no_jobs \"has no jobs\" {{ met when no(j in jobs) }}
        rule kin(r: relative) \"is kin\" {{ met when r.kin is child }}
        rule kin_here \"has kin here\" {{ met when any(r in family where kin(r) and r.here) }}
        rule kin_of_age \"has grown kin\" {{ met when every(r in family where kin(r) has years from r.born to applied_on >= 18) }}
        pathway visa \"Visa\" {{
          requires near
          derives  to r in family when kin(r)
          grants   residence
        }}"
    );
    assert_says(
        &policy,
        &[
            "among the family there is at least one whose relation is “child” and who is in Canada.",
            "whose relation is “child” and for whom either it has no day of death or",
            "at least one of the members of the family has a day of death that is before the day of application.",
            "the number of jobs that count as experience and whose code is “a code” is more than 2.",
            "if each of the jobs counts as experience.",
            "if the record lists no jobs.",
            "at least one who is kin (see 2.7) and who is in Canada.",
            "for each member of the family who is kin (see 2.7), at least 18 whole years lie between their date of birth \
             and the day of application.",
            "Family members derive the status of the person: each member of the family who is kin (see 2.7).",
        ],
    );
}

#[test]
fn labels_stand_in_sentences_without_quotation_marks() {
    let policy = "
        facts more {
          reading : integer  \"Level in the first language, reading\"
          income  : money CAD  \"Income\"
          left    : date \"Day of the departure that is planned\"
        }
        parameter needed \"income asked for\" { 20_000 CAD from 2024-01-01 source \"Order\" }
        parameter told \"day the process was announced\" = 2024-01-01
        parameter near \"Spanish-speaking countries but Mexico\" = [ARG, CYM]
        facts country { home : country \"Home\" }
        rule able \"is able\" {
          failing \"reaches {reading} only\"
          met when reading >= 5   from 2024-02-01
        }
        rule rich \"is rich\" { met when income >= needed and left > told and home in near }";
    assert_says(
        policy,
        &[
            "the level in the first language (reading) is at least 5 (in force from 1 February 2024, that day included).",
            "If not, the explanation says: “reaches ‹level in the first language (reading)› only”.",
            "the income is at least the income asked for (see 3.1);",
            "From 1 January 2024, that day included, the income asked for is 20,000 CAD.",
            "The day the process was announced is 1 January 2024.",
            "the day of the departure that is planned is after",
            "The Spanish-speaking countries but Mexico are Argentina and the Cayman Islands.",
        ],
    );
}

#[test]
fn what_is_not_answered_is_told_apart_from_no() {
    let policy = "
        facts more { assent : optional boolean \"Assent of the body\" }
        finding able : optional boolean \"is able to settle\"
        rule free \"is free\" { met when assent is not false }
        rule both \"is both\" { met when assent is none or assent is true }
        rule unfound \"is not examined\" { met when able is none }";
    assert_says(
        policy,
        &[
            "the record does not say no to “Assent of the body”.",
            "the record says yes or none to “Assent of the body”.",
            "no officer has found whether the person is able to settle.",
        ],
    );
}

#[test]
fn what_does_not_hold_is_denied_as_a_person_would() {
    let policy = "
        finding duties : boolean \"did not do what the statement says\"
        finding faces  : boolean \"would face what others in that country face\"
        finding home   : boolean \"has a home, or needs none\"
        finding passes : boolean \"passes through border control\"
        finding wants  : boolean \"no longer has the reasons\"
        rule a \"is a\" { met when not duties }
        rule b \"is b\" { met when not faces }
        rule c \"is c\" { met when not home }
        rule d \"is d\" { met when not passes }
        rule e \"is e\" { met when not wants }";
    assert_says(
        policy,
        &[
            "if the person did what the statement says (as an officer finds).",
            "if the person would not face what others in that country face (as an officer finds).",
            "if an officer finds that this is not so: the person has a home, or needs none.",
            "if the person does not pass through border control (as an officer finds).",
            "if an officer finds that this is not so: the person no longer has the reasons.",
        ],
    );
}

#[test]
fn days_that_lie_some_time_from_others_are_read_from_left_to_right() {
    let policy = "
        calendar court \"days of the court\" { weekend [saturday, sunday] }
        facts more { entered : date \"Day of entry\"  held : integer \"Months\"  more : integer \"More months\" }
        parameter stay \"longest stay\" = 3 years
        define last \"last day\" = entered + stay - 1 day
        define open \"day of opening\" = entered - 1 day + 1 working days in court
        define fifth \"fifth day\" = entered + 5 working days in court
        define all \"days in all\" = (days from entered to applied_on) + 1 - held
        rule few \"has few months\" { met when held + more <= 48 }";
    assert_says(
        policy,
        &[
            "The last day is the day before the day 3 years (the longest stay, see 4.1) after the day of entry.",
            "the day of entry or, if that is no working day by the calendar “days of the court” (see 5.1), the next day \
             that is one.",
            "The fifth day is the 5th working day by the calendar “days of the court” (see 5.1) after the day of entry.",
            "the number of days from the day of entry to the day of application, plus 1, minus the months.",
            "the months plus the more months are at most 48.",
        ],
    );
}

#[test]
fn days_that_are_counted_stand_in_a_list() {
    let policy = format!(
        "{JOBS}
        define worked \"days worked\" = days_covered(
          j.start through j.end for j in jobs where j.counts and not j.closed and j.code is \"a code\",
          within 3 years before applied_on,
          weight (if j.permit then 1 else 0.5)
        )
        define covered \"days covered\" = days_covered(j.start through j.start for j in jobs)"
    );
    assert_says(
        &policy,
        &[
            "The days worked are the number of days, each counted once, that meet all of the following:\n\n- (a) the day \
             lies in one of the jobs that count as experience, that are not a restricted occupation and whose code is “a \
             code”, from its first day through its last day (none while it lasts; both days included; without an end, \
             through the day of application), where each day counts as 1 if its permit is valid, otherwise 0.5; and\n- (b) \
             the day lies within the 3 years that end on the day of application.",
            "The days covered are the number of days, each counted once, that lie in one of the jobs, from its first day \
             through its first day (both days included).",
        ],
    );
}

#[test]
fn one_exception_is_a_clause_and_several_are_a_list() {
    let policy = "
        facts more { ill : boolean \"Is ill\"  poor : boolean \"Is poor\"  young : boolean \"Is young\" }
        rule one \"is one\" { met when ill { unless poor } }
        rule whole \"is whole\" { met when ill  met when young  unless poor }
        rule several \"is several\" { met when ill { unless poor unless young } }";
    assert_says(
        policy,
        &[
            "The person is one if the person is ill, but not where the person is poor.",
            "But this is not so where the person is poor.",
            "but not where any of the following holds:",
        ],
    );
}

#[test]
fn what_a_provision_is_given_is_told_once() {
    let policy = "
        enum exam \"language test\" { first \"First\", second \"Second\" }
        facts more { exam : exam \"Test\"  taken : date \"Day of the test\" }
        table points(exam: exam) : integer \"points of the test\" { | exam | points | | first | 1 | | second | 2 | }
        define scale(exam: exam, on_day: date) \"scale of the test\" = if on_day > 2024-05-01 then points(exam) else 0
        define level(exam: exam, on_day: date) \"level of the test\" = scale(exam, on_day) + 1
        rule good \"is good\" { met when level(exam, taken) > 2 }";
    assert_says(
        policy,
        &[
            "This is asked for a given language test (see 6.1) and ‹on day› (a day).",
            "The level of the test is the scale of the test (see 3.1) plus 1.",
            "the points of the test (see 4.1) for the language test if ‹on day› is after 1 May 2024, otherwise 0",
        ],
    );
}

#[test]
fn sources_stand_under_their_own_sentences() {
    let policy = "
        facts more { ill : boolean \"Is ill\"  poor : boolean \"Is poor\" }
        pathway visa \"Visa\" {
          source    \"Act s. 1\"
          requires  ill    source \"Act s. 2\"
          barred by poor   source \"Act s. 3\"
          grants    h2b_status
        }";
    assert_says(
        policy,
        &[
            "if the person is ill.\n\n*Source: Act s. 2*\n\nBut the person is not eligible if the person is poor.\n\n*Source: \
             Act s. 3*\n\nWhoever is eligible is granted “H2B status”.\n\n*Source: Act s. 1*",
        ],
    );
}

#[test]
fn pools_say_for_whom_they_are() {
    let policy = "
        facts more { id number : text \"Number\"  home : country \"Home\"  ill : boolean \"Is ill\" }
        pathway visa \"Visa\" { requires ill  places from yearly }
        quota yearly \"Yearly places\" {
          places      1_000
          in order of applied_on, number
          pool first \"the ill\" 400 { for ill  unused lapses }
          pool second \"Haitians\" 100 { for home is HTI  unused lapses }
          pool third \"everybody\" rest { unused lapses }
        }";
    assert_says(
        policy,
        &[
            "There are 1,000 places.",
            "“the ill”: 400 places, for whoever is ill; what is not used lapses;",
            "“Haitians”: 100 places, for those whose home is Haiti; what is not used lapses; then",
        ],
    );
}

#[test]
fn conventions_are_told_where_they_are_needed() {
    let plain = prose("facts more { ill : boolean \"Is ill\" }\npathway visa \"Visa\" { requires ill }");
    assert!(!plain.contains("29 February") && !plain.contains("months or years") && !plain.contains("‹"), "{plain}");
    let adult = "facts more { born : date \"Date of birth\" }\npathway visa \"Visa\" { requires years from born to \
                 applied_on >= 18  requires born + 30 years > applied_on }";
    assert_says(adult, &["Whole years from 29 February are full on 1 March", "Where months or years lead to a day"]);
}

#[test]
fn a_calendar_has_a_row_for_each_year() {
    let text = std::fs::read_to_string(root().join("policies/facts/usa_working_days.visado")).unwrap();
    let checked = check_text("facts.usa_working_days", &text, Some(&root().join("policies")));
    let markdown = prose_markdown(&paraphrase(&checked.project, &checked.policy.unwrap()));
    assert!(
        markdown.contains("1 January (New Year's Day), 19 January (Birthday of Martin Luther King, Jr.)"),
        "{markdown}"
    );
    assert!(markdown.contains("The library holds no tests.") && markdown.matches("New Year's Day").count() > 20);
}
