"""What may be asked for together."""
import argparse
import os
import pathlib

from runner.catalogue import ROOT


def parser(about):
    it = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    it.add_argument("names", nargs="*", metavar="NAME")
    for flag in ("--all", "--advisories", "--list", "--no-install", "--check", "--publish"):
        it.add_argument(flag, action="store_true")
    it.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "targets")
    it.add_argument("--corspec", type=lambda path: pathlib.Path(path).resolve(), default=ROOT / "build" / "release" / "corspec")
    return it


def misuse(options, servers):
    """What is wrong with what is asked for; None when nothing is."""
    unknown = sorted(set(options.names) - set(servers))
    if unknown:
        return f"no such target: {', '.join(unknown)} (--list names them)"
    if options.publish and not (options.all and options.check):
        return "--publish goes with --all and --check: what nobody checked by hand is not published"
    ways = [bool(options.names), options.all, options.advisories, options.list]
    if sum(ways) != 1:
        return "one of these: names of targets, --all, --advisories, --list"
    return None


def missing_program(corspec):
    """Said once and first, not once per target when everything is installed."""
    if corspec.is_file() and os.access(corspec, os.X_OK):
        return None
    return f"no program at {corspec}: run scripts/build, or name one with --corspec"
