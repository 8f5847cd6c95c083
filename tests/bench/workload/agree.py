#!/usr/bin/env python3
"""Compares Visado's results of the benchmark's policy with a peer's, row by row.

usage: agree.py VISADO.parquet PEER.parquet        (needs duckdb)

The rules are those of the benchmark: rows before the quota step, where `waitlisted` is still
`granted`; a score or a table with an unknown part is an interval, so that `a7` or `a6` may be
definite here where the peers leave it open. Reasons are compared where nothing is granted: Visado lists all that is not met,
of which the first in each pathway is compared. Ends with 1 if anything else differs.
"""
import sys
import duckdb

ORDER = {
    "b": ["b1", "b2", "b3", "b4", "no_record", "b6"],
    "c": ["c1", "c2", "c3", "c4", "c5", "no_record"],
    "a": ["a1", "a2", "a3", "a4", "no_record", "a6", "a7"],
}
# The one rule on criminal records has a code in each pathway.
CODES = {("b", "no_record"): "B5", ("c", "no_record"): "C6", ("a", "no_record"): "A5"}


def first(letter):
    """The code of the first requirement of a pathway that is among the reasons."""
    cases = " ".join(
        f"when list_contains(v.reasons, '{name}') then '{CODES.get((letter, name), name.upper())}'"
        for name in ORDER[letter]
    )
    return f"case {cases} end"


def main():
    ours, theirs = sys.argv[1:3]
    db = duckdb.connect()
    db.execute(f"""
        create table rows as select
          v.outcome as ours,
          case p.outcome when 'waitlisted' then 'granted' else p.outcome end as theirs,
          v.pathway[1] as our_pathway, p.pathway as their_pathway,
          v.points as our_score, v."points.low" as low, v."points.high" as high, p.score as their_score,
          {first('b')} as our_b, {first('c')} as our_c, {first('a')} as our_a,
          p.reason_b as their_b, p.reason_c as their_c, p.reason_a as their_a
        from '{ours}' v join '{theirs}' p using (id)
    """)
    count = lambda where: db.execute(f"select count(*) from rows where {where}").fetchone()[0]
    rows = count("true")
    refined = "(theirs = 'undetermined' and ours = 'refused' and our_a in ('A6', 'A7') and their_a is null)"
    checks = {
        "rows of one file only": db.execute(
            f"select (select count(*) from '{ours}') + (select count(*) from '{theirs}') - 2 * {rows}").fetchone()[0],
        "outcomes": count(f"ours <> theirs and not {refined}"),
        "pathways of the granted": count("ours = 'granted' and our_pathway is distinct from their_pathway"),
        "known scores": count("their_score is not null and our_score is distinct from their_score"),
        "scores beyond their ends": count("their_score is not null and (their_score < low or their_score > high)"),
        "reasons of protection": count("ours <> 'granted' and our_b is distinct from their_b"),
        "reasons of the humanitarian process": count("ours <> 'granted' and our_c is distinct from their_c"),
        "reasons of skilled work": count(
            "ours <> 'granted' and our_a is distinct from their_a and not (their_a is null and our_a in ('A6', 'A7'))"),
    }
    print(f"{rows} rows compared; {count(refined)} that the peer leaves open are refused for a6 or a7 here")
    for what, number in checks.items():
        print(f"  {what} that differ: {number}")
    sys.exit(1 if any(checks.values()) else 0)


main()
