"""What a report of `corspec run` says of its target."""
import typing

LEVELS = ("must", "should", "may")


class Finding(typing.NamedTuple):
    case: str
    level: str
    rule: str


def rule_of(failure):
    """The rule that every report names first, and the published matrix alone: by which the browser refused, else the expectation's own."""
    return failure.get("refused_by") or next(iter(failure["rules"]), "")


def findings_of(report):
    """Everything that fails, once."""
    found = {Finding(result["id"], failure["level"], rule_of(failure)): None
             for result in report["results"] if result["result"] != "pass" for attempt in result["attempts"] for failure in attempt["failures"]}
    return list(found)


def failing(report):
    """The cases that fail, each with the strongest level of what fails in it."""
    failed = {}
    for finding in findings_of(report):
        failed[finding.case] = min(failed.get(finding.case, finding.level), finding.level, key=LEVELS.index)
    return failed


def summary_of(report):
    """`475 pass, fails 1 should, 2 may`"""
    levels = list(failing(report).values())
    counts = ", ".join(f"{levels.count(level)} {level}" for level in LEVELS if level in levels)
    return f"{report['summary']['results']['pass']} pass" + (f", fails {counts}" if counts else "")
