"""The table of scenarios: scenarios/*.json, expanded into what `corspec explain` reads.

A file holds `tables`; a table holds `steps`, and `rows` that fill its `{{name}}`s: an object of rows, or a list of such objects
whose product is taken. Each scenario has a URL of its own, `{{url}}` (`{{path}}` is its path), so that no two meet in a cache.
An answer is written `[status, "Name: value", ...]` or `{"failure": why}`; several, one after another, as a list of those.
"""

import itertools
import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent / "scenarios"
ORIGIN = "http://www.site.example"
TARGET = "http://api.site.example"
GENEROUS = ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *"]


def fill(value, row):
    """`value` with its placeholders replaced; one that stands alone may become any JSON value."""
    if isinstance(value, dict):
        return {key: fill(member, row) for key, member in value.items()}
    if isinstance(value, list):
        return [fill(member, row) for member in value]
    if not isinstance(value, str):
        return value
    if alone := re.fullmatch(r"\{\{([\w-]+)\}\}", value):
        filled = row[alone[1]]
        return fill(filled, row) if filled != value else filled
    return re.sub(r"\{\{([\w-]+)\}\}", lambda found: str(fill(row[found[1]], row)), value)


def header(line):
    name, value = line.split(":", 1)
    return [name, value.removeprefix(" ")]


def answer(written):
    if isinstance(written, dict):
        return written
    return {"status": written[0], "headers": [header(line) if isinstance(line, str) else line for line in written[1:]]}


def answers(written):
    several = isinstance(written, list) and (not written or not isinstance(written[0], int))
    return [answer(one) for one in (written if several else [written])]


def step(written):
    expanded = {"request": {"origin": ORIGIN, "url": TARGET, **written["request"]}}
    if "at" in written:
        expanded["at"] = written["at"]
    expanded["preflight"] = answers(written.get("preflight", [204, *GENEROUS]))
    expanded["answer"] = answers(written.get("answer", [200, "Access-Control-Allow-Origin: *"]))
    return expanded


def expand(table):
    rows = table.get("rows", {"": {}})
    for combination in itertools.product(*(one.items() for one in (rows if isinstance(rows, list) else [rows]))):
        name = "/".join(filter(None, [table["table"], *(key for key, _ in combination)]))
        row = {"path": "/" + name, "url": f"{TARGET}/{name}"}
        for _, members in combination:
            row |= members
        steps = [step(fill({**one, "request": {"url": "{{url}}", **one["request"]}}, row)) for one in table["steps"]]
        yield {"name": name, "steps": steps}


def load(folder=FOLDER):
    """Every scenario, by name, in the order of files and tables."""
    scenarios = {}
    for file in sorted(folder.glob("*.json")):
        for table in json.loads(file.read_text())["tables"]:
            for scenario in expand(table):
                if scenario["name"] in scenarios:
                    raise ValueError(f"{file.name}: two scenarios are called {scenario['name']}")
                scenarios[scenario["name"]] = scenario
    return scenarios


def milliseconds(at):
    if isinstance(at, int):
        return at * 1000
    number, unit = re.fullmatch(r"(\d+)(ms|s|m|h)", at).groups()
    return int(number) * {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}[unit]
