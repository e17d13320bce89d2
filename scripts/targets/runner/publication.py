"""reports/published: the matrix of each policy, and the page that names them."""
import os
import pathlib
import subprocess
import tempfile
import typing

from runner import suite
from runner.catalogue import ROOT

PUBLISHED = ROOT / "reports" / "published"
POLICIES = {"p1": "two origins, with credentials", "p2": "everybody, without credentials"}
HEAD = """\
# CORS compliance of real servers

Made by `scripts/targets/run --all --check --publish`: each implementation as its manual configures it ([scripts/targets](../../scripts/targets)),
all on one machine. A case counts by the strongest level of what fails in it; what fails at `must` blocks pages that the policy lets in, or lets in
what it keeps out, and what fails at `may` is advice. A score says how many of the cases that apply pass: what has advice does, what is blocked by
a failure at `must` or `should` does not. Every deviation at `must` and `should` was checked by hand, and advice once for each case and rule;
[deviations.json](../../scripts/targets/deviations.json) says why. Some names are one implementation in several settings
([which](../../scripts/targets/README.md#what-stands-behind-a-name)).
"""


class Matrix(typing.NamedTuple):
    policy: str
    implementations: int
    date: str
    table: str


def is_due(asked, broken, problems):
    """Only what is whole and agrees with what was checked by hand."""
    return asked and not broken and not problems


def page(matrices):
    sections = [f"## {it.policy.upper()}: {POLICIES[it.policy]}\n\n{it.implementations} implementations, {it.date}: "
                f"[page]({it.policy}.html), [JSON]({it.policy}.json)\n\n{it.table}" for it in matrices]
    return "\n".join([HEAD, *sections])


def matrix_of(policy, runs, options, folder):
    runs = [run for run in runs if policy in run.reports]
    table = subprocess.run([options.corspec, "report", *(suite.report_path(options.out, run.name, policy) for run in runs), "--matrix", folder / f"{policy}.html",
                            "--matrix-json", folder / f"{policy}.json", "--matrix-markdown", "-"], check=True, capture_output=True, text=True).stdout
    return Matrix(policy, len(runs), runs[0].reports[policy]["run"]["started"][:10], table)


def publish(runs, options, into=PUBLISHED):
    """All of it at once, when all of it is there: half of what is published is never of another day."""
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as made:
        folder = pathlib.Path(made)
        matrices = [matrix_of(policy, runs, options, folder) for policy in POLICIES]
        (folder / "README.md").write_text(page(matrices))
        for path in folder.iterdir():
            os.replace(path, into / path.name)
