"""What was checked by hand: deviations.json, held against what fails.

An entry covers a finding when target, case (a glob), rule and level are its own. So nothing is published under a rule, or at a level, that
nobody has held against it, and an entry goes when its deviation does.
"""
import fnmatch
import json

KEYS = {"cases", "targets", "rule", "level", "why"}
ACCUSING = ("must", "should")  # what is weaker is advice, and needs no entry


def read(path):
    return json.loads(path.read_text())


def covers(entry, target, finding):
    return (target in entry["targets"] and fnmatch.fnmatchcase(finding.case, entry["cases"])
            and (finding.rule, finding.level) == (entry["rule"], entry["level"]))


def unchecked(entries, findings):
    """Of {(target, policy): findings}: a line for each accusation that no entry covers."""
    for (target, policy), found in findings.items():
        for finding in found:
            if finding.level in ACCUSING and not any(covers(entry, target, finding) for entry in entries):
                yield f"{target}.{policy}: {finding.case} ({finding.level}, {finding.rule}) was never checked by hand"


def outdated(entries, findings):
    """A line for each target of an entry that ran and does not deviate so any more."""
    for entry in entries:
        for target in entry["targets"]:
            found = [finding for (name, _), some in findings.items() if name == target for finding in some]
            ran = any(name == target for name, _ in findings)
            if ran and not any(covers(entry, target, finding) for finding in found):
                yield f"{target}: {entry['cases']} ({entry['level']}, {entry['rule']}) does not fail, but is in deviations.json"


def problems(entries, findings):
    return [*unchecked(entries, findings), *outdated(entries, findings)]
