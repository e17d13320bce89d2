#!/usr/bin/env python3
"""The runner as it is used, over the one target that scripts/setup installs. Usage: nginx_test.py CORSPEC [TEST...]"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

CORSPEC = pathlib.Path(sys.argv.pop(1)).resolve()
RUN = pathlib.Path(__file__).resolve().parent.parent / "run"


class Nginx(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)

    def run_it(self, *words, corspec=CORSPEC):
        return subprocess.run([RUN, *words, "--no-install", "--out", self.folder / "out", "--corspec", corspec], capture_output=True, text=True, timeout=120,
                              env=os.environ | {"XDG_CACHE_HOME": str(self.folder / "cache")})

    def program(self, text):
        path = self.folder / "program"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o700)
        return path

    def test_end_to_end(self):
        ran = self.run_it("nginx-map", "--check")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), ran.stdout)
        self.assertRegex(ran.stdout, r"\Anginx-map +1\.\S+ +p1: \d{3} pass, fails \d+ may; p2: \d{3} pass.*\n1 of 1 implementations ran in \d+ s; reports in .*\n\Z")
        for policy in ("p1", "p2"):
            report = json.loads((self.folder / f"out/nginx-map.{policy}.json").read_text())
            self.assertEqual(report["claim"]["implementation"], "nginx")
            self.assertIn(f" {report['claim']['version']} ", ran.stdout)
            [target] = report["targets"]
            with socket.socket() as probe:
                address = urllib.parse.urlsplit(target["url"])
                self.assertNotEqual(probe.connect_ex((address.hostname, address.port)), 0, "what was started is stopped")

    def test_what_was_never_checked_fails(self):
        failing = {"summary": {"results": {"pass": 0}}, "results": [{"id": "actual/a", "result": "fail", "attempts": [{"failures": [{"level": "must", "rules": ["ACT-1"]}]}]}]}
        program = self.program(f"while [ \"$1\" != --report-json ]; do shift; done\necho '{json.dumps(failing)}' > \"$2\"\nexit 1")
        for words, code in ((["nginx-map"], 0), (["nginx-map", "--check"], 1)):
            with self.subTest(words):
                ran = self.run_it(*words, corspec=program)
                self.assertEqual(ran.returncode, code, ran.stdout)
                self.assertEqual("nginx-map.p1: actual/a (must, ACT-1) was never checked by hand\n" in ran.stdout, code == 1)

    def test_a_program_that_breaks_off(self):
        for text, said in (("echo broken >&2; exit 3", "corspec run ended with 3: broken"), ("exit 0", "corspec run ended with 0")):
            with self.subTest(text):
                ran = self.run_it("nginx-map", corspec=self.program(text))
                self.assertEqual(ran.returncode, 1)
                self.assertIn(f"FAILED TO RUN: {said}", ran.stdout)
                self.assertIn("0 of 1 implementations ran", ran.stdout)

    def test_a_missing_program(self):
        ran = self.run_it("--all", corspec=self.folder / "none")
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertEqual(ran.stderr, f"no program at {self.folder / 'none'}: run scripts/build, or name one with --corspec\n")

    def test_publishing_unchecked(self):
        ran = self.run_it("--all", "--publish")
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertIn("--publish goes with --all and --check", ran.stderr)


if __name__ == "__main__":
    unittest.main()
