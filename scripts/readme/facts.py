"""What the tree itself says about the output of commands that take too long to be run each time."""
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def numbers(pattern, shown):
    found = re.search(pattern, "\n".join(shown))
    return None if found is None else [int(number) for number in found.groups()]


def listed(corspec, what):
    return len(json.loads(subprocess.run([corspec, "list", *what, "--json"], capture_output=True, text=True, check=True).stdout))


def mutation_score(corspec, shown):
    """As many faults, variants and idle cases as there are. How many cases some server could be asked is for the score itself to say."""
    idle, faults, variants = len(json.loads((ROOT / "scripts/idle-cases.json").read_text())), listed(corspec, ["--faults"]), listed(corspec, ["--variants"])
    ran = numbers(r"(\d+) of (\d+) cases fail on some fault; (\d+) have", shown) or [0, 0, 0]
    yield "cases that fail on some fault, cases, cases with a reason", ran, [ran[1] - idle, ran[1], idle]
    yield "caught, faults, false alarms, variants", numbers(r"caught (\d+) of (\d+); false alarms (\d+) of (\d+)", shown), [faults, faults, 0, variants]


def planted_bugs(_, shown):
    bugs = len(json.loads((ROOT / "fuzz/planted_bugs.json").read_text()))
    yield "found, bugs, within 10 seconds", numbers(r"found (\d+) of (\d+), (\d+) within", shown), [bugs, bugs, bugs]


def real_servers(_, shown):
    """As many as there are folders, and each with the score that is published."""
    targets = {path.parent.name: json.loads(path.read_text()) for path in sorted((ROOT / "scripts/targets").glob("*/target.json"))}
    targets = {name: target for name, target in targets.items() if "advisory" not in target}
    yield "ran, implementations", numbers(r"(\d+) of (\d+) implementations ran", shown), [len(targets)] * 2
    published = re.sub(r"\\(.)", r"\1", (ROOT / "reports/published/README.md").read_text()).split("\n## ")
    for line in shown:
        if not (found := re.match(r"(\S+) +(\S+) +p1: (\d+) pass.*?p2: (\d+) pass", line)):
            continue
        name, version, *passed = found.groups()
        for table, count in zip(published[1:], passed):
            row = re.search(rf"^\| {re.escape(targets[name]['about'].partition(',')[0])} \| {re.escape(version)} \|.* (\d+)/\d+ \| \d+ \| \d+ \| (\d+) \| \d+ \|$", table, re.M)
            # What is advised counts as passed there, and is told apart here.
            yield f"{name} {version}", int(count), row and int(row[1]) - int(row[2])
