"""What a target needs: Debian's packages, and its own copy with the npm packages of its lock file beside it."""
import json
import os
import shutil
import subprocess

from runner.catalogue import CACHE, TARGETS


def is_installed(package):
    state = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", package], capture_output=True, text=True)
    return state.stdout == "installed"


def missing_of(targets, is_there):
    return sorted({package for target in targets for package in target.get("debian", []) if not is_there(package)})


def install(targets, allowed):
    missing = missing_of(targets, is_installed)
    if not missing:
        return
    if not allowed:
        raise SystemExit(f"not installed: {' '.join(missing)}")
    print(f"installing {' '.join(missing)}", flush=True)
    root = [] if os.geteuid() == 0 else ["sudo"]
    # What a package would start by itself is not wanted: every target is started here.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600", *missing],
                   check=True, env=environment, stdout=subprocess.DEVNULL)


def prepare(name, target, may_install):
    """The target's own copy, with everything that it needs beside it."""
    folder = CACHE / name
    shutil.copytree(TARGETS / name, folder, dirs_exist_ok=True)
    shutil.copy(TARGETS / "policies.json", folder / "policy.json")
    lock = folder / "package-lock.json"
    stamp = folder / "node_modules" / ".installed"
    if lock.exists() and not (stamp.exists() and stamp.read_text() == lock.read_text()):
        if not may_install:
            raise RuntimeError("its npm packages are not installed")
        subprocess.run(["npm", "ci", "--no-progress"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(lock.read_text())
    if "build" in target:
        subprocess.run(target["build"], cwd=folder, check=True)
    return folder


def npm_version(lock, package):
    """By the lock file: the package itself, not what another package keeps of it."""
    return json.loads(lock)["packages"][f"node_modules/{package}"]["version"]


def debian_version(package):
    return subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], check=True, capture_output=True, text=True).stdout


def version_of(target, folder):
    [(kind, package)] = target["version"].items()
    return npm_version((folder / "package-lock.json").read_text(), package) if kind == "npm" else debian_version(package)
