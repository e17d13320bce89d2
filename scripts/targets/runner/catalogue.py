"""What there is to run against: a folder each, with a target.json. scripts/targets/README.md says what stands in it."""
import json
import os
import pathlib

TARGETS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TARGETS.parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "corspec" / "targets"


def read():
    """The servers, and the old versions with a known hole."""
    everything = {path.parent.name: json.loads(path.read_text()) for path in sorted(TARGETS.glob("*/target.json"))}
    return ({name: target for name, target in everything.items() if "advisory" not in target},
            {name: target for name, target in everything.items() if "advisory" in target})


def title_of(target):
    """`nginx`, of `nginx, map and add_header`: what reports call the implementation."""
    return target["about"].partition(",")[0]
