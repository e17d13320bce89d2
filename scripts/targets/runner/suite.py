"""The suite against targets."""
import concurrent.futures
import json
import os
import subprocess
import sys
import time
import typing

from runner import packages, results, server
from runner.catalogue import TARGETS, title_of


class Run(typing.NamedTuple):
    name: str
    seconds: float
    version: str = ""
    reports: dict = {}  # by policy
    error: str | None = None


def line_of(run):
    if run.error:
        return f"{run.name:<22} FAILED TO RUN: {run.error}"
    parts = [f"{policy}: {results.summary_of(report)}" for policy, report in run.reports.items()]
    return f"{run.name:<22} {run.version:<26} {'; '.join(parts)}  ({run.seconds:.1f} s)"


def report_path(out, name, policy):
    return out / f"{name}.{policy}.json"


def report_of(address, policy, claims, path, corspec):
    path.unlink(missing_ok=True)  # An earlier run's report is no report of this one.
    command = [corspec, "run", f"{address}/resource/foo", "--profile", TARGETS / f"{policy}.profile.json", "--level", "may",
               *(word for key, value in claims.items() for word in ("--claim", f"{key}={value}")), "--report-json", path, "--report-text", os.devnull]
    ended = subprocess.run(command, check=False, timeout=300, stderr=subprocess.PIPE, text=True, errors="replace")
    if ended.returncode not in (0, 1) or not path.exists():
        raise RuntimeError(f"corspec run ended with {ended.returncode}: {ended.stderr[-600:].strip()}")
    print(ended.stderr, end="", file=sys.stderr)
    return json.loads(path.read_text())


def run_target(name, target, options):
    begun = time.monotonic()
    try:
        folder = packages.prepare(name, target, not options.no_install)
        version, reports = packages.version_of(target, folder), {}
        claims = {"implementation": title_of(target), "version": version}
        for policy in target["policies"]:
            with server.serving(target, folder, POLICY=policy) as address:
                reports[policy] = report_of(address, policy, claims, report_path(options.out, name, policy), options.corspec)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return Run(name, time.monotonic() - begun, error=str(error))
    return Run(name, time.monotonic() - begun, version, reports)


def run_all(targets, options):
    """In their order, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(lambda item: run_target(*item, options), targets.items())
