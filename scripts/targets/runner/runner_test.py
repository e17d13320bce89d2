#!/usr/bin/env python3
"""What the runner decides, without any server. Usage: runner_test.py [TEST...]"""
import json
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from runner import advisories, arguments, catalogue, deviations, packages, publication, results, suite  # noqa: E402

SERVERS = {"nginx-map": {}, "caddy": {}}


def failure(level="must", rules=("VARY-1",), **more):
    return {"level": level, "rules": list(rules), **more}


def report(*cases):
    """Of (id, result, failures of each attempt...)."""
    return {"summary": {"results": {"pass": 7}},
            "results": [{"id": name, "result": result, "attempts": [{"failures": list(some)} for some in attempts]} for name, result, *attempts in cases]}


class Arguments(unittest.TestCase):
    def test_what_goes_together(self):
        for words, complaint in {
            "nginx-map": None,
            "nginx-map caddy --check --no-install": None,
            "--all": None,
            "--all --check": None,
            "--all --check --publish": None,
            "--list": None,
            "--advisories": None,
            "": "one of these",
            "--check": "one of these",
            "nginx-map --all": "one of these",
            "--all --advisories": "one of these",
            "--list --all": "one of these",
            "nginx": "no such target: nginx (",
            "squid caddy apache": "no such target: apache, squid (",
            "--all --publish": "--publish goes with",
            "--publish": "--publish goes with",
            "--check --publish": "--publish goes with",
            "--list --publish": "--publish goes with",
            "--advisories --check --publish": "--publish goes with",
            "nginx-map --check --publish": "--publish goes with",
        }.items():
            with self.subTest(words):
                said = arguments.misuse(arguments.parser("").parse_args(words.split()), SERVERS)
                self.assertTrue(said.startswith(complaint) if complaint and said else said == complaint, said)

    def test_where_the_program_is(self):
        self.assertEqual(arguments.parser("").parse_args([]).corspec, catalogue.ROOT / "build/release/corspec", "what scripts/build makes")
        self.assertTrue(arguments.parser("").parse_args(["--corspec", "x"]).corspec.is_absolute(), "targets run elsewhere")

    def test_a_missing_program(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "corspec")
            self.assertIn("run scripts/build", arguments.missing_program(path))
            self.assertNotIn("\n", arguments.missing_program(path))
            path.write_text("")
            self.assertIn("run scripts/build", arguments.missing_program(path), "not executable")
            path.chmod(stat.S_IRWXU)
            self.assertIsNone(arguments.missing_program(path))
            self.assertIn("run scripts/build", arguments.missing_program(path.parent), "a folder")


class Packages(unittest.TestCase):
    def test_what_is_missing(self):
        targets = [{"debian": ["caddy", "golang-go"]}, {}, {"debian": ["golang-go", "apache2-bin"]}]
        for there, missing in ((set(), ["apache2-bin", "caddy", "golang-go"]), ({"caddy"}, ["apache2-bin", "golang-go"]), ({"caddy", "golang-go", "apache2-bin"}, [])):
            with self.subTest(there):
                self.assertEqual(packages.missing_of(targets, there.__contains__), missing)

    def test_nothing_is_installed_unasked(self):
        with self.assertRaisesRegex(SystemExit, "^not installed: corspec-has-no-such-package$"):
            packages.install([{"debian": ["corspec-has-no-such-package"]}], allowed=False)

    def test_version_by_the_lock_file(self):
        lock = json.dumps({"packages": {"": {"version": "0"}, "node_modules/cors": {"version": "2.8.5"}, "node_modules/express/node_modules/cors": {"version": "1.0.0"},
                                        "node_modules/@koa/cors": {"version": "5.0.0"}}})
        for package, version in {"cors": "2.8.5", "@koa/cors": "5.0.0"}.items():
            with self.subTest(package):
                self.assertEqual(packages.npm_version(lock, package), version)
        with self.assertRaises(KeyError):
            packages.npm_version(lock, "hono")

    def test_every_target_has_a_version(self):
        for name, target in (servers := catalogue.read()[0]).items():
            with self.subTest(name):
                [(kind, package)] = target["version"].items()
                lock = catalogue.TARGETS / name / "package-lock.json"
                self.assertTrue(packages.npm_version(lock.read_text(), package) if kind == "npm" else package in target["debian"])
        self.assertGreaterEqual(len(servers), 30)


