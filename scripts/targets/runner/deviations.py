"""What was checked by hand: deviations.json, held against what fails.

An entry covers a finding when target, case (a glob), rule and level are its own; one without targets, for advice, is about all of them. So
nothing is published under a rule, or at a level, that nobody has held against it, and an entry goes when its deviation does.
"""
import fnmatch
import json

KEYS = {"cases", "rule", "level", "why"}
ACCUSING = ("must", "should")  # what is weaker is advice: the same of every target, so that an entry names none


def read(path):
    return json.loads(path.read_text())


def covers(entry, target, finding):
    return (target in entry.get("targets", [target]) and fnmatch.fnmatchcase(finding.case, entry["cases"])
            and (finding.rule, finding.level) == (entry["rule"], entry["level"]))


def unchecked(entries, findings):
    """Of {(target, policy): findings}: a line for each finding that no entry covers."""
    for (target, policy), found in findings.items():
        for finding in found:
            if not any(covers(entry, target, finding) for entry in entries):
                yield f"{target}.{policy}: {finding.case} ({finding.level}, {finding.rule}) was never checked by hand"


def outdated(entries, findings, complete):
    """A line for each target of an entry that ran and does not deviate so any more; for advice, when all ran and none does."""
    for entry in entries:
        is_advice = "targets" not in entry
        ran = {name for name, _ in findings}
        deviating = {name for (name, _), found in findings.items() if any(covers(entry, name, finding) for finding in found)}
        mended = ["all"] if is_advice and complete and not deviating else [name for name in entry.get("targets", ()) if name in ran - deviating]
        for target in mended:
            yield f"{target}: {entry['cases']} ({entry['level']}, {entry['rule']}) does not fail, but is in deviations.json"


def problems(entries, findings, complete):
    return [*unchecked(entries, findings), *outdated(entries, findings, complete)]
