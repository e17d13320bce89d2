#!/usr/bin/env python3
"""`corspec report`, and the shards that it merges, as their users meet them. Usage: report_test.py CORSPEC SOURCE [TEST...]"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import textwrap
import unittest

from cli_test import ALLOWLIST, BAD, CORSPEC, GOOD, SOURCE, Folder, corspec, suite


def without_times(report):
    """A report's text without what differs from run to run: times, and what the target counts."""
    text = re.sub(r'"(started|duration_ms)": ("[^"]*"|[0-9.e+-]+)', r'"\1": 0', report.read_text())
    text = re.sub(r"Date: [^\\]*", "Date: 0", text)
    return re.sub(r'(X-Request-Id: |Content-Length: |\\"serial\\":)\d+', r"\g<1>0", text)


class SavedReports(Folder):
    def served_with(self, *arguments):
        return self.served_with_profile(ALLOWLIST, *arguments)

    def served_with_profile(self, profile, *arguments):
        server = subprocess.Popen([CORSPEC, "serve", "--profile", profile, "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        return server.stdout.readline().split()[1]

    def run_in(self, name, url, *arguments, **options):
        """A run in a folder of its own, so that its command line is that of the others."""
        folder = self.folder / name
        folder.mkdir()
        result = corspec("run", url, "--profile", ALLOWLIST, "--report-json", "report.json", *arguments, cwd=folder, **options)
        return result, folder / "report.json"

    def test_four_shards_are_the_whole_run(self):
        for fault in ("methods/lower-case", "origin/suffix"):
            with self.subTest(fault):
                url = self.served_with("--fault", fault)
                name = fault.replace("/", "-")
                whole, report = self.run_in(name, url, "--level", "may")
                shards = [self.run_in(f"{name}-{k}", url, "--level", "may", "--shard", f"{k}/4")[1] for k in (4, 2, 1, 3)]
                merged = self.folder / f"{name}.json"
                result = self.expect(corspec("report", *shards, "--report-json", merged), whole.returncode)
                self.assertEqual(without_times(report), without_times(merged))
                self.assertEqual(*(re.sub(r"in [0-9.]+ s", "", text.splitlines()[-1]) for text in (result.stdout, whole.stdout)))

    def test_shards_are_the_whole_run_in_every_engine(self):
        """What an engine never sends is found out while a case is replayed, which a whole run does not do with what is blocked."""
        url = self.served_with("--fault", "methods/lower-case")
        arguments = ("--level", "may", "--engine", "spec,chromium", "--run", "cache/*", "--run", "preflight/method/*")
        report = self.run_in("whole", url, *arguments)[1]
        shards = [self.run_in(f"shard-{k}", url, *arguments, "--shard", f"{k}/3")[1] for k in (1, 2, 3)]
        merged = self.folder / "merged.json"
        self.expect(corspec("report", *shards, "--report-json", merged), 1)
        self.assertEqual(without_times(report), without_times(merged))

    def test_one_report_becomes_every_other_format(self):
        own = self.write("own.json", suite(GOOD, BAD))
        files = {name: self.folder / name for name in ("json", "junit", "ndjson", "text")}
        first = self.expect(self.served("--cases", own, *(f"--report-{name}={path}" for name, path in files.items())), 1)
        saved = {name: path.read_text() for name, path in files.items()}
        result = self.expect(corspec("report", files["json"], "--report-junit", files["junit"], "--report-text", files["text"], "--report-json", self.folder / "again"), 1)
        self.assertEqual((first.stdout, result.stdout), ("", ""))
        self.assertEqual(files["junit"].read_text(), saved["junit"])
        self.assertEqual(files["text"].read_text(), saved["text"])
        self.assertEqual((self.folder / "again").read_text(), saved["json"])
        stream = self.expect(corspec("report", files["json"], "--report-ndjson", "-"), 1).stdout.splitlines()
        self.assertEqual(sorted(stream), sorted(saved["ndjson"].splitlines()))
        self.assertEqual(self.expect(corspec("report", "-", input=saved["json"]), 1).stdout, saved["text"])

    def test_entries_of_a_har_stand_where_they_were_sent(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        report = self.run_in("timed", self.served_with(), "--record-all", "--run", "preflight/method/**", "--report-har", "exchanges.har")[1]
        after = datetime.datetime.now(datetime.timezone.utc)
        of_case = {}
        for entry in json.loads((report.parent / "exchanges.har").read_text())["log"]["entries"]:
            self.assertRegex(entry["startedDateTime"], r"T\d\d:\d\d:\d\d\.\d{6}Z$")
            of_case.setdefault(entry["comment"].split(" (")[0], []).append(datetime.datetime.fromisoformat(entry["startedDateTime"].replace("Z", "+00:00")))
        self.assertGreater(len({time for times in of_case.values() for time in times}), 1)
        for case, times in of_case.items():
            with self.subTest(case):
                self.assertEqual(times, sorted(times))
                self.assertTrue(before - datetime.timedelta(milliseconds=1) <= times[0] and times[-1] <= after, times)

    def test_a_har_of_corspec_is_explained_case_by_case(self):
        report = self.run_in("recorded", self.served_with(), "--record-all", "--level", "may", "--run", "options/content/**", "--run", "preflight/method/allowed", "--report-har", "exchanges.har")[1]
        log = json.loads((report.parent / "exchanges.har").read_text())["log"]
        self.assertIn("raw", {entry["_purpose"] for entry in log["entries"]})
        self.assertEqual([page["id"] for page in log["pages"]], list(dict.fromkeys(entry["pageref"] for entry in log["entries"])))
        explained = self.expect(corspec("explain", report.parent / "exchanges.har"), 0).stdout
        case = next(page["id"] for page in log["pages"] if page["id"].startswith("preflight/method/allowed/"))
        self.assertIn(f"{case}, engine spec\n", explained)

    def test_a_har_and_a_report_of_one_run_are_explained_alike(self):
        """Among the cases: what begins in one millisecond, what the modelled cache answers, and what no browser would send."""
        report = self.run_in("recorded", self.served_with("--fault", "vary/when-allowed"), "--record-all", "--level", "may", "--retry", "1", "--report-har", "exchanges.har")[1]
        explained = [self.expect(corspec("explain", file, "--format", "json"), 0).stdout.splitlines() for file in (report, report.parent / "exchanges.har")]
        of_report, of_har = [[{**json.loads(line), "scenario": ""} for line in lines] for lines in explained]
        self.assertGreater(len(of_har), 400)
        self.assertEqual(of_har, of_report)

    def test_only_what_got_worse_than_the_baseline_fails(self):
        right, lower_case, suffix = self.served_with(), self.served_with("--fault", "methods/lower-case"), self.served_with("--fault", "origin/suffix")
        old = self.run_in("old", lower_case)[1]
        again, report = self.run_in("again", lower_case, "--baseline", old)
        self.expect(again, 0)
        self.assertEqual("http" in again.stdout and json.loads(report.read_text())["summary"]["gating"], 0)
        mended = self.expect(self.run_in("mended", right, "--baseline", old)[0], 0).stdout
        self.assertIn("Better than in the baseline\n  ", mended)
        worse, saved = self.run_in("worse", suffix, "--report-ndjson", "lines")
        self.expect(worse, 1)
        held = self.expect(corspec("report", saved, "--baseline", old, "--report-ndjson", self.folder / "lines"), 1).stdout
        self.assertIn("held against the run of ", held)
        self.assertIn("    before    pass\n", held)
        lines = [json.loads(line) for line in (self.folder / "lines").read_text().splitlines()]
        self.assertTrue(any(line.get("before") == "fail" and line["result"] == "pass" for line in lines))
        self.assertIn("baseline", lines[0]["run"])

    def test_a_baseline_and_a_list_know_a_row_by_its_method_and_not_by_its_place(self):
        profile = json.loads(pathlib.Path(ALLOWLIST).read_text())
        allowed = profile["methods"]["allowed"]
        def profile_of(name, methods):
            return self.write(name, profile | {"methods": profile["methods"] | {"allowed": methods}})
        def run_in(name, methods, offered, *arguments):
            served = self.served_with_profile(profile_of(f"{name}.served", offered))
            result = corspec("run", served, "--profile", profile_of(f"{name}.profile", methods), "--run", "preflight/method/allowed", "--report-json", self.folder / name, *arguments)
            return result, self.folder / name
        first, last = [method for method in allowed if method not in ("GET", "HEAD", "POST")][:2]
        rest = [method for method in allowed if method not in (first, last)]
        old = run_in("old", [*rest, first, last], [*rest, last])[1]
        self.expect(run_in("turned", [*rest, last, first], [*rest, last], "--baseline", old)[0], 0)
        worse = self.expect(run_in("worse", [*rest, last, first], [*rest, first], "--baseline", old)[0], 1).stdout
        self.assertIn(f"{last} ", worse)

        known = self.folder / "known"
        self.expect(corspec("report", old, "--report-known-failing", known), 1)
        self.assertEqual([f"preflight/method/allowed/method[{first}]"], re.findall(r"^(\S+) # ", known.read_text(), re.M))
        self.expect(run_in("listed", [*rest, last, first], [*rest, last], "--known-failing", known)[0], 0)
        self.expect(run_in("not-listed", [*rest, last, first], [*rest, first], "--known-failing", known)[0], 1)

    def test_a_matrix_stands_alone(self):
        report = self.run_in("whole", self.served_with(), "--engine", "spec,chromium", "--run", "preflight/origin/allowed")[1]
        table = self.expect(corspec("report", report, "--matrix-markdown", "-"), 0).stdout
        self.assertEqual(["spec", "chromium"], re.findall(r", (\w+) \|", table))
        for arguments in (("--report-json", "-"), ("--claim", "version=1"), ("--baseline", report), ("--verbose",)):
            with self.subTest(arguments):
                self.assertIn("a matrix stands alone", self.expect(corspec("report", report, "--matrix", self.folder / "page", *arguments), 2).stderr)

    def test_what_is_no_baseline(self):
        url = self.served_with()
        unreached = self.folder / "unreached.json"
        self.expect(corspec("run", "http://127.0.0.1:1/", "--profile", ALLOWLIST, "--report-json", unreached), 3)
        shard = self.run_in("shard", url, "--shard", "1/2")[1]
        for baseline, complaint in ((shard, "a shard is no baseline"), (unreached, "a run that did not reach http://127.0.0.1:1/ is no baseline"), (self.folder / "none", "none: "), (self.write("empty.json", {}), "empty.json: ")):
            with self.subTest(complaint):
                self.assertIn(complaint, self.expect(corspec("run", url, "--profile", ALLOWLIST, "--baseline", baseline), 2).stderr)
        whole = self.run_in("whole", url, "--run", "preflight/origin/allowed")[1]
        self.assertIn("--fail-fast", self.expect(corspec("run", url, "--baseline", whole, "--fail-fast"), 2).stderr)

    def test_a_statement_is_a_report_by_rule(self):
        url = self.served_with("--fault", "methods/lower-case")
        claim = self.write("claim.json", {"implementation": "Example", "version": "1", "organisation": "Söhne"})
        result, report = self.run_in("claimed", url, "--claim", f"@{claim}", "--claim", "contact=a@b.example", "--report-statement", "statement.json", "--report-ndjson", "stream")
        self.expect(result, 1)
        statement = json.loads((report.parent / "statement.json").read_text())
        self.assertEqual(statement["claim"], {"implementation": "Example", "version": "1", "organisation": "Söhne", "contact": "a@b.example"})
        violated = [rule for rule in statement["rules"] if rule["standing"] == "violates"]
        self.assertEqual(["PF-5"], [rule["id"] for rule in violated])
        self.assertEqual((statement["summary"]["violates"], statement["summary"]["departs"], statement["elsewhere"]), (1, 0, []))
        first = violated[0]["departures"][0]
        self.assertTrue(first["case"].startswith("preflight/method/allowed/"), first["case"])
        self.assertIn("Access-Control-Allow-Methods: get, head", first["proof"]["exchange"]["head"])
        shown = subprocess.run(first["proof"]["exchange"]["reproduce"].replace("curl", "curl -s", 1), shell=True, capture_output=True, text=True, timeout=30)
        self.assertIn("Access-Control-Allow-Methods: get, head", shown.stdout)

        saved = json.loads(report.read_text())
        self.assertEqual(saved["claim"], statement["claim"])
        self.assertEqual(json.loads((report.parent / "stream").read_text().splitlines()[0])["claim"], statement["claim"])
        again = self.folder / "again.json"
        self.expect(corspec("report", report, "--claim", "version=2", "--report-statement", again, "--report-statement-markdown", again.with_suffix(".md")), 1)
        self.assertEqual(json.loads(again.read_text()), {**statement, "claim": {**statement["claim"], "version": "2"}})
        markdown = again.with_suffix(".md").read_text()
        self.assertIn("| implementation | Example 2 |", markdown)
        self.assertIn("### [PF\\-5](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0)", markdown)

    def test_a_conforming_server_violates_nothing(self):
        _, report = self.run_in("conforming", self.served_with(), "--level", "may", "--disruptive", "--report-statement", "statement.json")
        statement = json.loads((report.parent / "statement.json").read_text())
        self.assertEqual([], [rule["id"] for rule in statement["rules"] if rule["departures"]])
        self.assertGreater(statement["summary"]["conforms"], 50)
        never_said = next(rule for rule in statement["rules"] if rule["id"] == "CORP-2")
        self.assertEqual(("not-tested", "no answer was of the kind that it judges"), (never_said["standing"], never_said["reason"]))

    def test_what_is_no_claim(self):
        url = self.served_with()
        for said, what in (("nginx", "KEY=VALUE"), ("name=nginx", "a claim has no `name`"), ("url=javascript:1", "is no link"),
                           (f"@{self.write('bad.json', '[]')}", "bad.json: is no JSON object"), (f"@{self.folder}/none", "cannot read")):
            with self.subTest(said):
                result, report = self.run_in(f"bad-{len(what)}", url, "--claim", said)
                self.assertIn(what, self.expect(result, 2).stderr)
                self.assertFalse(report.exists(), "nothing was sent")

    def test_what_is_no_report(self):
        for content, what in (("", "line 1, column 1"), ("{}", "no report of corspec"), ('{"format": "corspec-report"}', "/version: is missing")):
            self.assertIn(what, self.expect(corspec("report", self.write("bad.json", content)), 2).stderr)
        self.assertIn("cannot read", self.expect(corspec("report", self.folder / "none.json"), 2).stderr)
        self.expect(corspec("report"), 2)

    def test_a_shard_alone_does_not_stand_for_the_run(self):
        url = self.served_with()
        reports = [self.run_in(str(k), url, "--run", "preflight/origin/**", "--shard", f"{k}/3")[1] for k in (1, 2)]
        self.assertIn("shard 3 of 3 is missing", self.expect(corspec("report", *reports), 2).stderr)
        self.assertTrue(json.loads(reports[0].read_text())["run"]["shard"], {"index": 1, "count": 3})

    def test_a_fleet_of_targets_over_an_indexed_job(self):
        """What each pod of scripts/kubernetes/indexed-job.yaml runs, with the environment that Kubernetes gives it."""
        manifest = (SOURCE / "scripts/kubernetes/indexed-job.yaml").read_text()
        script = textwrap.dedent(re.search(r"- \|\n((?: {14}.*\n)+)", manifest)[1])
        config, reports = self.folder / "config", self.folder / "reports"
        config.mkdir()
        reports.mkdir()
        urls = [self.served_with() for _ in range(3)]
        (config / "targets").write_text("# the fleet\n" + "\n".join(urls) + "\n")
        (config / "policy.json").write_text(json.dumps({name: value for name, value in json.loads(ALLOWLIST.read_text()).items() if name != "$schema"}))
        for index in range(5):
            path = f"{pathlib.Path(CORSPEC).parent}:/usr/bin:/bin"
            environment = {"PATH": path, "CONFIG": str(config), "REPORTS": str(reports), "SHARDS": "2", "JOB_COMPLETION_INDEX": str(index)}
            self.expect(subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, timeout=60), 0)
        self.assertEqual(sorted(path.name for path in reports.iterdir()), ["0.json", "1.json"])
        merged = self.folder / "merged.json"
        self.expect(corspec("report", *sorted(reports.iterdir()), "--report-json", merged), 0)
        self.assertEqual({target["url"] for target in json.loads(merged.read_text())["targets"]}, set(urls))

    def test_the_shard_that_the_service_gives(self):
        url = self.served_with()
        _, said = self.run_in("said", url, "--run", "preflight/origin/**", "--shard", "2/3")
        result, given = self.run_in("given", url, "--run", "preflight/origin/**", "--shard", "auto", env={"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"})
        self.expect(result, 0)
        ids = [[one["id"] for one in json.loads(report.read_text())["results"]] for report in (said, given)]
        self.assertEqual(ids[0], ids[1])
        self.assertIn("CI_NODE_INDEX", self.expect(self.run_in("none", url, "--shard", "auto", env={})[0], 2).stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