class Results(unittest.TestCase):
    def test_the_rule_of_a_failure(self):
        for rule, shown in {
            "VARY-1": failure(rules=["VARY-1", "VARY-3"]),
            "CORS-CHECK-2": failure(rules=["VARY-1"], refused_by="CORS-CHECK-2"),
            "PF-1": failure(rules=["PF-1"], refused_by=""),
            "": failure(rules=[]),
        }.items():
            with self.subTest(rule):
                self.assertEqual(results.rule_of(shown), rule)

    def test_findings(self):
        must, may = failure("must"), failure("may", ["SRV-1"])
        for name, shown, found in (
            ("what passes at last, or is not judged, is none", report(("a", "pass", [must], []), ("b", "skip")), []),
            ("each failure", report(("a", "fail", [may, must])), [("a", "may", "SRV-1"), ("a", "must", "VARY-1")]),
            ("once, also of several attempts", report(("a", "fail", [must, must], [must])), [("a", "must", "VARY-1")]),
            ("what passed only on a retry too", report(("a", "flaky", [must], [])), [("a", "must", "VARY-1")]),
        ):
            with self.subTest(name):
                self.assertEqual(results.findings_of(shown), found)

    def test_the_strongest_level_counts(self):
        shown = report(("a", "fail", [failure("may"), failure("should"), failure("may")]), ("b", "fail", [failure("may")]), ("c", "fail", [failure("must"), failure("may")]))
        self.assertEqual(results.failing(shown), {"a": "should", "b": "may", "c": "must"})
        self.assertEqual(results.summary_of(shown), "7 pass, fails 1 must, 1 should, 1 may")
        self.assertEqual(results.summary_of(report()), "7 pass")


class Deviations(unittest.TestCase):
    ENTRY = {"cases": "vary/actual/*", "targets": ["caddy", "h2o"], "rule": "VARY-1", "level": "should", "why": "..."}
    ADVICE = {"cases": "vary/header/*", "rule": "VARY-1", "level": "may", "why": "..."}

    def test_an_entry_covers(self):
        for name, covered, target, case, level, rule in (
            ("its own", True, "caddy", "vary/actual/one", "should", "VARY-1"),
            ("rows", True, "h2o", "vary/actual/one/from:two", "should", "VARY-1"),
            ("another target", False, "nginx-map", "vary/actual/one", "should", "VARY-1"),
            ("another case", False, "caddy", "vary/header/one", "should", "VARY-1"),
            ("another rule", False, "caddy", "vary/actual/one", "should", "CORS-CHECK-2"),
            ("a stronger level", False, "caddy", "vary/actual/one", "must", "VARY-1"),
            ("a weaker level", False, "caddy", "vary/actual/one", "may", "VARY-1"),
        ):
            with self.subTest(name):
                self.assertEqual(deviations.covers(self.ENTRY, target, results.Finding(case, level, rule)), covered)

    def test_problems(self):
        mine, foreign, other = (results.Finding("vary/actual/one", level, rule) for level, rule in (("should", "VARY-1"), ("must", "VARY-1"), ("may", "SRV-1")))
        advice = results.Finding("vary/header/one", "may", "VARY-1")
        for name, findings, said in (
            ("as it is written", {("caddy", "p1"): [mine], ("h2o", "p1"): [mine]}, []),
            ("under one policy of two", {("caddy", "p1"): [mine], ("caddy", "p2"): []}, []),
            ("a target that did not run", {("caddy", "p1"): [mine]}, []),
            ("advice, of whomever", {("caddy", "p1"): [mine, advice], ("nginx-map", "p1"): [advice]}, []),
            ("other advice", {("caddy", "p1"): [mine, other]}, ["caddy.p1: vary/actual/one (may, SRV-1) was never checked by hand"]),
            ("beside a known one, in one case", {("caddy", "p1"): [mine, foreign]}, ["caddy.p1: vary/actual/one (must, VARY-1) was never checked by hand"]),
            ("each policy", {("nginx-map", "p1"): [mine], ("nginx-map", "p2"): [mine]},
             ["nginx-map.p1: vary/actual/one (should, VARY-1) was never checked by hand", "nginx-map.p2: vary/actual/one (should, VARY-1) was never checked by hand"]),
            ("mended", {("caddy", "p1"): []}, ["caddy: vary/actual/* (should, VARY-1) does not fail, but is in deviations.json"]),
        ):
            with self.subTest(name):
                self.assertEqual(deviations.problems([self.ENTRY, self.ADVICE], findings, complete=False), said)

    def test_advice_goes_when_nobody_needs_it(self):
        advice = results.Finding("vary/header/one", "may", "VARY-1")
        gone = ["all: vary/header/* (may, VARY-1) does not fail, but is in deviations.json"]
        for name, findings, complete, said in (
            ("one of all", {("caddy", "p1"): [], ("h2o", "p1"): [advice]}, True, []),
            ("none of all", {("caddy", "p1"): [], ("h2o", "p1"): []}, True, gone),
            ("none of some", {("caddy", "p1"): []}, False, []),
        ):
            with self.subTest(name):
                self.assertEqual(deviations.problems([self.ADVICE], findings, complete), said)

    def test_what_is_written(self):
        entries, servers = deviations.read(catalogue.TARGETS / "deviations.json"), catalogue.read()[0]
        binding = {rule["id"]: rule["binds"] for rule in json.loads((catalogue.ROOT / "cases/rules.json").read_text())["rules"]}
        seen = set()
        for entry in entries:
            with self.subTest(entry["cases"], rule=entry.get("rule")):
                accuses = entry["level"] in deviations.ACCUSING
                self.assertEqual(set(entry), deviations.KEYS | ({"targets"} if accuses else set()))
                self.assertIn(binding.get(entry["rule"]), ("server", "both") if accuses else set(binding.values()), "a rule that binds no server accuses none")
                self.assertLessEqual(set(entry.get("targets", ())), set(servers))
                for target in entry.get("targets", ["all"]):
                    self.assertNotIn(key := (target, entry["cases"], entry["rule"], entry["level"]), seen)
                    seen.add(key)
        self.assertTrue(seen)


