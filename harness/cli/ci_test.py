#!/usr/bin/env python3
"""The GitHub Action and the GitLab jobs: their scripts are run as the services run them. Usage: ci_test.py CORSPEC SOURCE [TEST...]"""
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import unittest
import xml.etree.ElementTree as ET

from cli_test import ALLOWLIST, CORSPEC, SERVE, SOURCE, Folder

ACTION = (SOURCE / ".github/actions/corspec/action.yml").read_text()
GITLAB = (SOURCE / "scripts/ci/gitlab.yml").read_text()
PATH = f"{pathlib.Path(CORSPEC).parent}:{os.environ['PATH']}"
TARGET = "http://127.0.0.1:{port}/"


def step(name):
    """The script of a step of the Action, and its environment with the inputs in place of their expressions."""
    text = re.search(rf"- name: {name}\n(.*?)(?=    - name:|\Z)", ACTION, re.S)[1]
    return textwrap.dedent(re.search(r"run: \|\n((?: {8}.*\n?)+)", text)[1]), dict(re.findall(r"^ {8}([A-Z]+): \$\{\{ inputs\.([a-z]+) \}\}", text, re.M))


class GithubAction(Folder):
    def act(self, name, **inputs):
        script, wanted = step(name)
        defaults = dict(re.findall(r'^  ([a-z]+):\n    description: .*\n    default: "?(.*?)"?$', ACTION, re.M))
        environment = {variable: (defaults | inputs)[name] for variable, name in wanted.items()}
        files = {name: self.folder / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.touch()
        result = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.folder, capture_output=True, text=True, timeout=60,
                                env={"PATH": PATH, "HOME": str(self.folder), "SOURCE": str(SOURCE)} | environment | {name: str(path) for name, path in files.items()})
        return result, {name: path.read_text() for name, path in files.items()}

    def run_it(self, fault="", **inputs):
        given = {"target": TARGET, "profile": str(ALLOWLIST), "exec": SERVE + fault, "args": "--run\npreflight/method/**\n"}
        return self.act("Run corspec", **(given | inputs))

    def test_a_program_that_is_there_is_not_built(self):
        result, written = self.act("Build corspec")
        self.assertEqual((result.returncode, written["GITHUB_PATH"]), (0, ""))

    def test_a_good_server(self):
        result, written = self.run_it()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(written["GITHUB_OUTPUT"], "exit-code=0\n")
        self.assertTrue(written["GITHUB_STEP_SUMMARY"].startswith("## corspec: OK"))
        names = {path.name for path in (self.folder / "corspec-reports").iterdir()}
        self.assertEqual(names, {f"corspec.{kind}" for kind in ("txt", "json", "xml", "sarif", "html", "md")})

    def test_a_bad_server(self):
        result, written = self.run_it(" --fault methods/lower-case")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(written["GITHUB_OUTPUT"], "exit-code=1\n")
        self.assertRegex(result.stdout, r"(?m)^::error title=corspec%3A preflight/method/")
        self.assertIn("<details>", written["GITHUB_STEP_SUMMARY"])
        # The text stands in the log, where no line of it can be a command.
        report = re.search(r"(?m)^::stop-commands::(\w{32})\n(.*)^::\1::$", result.stdout, re.S)[2]
        self.assertEqual(report, (self.folder / "corspec-reports/corspec.txt").read_text())

    def test_a_server_without_a_profile(self):
        result, _ = self.run_it(profile="", args="")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_inputs_are_no_shell(self):
        result, _ = self.run_it(level="must; touch /tmp/never")
        self.assertEqual(result.returncode, 2)

    def test_every_input_is_used(self):
        inputs = re.findall(r"^  ([a-z]+):\n    description", ACTION[:ACTION.index("outputs:")], re.M)
        for name in inputs:
            self.assertRegex(ACTION, r"\$\{\{[^}]*\binputs\." + name + r"\b")


class GitlabJobs(Folder):
    def script(self, job):
        return re.search(rf"^\.{job}:\n.*?    - (corspec .*)$", GITLAB, re.S | re.M)[1].split("\n")[0]

    def test_a_server_without_a_profile(self):
        environment = {"PATH": PATH, "TARGET": TARGET, "EXEC": SERVE, "CI_NODE_TOTAL": "4", "CI_NODE_INDEX": "1"}
        job = subprocess.run(["sh", "-c", self.script("corspec")], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(job.returncode, 0, job.stderr)
        self.assertTrue((self.folder / "corspec-1.json").exists())

    def test_four_jobs_and_one_report(self):
        environment = {"PATH": PATH, "TARGET": TARGET, "EXEC": SERVE + " --fault methods/lower-case", "PROFILE": str(ALLOWLIST), "CI_NODE_TOTAL": "4"}
        for index in range(1, 5):
            job = subprocess.run(["sh", "-c", self.script("corspec")], cwd=self.folder, env=environment | {"CI_NODE_INDEX": str(index)}, capture_output=True, text=True, timeout=60)
            self.assertEqual(job.returncode, 0, job.stderr)
        merged = subprocess.run(["sh", "-c", self.script("corspec-report")], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(merged.returncode, 1, merged.stderr)
        self.assertGreater(len(ET.parse(self.folder / "corspec.xml").getroot().findall(".//failure")), 0)
        self.assertIn("FAILED", (self.folder / "corspec.html").read_text())

    def test_a_server_that_is_up_already(self):
        server = subprocess.Popen([CORSPEC, "serve", "--profile", ALLOWLIST, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        environment = {"PATH": PATH, "TARGET": server.stdout.readline().split()[1], "CI_NODE_TOTAL": "4", "CI_NODE_INDEX": "1"}
        job = subprocess.run(["sh", "-c", self.script("corspec")], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(job.returncode, 0, job.stderr)
        self.assertTrue((self.folder / "corspec-1.json").exists())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
