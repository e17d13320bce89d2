"""Old versions with a known hole, each of which `corspec fuzz`, which knows the policy alone, has to find."""
import subprocess

from runner import packages, server
from runner.catalogue import TARGETS


def finding_in(exit_code, output):
    """The line that says how it was found; None where it was not."""
    lines = output.splitlines()
    granted = any(line.startswith("FAIL fuzz/origin-granted/") for line in lines)
    return next((line for line in lines if " probes with seed " in line), None) if exit_code == 1 and granted else None


def find(name, target, options):
    folder = packages.prepare(name, target, not options.no_install)
    with server.serving(target, folder) as address:
        found = subprocess.run([options.corspec, "fuzz", f"{address}/", "--profile", TARGETS / "advisory.profile.json", "--runs", "2000",
                                "--findings", options.out / f"{name}.findings.json"], capture_output=True, text=True, timeout=120)
    return finding_in(found.returncode, found.stdout)


def check(advisories, options):
    missed = 0
    for name, target in advisories.items():
        said = find(name, target, options)
        missed += said is None
        print(f"{target['advisory']:<20} {target['about']:<36} {'origin-granted; ' + said if said else 'NOT FOUND'}", flush=True)
    print(f"{len(advisories) - missed} of {len(advisories)} advisories found")
    return 1 if missed else 0
