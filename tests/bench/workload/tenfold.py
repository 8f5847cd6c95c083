#!/usr/bin/env python3
"""Writes the workload with its rules and pathways ten times over, each time with other limits.

usage: tenfold.py workload.visado > tenfold.visado
"""
import re
import sys

TIMES = 10


def main():
    text = open(sys.argv[1]).read()
    start = text.index("rule no_record")
    head, rest = text[:start], text[start:]
    end = rest.index("determination ")
    body = rest[:end]
    names = re.findall(r"^(?:rule|pathway) (\w+)", body, re.M)
    pathways = re.findall(r"^pathway (\w+)", body, re.M)
    head = head.replace("policy workload ", "policy tenfold ")
    out, order = [head], []
    for time in range(TIMES):
        copy = re.sub(r"\b(" + "|".join(names) + r")\b(?! \")", rf"\1_{time}", body)
        copy = re.sub(r"^(rule|pathway) (\w+?)(?:_\d)? \"", rf'\1 \2_{time} "', copy, flags=re.M)
        # Other limits, so that it is not one and the same computation.
        copy = re.sub(r"\b(400|18)\b", lambda found: str(int(found[0]) + time), copy)
        copy = re.sub(r"(clb1_\w >= )(\d)", lambda found: f"{found[1]}{int(found[2]) + time % 3}", copy)
        copy = re.sub(r"(years >= )(\d)", lambda found: f"{found[1]}{int(found[2]) + time % 4}", copy)
        out.append(copy)
        order += [f"{name}_{time}" for name in pathways]
    out.append('determination "Determination" {\n  consider ' + ", ".join(order) + "\n}\n")
    sys.stdout.write("".join(out))


main()