class Lines(unittest.TestCase):
    def test_a_target(self):
        ran = suite.Run("caddy", 1.25, "2.6.2-5", {"p1": report(("a", "fail", [failure("may")])), "p2": report()})
        self.assertEqual(suite.line_of(ran), f"{'caddy':<22} {'2.6.2-5':<26} p1: 7 pass, fails 1 may; p2: 7 pass  (1.2 s)")
        self.assertEqual(suite.line_of(suite.Run("caddy", 1, error="it does not answer")), f"{'caddy':<22} FAILED TO RUN: it does not answer")

    def test_an_advisory(self):
        granted, counted = "FAIL fuzz/origin-granted/1", "2000 probes with seed 1: 1 finding"
        for name, code, lines, said in (
            ("found", 1, [granted, counted], counted),
            ("nothing found", 0, [counted], None),
            ("something else found", 1, ["FAIL fuzz/crash/1", counted], None),
            ("broken off", 3, [granted, counted], None),
        ):
            with self.subTest(name):
                self.assertEqual(advisories.finding_in(code, "\n".join(lines)), said)


class Publication(unittest.TestCase):
    def test_when(self):
        for asked, broken, problems, due in ((True, 0, [], True), (False, 0, [], False), (True, 1, [], False), (True, 0, ["caddy: ..."], False), (True, 1, ["caddy: ..."], False)):
            with self.subTest(asked=asked, broken=broken, problems=problems):
                self.assertEqual(publication.is_due(asked, broken, problems), due)

    def test_the_page(self):
        text = publication.page([publication.Matrix("p1", 34, "2026-11-29", "| one |\n"), publication.Matrix("p2", 37, "2026-11-30", "| two |\n")])
        self.assertEqual(text.removeprefix(publication.HEAD), "\n## P1: two origins, with credentials\n\n34 implementations, 2026-11-29: [page](p1.html), [JSON](p1.json)\n\n| one |\n\n"
                         "## P2: everybody, without credentials\n\n37 implementations, 2026-11-30: [page](p2.html), [JSON](p2.json)\n\n| two |\n")

    def publish(self, folder, refuses):
        """With a program in corspec's place that writes `new`, or fails over a policy."""
        program = folder / "corspec"
        program.write_text(f'#!/bin/sh\ncase "$*" in */caddy.{refuses}.json*) exit 1;; esac\nwhile [ "$1" != --matrix-json ]; do shift; done\nprintf new > "$2"\n')
        program.chmod(stat.S_IRWXU)
        published = folder / "published"
        published.mkdir(exist_ok=True)
        (published / "p1.json").write_text("of yesterday")
        runs = [suite.Run("caddy", 1, "2", {policy: {"run": {"started": "2026-11-29T12:00:00Z"}} for policy in publication.POLICIES})]
        publication.publish(runs, arguments.parser("").parse_args(["--out", str(folder), "--corspec", str(program)]), published)

    def test_all_at_once(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.publish(folder, refuses="none")
            self.assertEqual({path.name for path in folder.glob("**/*")}, {"corspec", "published", "p1.json", "p2.json", "README.md"})
            self.assertEqual((folder / "published/p1.json").read_text(), "new")

    def test_or_not_at_all(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            with self.assertRaises(subprocess.CalledProcessError):
                self.publish(folder, refuses="p2")
            self.assertEqual({path.name for path in folder.glob("**/*")}, {"corspec", "published", "p1.json"})
            self.assertEqual((folder / "published/p1.json").read_text(), "of yesterday")


if __name__ == "__main__":
    unittest.main(buffer=True)
