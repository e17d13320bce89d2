#!/usr/bin/env python3
"""The program as its users meet it: real processes, real sockets, exit codes, files. Usage: cli_test.py CORSPEC SOURCE [TEST...]"""
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import xml.etree.ElementTree as ET

CORSPEC = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(sys.argv[2]).resolve()
ALLOWLIST = SOURCE / "cases/profiles/allowlist.json"
PUBLIC = SOURCE / "cases/profiles/public.json"
NGINX = SOURCE / "scripts/targets/nginx"
SERVE = f"{CORSPEC} serve --profile {ALLOWLIST} --port {{port}}"


def corspec(*arguments, timeout=60, **options):
    return subprocess.run([CORSPEC, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, **options)


class Folder(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="corspec-test.")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def expect(self, result, code):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result

    def served(self, *arguments, profile=ALLOWLIST, serve=SERVE):
        return corspec("run", "http://127.0.0.1:{port}/", "--profile", profile, "--exec", serve, "--exec-log",
                       self.folder / "exec.log", *arguments)


def suite(*cases):
    return {"version": 1, "suite": "own", "title": "Own cases", "about": "For a test.", "rules": ["PF-5"], "cases": list(cases)}


def case(name, expect, **more):
    return {"id": f"own/{name}", "title": "A method is granted", "why": "Pages would be refused.",
            "steps": [{"preflight": {"origin": "https://foo.example", "method": "PUT"}, "expect": expect}], **more}


GOOD = case("good", {"verdict": "allow"})
BAD = case("bad", {"status": 299})


class ExitCodes(Folder):
    def test_0_everything_as_expected(self):
        result = self.expect(self.served("--disruptive"), 0)
        self.assertRegex(result.stdout.splitlines()[-1], r"^OK: \d+ pass, .* in \d+\.\d\d s$")
        self.assertEqual(result.stderr, "")

    def test_0_and_1_by_verdict(self):
        own = self.write("own.json", suite(GOOD, BAD))
        self.expect(self.served("--cases", own, "--run", "own/good"), 0)
        result = self.expect(self.served("--cases", own), 1)
        self.assertIn("FAIL own/bad", result.stdout)

    def test_2_bad_usage_and_files(self):
        broken = self.write("broken.json", suite(case("good", {"verdict": "alow"})))
        for arguments in (["--no-such-flag"], ["--shard", "3/2"], ["-H", "no colon"], ["--cases", broken],
                          ["--profile", self.folder / "missing.json"], ["--run", "@" + str(self.folder / "missing")]):
            self.expect(corspec("run", "http://127.0.0.1:1/", *arguments), 2)
        self.expect(corspec("run"), 2)
        self.expect(corspec("run", "ftp://127.0.0.1/"), 2)
        result = corspec("run", "http://127.0.0.1:1/", "--cases", broken)
        self.assertRegex(result.stderr, r"broken\.json:1:\d+: must be `allow` or `block`, not `alow`")

    def test_3_unreachable_in_one_line(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            result = self.expect(corspec("run", url, "--profile", ALLOWLIST), 3)
        self.assertEqual(len(result.stdout.splitlines()), 1, result.stdout)
        self.assertIn("connection refused", result.stdout)

    def test_3_target_that_dies_at_once(self):
        self.expect(self.served(serve="false"), 3)

    def test_4_nothing_run(self):
        self.expect(self.served("--run", "no/such/**"), 4)

    def test_4_all_skipped(self):
        self.expect(self.served("--run", "preflight/origin/public/**"), 4)

    def test_130_interrupted(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            ndjson = self.folder / "out.ndjson"
            document = self.folder / "out.json"
            run = subprocess.Popen(
                [CORSPEC, "run", f"http://127.0.0.1:{silent.getsockname()[1]}/", "--profile", ALLOWLIST, "--report-ndjson", ndjson,
                 "--report-json", document], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            silent.settimeout(30)
            asked, _ = silent.accept()  # a request is on its way, and never answered
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
            asked.close()
        self.assertEqual(run.returncode, 130, out + err)
        self.assertFalse(json.loads(document.read_text())["run"]["complete"])
        for line in ndjson.read_text().splitlines():
            json.loads(line)

    def test_worst_of_several_targets(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            targets = self.write("targets", f"# two\nhttp://127.0.0.1:{unused.getsockname()[1]}/\n")
            result = self.served("--targets", targets, "--run", "preflight/origin/allowed", "--wait-for-target", 1)
        self.expect(result, 3)
        self.assertIn("1 pass", result.stdout)

    def test_3_when_every_head_is_longer_than_allowed(self):
        result = self.expect(self.served("--run", "preflight/origin/allowed", "--max-head", 256), 3)
        self.assertIn("256", result.stdout + result.stderr)
        self.expect(self.served("--max-head", 1), 2)


class KnownCases(Folder):
    def run_known(self, known, cases, flag="--known-failing"):
        own = self.write("own.json", suite(*cases))
        return self.served("--cases", own, flag, self.write("known", known))

    def test_known_failure_does_not_fail_the_run(self):
        result = self.expect(self.run_known("own/bad # waits for the proxy\n", [BAD, GOOD]), 0)
        self.assertIn("waits for the proxy", result.stdout)

    def test_known_failure_that_passes_fails_the_run(self):
        result = self.expect(self.run_known("own/good # was broken\n", [GOOD]), 1)
        self.assertIn("FIXED own/good", result.stdout)

    def test_another_rule_or_an_expired_entry_does_not_excuse(self):
        entry = {"pattern": "own/bad", "reason": "known"}
        for more, code in (({}, 0), ({"rule": "PF-5"}, 0), ({"rule": "CORS-CHECK-7"}, 1), ({"until": "2001-01-31"}, 1), ({"until": "2999-01-31"}, 0)):
            self.expect(self.run_known({"version": 1, "known": [entry | more]}, [BAD]), code)


class Reports(Folder):
    def test_every_format_of_one_run(self):
        files = {name: self.folder / name for name in ("json", "ndjson", "junit", "text")}
        own = self.write("own.json", suite(GOOD, BAD))
        result = self.expect(self.served("--cases", own, *(f"--report-{name}={path}" for name, path in files.items())), 1)
        self.assertEqual(result.stdout, "")
        document = json.loads(files["json"].read_text())
        self.assertEqual({one["id"]: one["result"] for one in document["results"]}, {"own/good": "pass", "own/bad": "fail"})
        self.assertEqual(document["summary"]["exit_code"], 1)
        failure = next(one for one in document["results"] if one["id"] == "own/bad")["attempts"][0]
        self.assertIn("curl", failure["exchanges"][0]["reproduce"])
        lines = [json.loads(line) for line in files["ndjson"].read_text().splitlines()]
        self.assertEqual([line["type"] for line in lines], ["start", "result", "result", "end"])
        cases = ET.parse(files["junit"]).getroot().findall(".//testcase")
        self.assertEqual({one.get("name"): one.find("failure") is not None for one in cases}, {"good": False, "bad": True})
        self.assertIn("FAIL own/bad", files["text"].read_text())

    def test_a_report_never_takes_the_place_of_a_pipe_or_link(self):
        pipe, link, real = self.folder / "pipe", self.folder / "link", self.folder / "real.json"
        os.mkfifo(pipe)
        real.write_text("old")
        link.symlink_to(real)
        reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True)
        self.expect(self.served("--run", "preflight/origin/allowed", "--report-text", pipe, "--report-json", link), 0)
        self.assertIn("OK: 1 pass", reader.communicate(timeout=30)[0])
        self.assertTrue(pipe.is_fifo() and link.is_symlink())
        self.assertEqual(json.loads(real.read_text())["format"], "corspec-report")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["exec.log", "link", "pipe", "real.json"])

    def test_a_folder_is_no_report(self):
        self.assertIn("Is a directory", self.expect(self.served("--report-json", self.folder), 2).stderr)

    def test_one_report_on_stdout_leaves_it_clean(self):
        result = self.expect(self.served("--run", "preflight/origin/allowed", "--report-json", "-"), 0)
        self.assertEqual(json.loads(result.stdout)["summary"]["exit_code"], 0)

    def test_secrets_are_masked_everywhere(self):
        files = [self.folder / name for name in ("json", "ndjson", "junit")]
        own = self.write("own.json", suite(BAD))
        result = self.served("--cases", own, "--record-all", "-H", "Authorization: Bearer sesame", "--transport-header", "X-Api-Key: sesame",
                             "--report-json", files[0], "--report-ndjson", files[1], "--report-junit", files[2])
        for text in [result.stdout, result.stderr, *(path.read_text() for path in files)]:
            self.assertNotIn("sesame", text)

    def test_the_curl_command_of_a_failure_runs(self):
        own = self.write("own.json", suite(BAD))
        server = subprocess.Popen([CORSPEC, "serve", "--profile", ALLOWLIST], stdout=subprocess.PIPE, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        self.addCleanup(server.stdout.close)
        url = server.stdout.readline().split()[-1]
        report = self.folder / "report.json"
        corspec("run", url, "--profile", ALLOWLIST, "--cases", own, "--report-json", report)
        exchange = json.loads(report.read_text())["results"][0]["attempts"][0]["exchanges"][0]
        shown = subprocess.run(["sh", "-c", exchange["reproduce"] + " -s"], capture_output=True, text=True, timeout=30)
        self.assertIn("Access-Control-Allow-Methods", shown.stdout)


class Silence(Folder):
    def test_a_target_that_hangs_does_not_hang_the_sessions(self):
        start = time.monotonic()
        result = self.served("--max-time", "0.2", "--run", "preflight/method/**", "--run", "sessions/**", serve=SERVE + " --fault robustness/put-hangs")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("leaves requests without an answer", result.stdout)
        self.assertLess(time.monotonic() - start, 30)

    def test_a_resource_that_is_not_there_is_pointed_out(self):
        profile = json.loads(ALLOWLIST.read_text())
        del profile["$schema"]
        profile["paths"] = {"resource": "/elsewhere"}
        result = self.served("--run", "preflight/origin/allowed", profile=self.write("profile.json", profile))
        self.assertIn("GET /elsewhere is answered with 404", result.stderr)


class Sessions(Folder):
    def costs(self, *flags):
        document = json.loads(self.served("--report-json", "-", serve=f"{SERVE} {' '.join(flags)}").stdout)
        self.assertEqual([one["id"] for one in document["results"] if one["id"].startswith("sessions/")], [])
        return {session["id"].rpartition("/")[2]: {cost["engine"]: (cost["preflights"], cost["if_kept"]) for cost in session["costs"]}
                for session in document["sessions"]}

    def test_the_price_of_a_visit_follows_the_answers(self):
        good, forgetful = self.costs(), self.costs("--fault", "max-age/missing")
        self.assertEqual(set(good), {"dashboard", "browsing", "editor"})
        for engine in ("spec", "chromium", "firefox", "webkit"):
            self.assertEqual(good["dashboard"][engine], (2, 2))
            self.assertEqual(forgetful["dashboard"][engine], (20, 2))

    def test_the_text_says_what_would_save_some(self):
        text = self.served(serve=f"{SERVE} --fault max-age/missing").stdout
        self.assertIn("    spec 20, chromium 20, firefox 20, webkit 20\n"
                      "    with Access-Control-Max-Age: 86400  spec 2, chromium 2, firefox 2, webkit 2\n", text)


class Selection(Folder):
    def ids(self, *arguments):
        result = self.served("--report-json", "-", *arguments)
        return sorted(one["id"] for one in json.loads(result.stdout)["results"])

    def test_shards_are_a_partition(self):
        whole = self.ids("--run", "preflight/**")
        parts = [self.ids("--run", "preflight/**", "--shard", f"{part}/3") for part in (1, 2, 3)]
        self.assertEqual(sorted(sum(parts, [])), whole)
        self.assertTrue(all(parts))

    def test_globs_and_files_of_globs(self):
        listed = self.write("globs", "preflight/method/**\n# a comment\n")
        ids = self.ids("--run", f"@{listed}", "--skip", "**/allowed/**")
        self.assertTrue(ids)
        self.assertTrue(all(one.startswith("preflight/method/") and "/allowed/" not in one for one in ids))

    def test_neither_jobs_nor_order_nor_repetition_matter(self):
        def results(*arguments):
            document = json.loads(self.served("--report-json", "-", "--disruptive", "--level", "may", *arguments).stdout)
            return [(one["id"], one["result"], one.get("reason")) for one in document["results"]]
        first = results("--jobs", 1)
        self.assertGreater(len(first), 400)
        for arguments in ([], ["--jobs", 64], ["--jobs", 64, "--shuffle", 1], ["--jobs", 1, "--shuffle", 2], ["--shuffle", 3]):
            self.assertEqual(results(*arguments), first, arguments)

    def test_a_seed_is_an_order(self):
        def order(*arguments):
            report = self.folder / "order.ndjson"
            self.served("--report-ndjson", report, "--jobs", 1, "--run", "preflight/**", *arguments)
            return [line["id"] for line in map(json.loads, report.read_text().splitlines()) if line["type"] == "result"]
        self.assertEqual(order("--shuffle", 7), order("--shuffle", 7))
        self.assertNotEqual(order("--shuffle", 7), order())
        self.assertNotEqual(order("--shuffle", 7), order("--shuffle", 8))


class Listener:
    """A server that grants its friends everything and remembers what it was asked: (method, path, size of the head)."""

    def __init__(self, is_friend=lambda origin: True, ignores=lambda headers: False, sends_away=lambda origin: False):
        """`ignores`: whether a request with these headers is never answered; `sends_away`: whether it is granted, and redirected to where
        only friends are."""
        self.is_friend = is_friend
        self.ignores = ignores
        self.sends_away = sends_away

    def __enter__(self):
        asked = self.asked = []
        is_friend, ignores, sends_away = self.is_friend, self.ignores, self.sends_away
        over = self.over = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def parse_request(self):
                good = super().parse_request()
                asked.append((self.command, getattr(self, "path", ""), len(self.raw_requestline) + sum(len(name) + len(value) + 4 for name, value in getattr(self, "headers", {}).items())))
                return good

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Transfer-Encoding"):
                    self.close_connection = True  # http.server knows no chunks: what it leaves unread must not be the next request
                if ignores(self.headers):
                    over.wait()
                    self.close_connection = True
                    return
                origin = self.headers.get("Origin") or "*"
                away = sends_away(origin) and self.command == "GET" and self.path.startswith("/resource/foo")
                self.send_response(302 if away else 200)
                if away:
                    self.send_header("Location", "/elsewhere")
                for name, value in (("Origin", origin), ("Methods", "PUT, DELETE"), ("Credentials", "true"),
                                    ("Headers", "x-requested-with, content-type, x-pingother, authorization")):
                    if away or is_friend(origin):
                        self.send_header(f"Access-Control-Allow-{name}", value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/resource/foo"
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


class Safety(Folder):
    def asked(self, *arguments, **changes):
        profile = json.loads(ALLOWLIST.read_text())
        del profile["$schema"]
        profile.update(changes)
        with Listener() as listener:
            corspec("run", listener.url, "--profile", self.write("profile.json", profile), "--level", "may", *arguments)
            self.assertGreater(len(listener.asked), 300)
            return listener.asked

    def test_only_reading_methods_go_to_a_target_that_names_nothing_writable(self):
        paths = {"resource": "/resource/foo", "missing": "/nope", "error": "/error"}
        self.assertLessEqual({method for method, _, _ in self.asked(paths=paths)}, {"GET", "HEAD", "OPTIONS"})

    def test_other_methods_go_to_the_writable_path_alone(self):
        paths = {"resource": "/resource/foo", "writable": "/scratch", "missing": "/nope", "error": "/error"}
        written = {path for method, path, _ in self.asked(paths=paths) if method not in ("GET", "HEAD", "OPTIONS")}
        self.assertEqual({path.partition("?")[0] for path in written}, {"/scratch"})

    def test_only_disruptive_runs_are_heavy(self):
        self.assertLess(max(size for _, _, size in self.asked()), 8192)
        self.assertGreater(max(size for _, _, size in self.asked("--disruptive")), 20000)


class Fuzz(Folder):
    def served_with(self, *arguments, profile=ALLOWLIST):
        """The URL of the reference server, which ends with the test."""
        server = subprocess.Popen([CORSPEC, "serve", "--profile", profile, "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        return server.stdout.readline().split()[1]

    def fuzz(self, url, *arguments, profile=ALLOWLIST, **options):
        return corspec("fuzz", url, "--profile", profile, "--findings", self.folder / "findings.json", *arguments, **options)

    def test_0_nothing_is_found_in_the_reference_server(self):
        for profile in (ALLOWLIST, PUBLIC, SOURCE / "cases/profiles/token-api.json"):
            result = self.expect(self.fuzz(self.served_with(profile=profile), "--runs", "4000", "--level", "may", profile=profile), 0)
            self.assertRegex(result.stdout, r"^4000 probes with seed 1 in .* 0 findings\n$")
        self.assertFalse((self.folder / "findings.json").exists())

    def test_0_the_own_origin_in_the_profile_is_no_accusation(self):
        """NEED-1: a page of the server's own origin needs no grant, though its operator may well list it."""
        with Listener(lambda origin: origin == "https://foo.example") as listener:
            origins = {"allowed": [listener.url.removesuffix("/resource/foo"), "https://foo.example"]}
            profile = self.write("own.json", {"version": 1, "name": "own", "origins": origins})
            self.expect(self.fuzz(listener.url, "--runs", "2000", profile=profile), 0)

    def test_1_a_finding_is_a_case_that_fails_until_it_is_mended(self):
        findings = self.folder / "findings.json"
        wrong = self.served_with("--fault", "origin/suffix")
        result = self.expect(self.fuzz(wrong, "--runs", "4000"), 1)
        self.assertIn("FAIL fuzz/origin-granted/", result.stdout)
        self.assertIn("curl -i", result.stdout)
        ids = {case["id"] for case in json.loads(findings.read_text())["cases"]}
        self.assertGreaterEqual(len(ids), 1)
        self.assertLessEqual(len(ids), 10)
        self.expect(corspec("run", wrong, "--profile", ALLOWLIST, "--cases", findings), 1)
        self.expect(corspec("run", self.served_with(), "--profile", ALLOWLIST, "--cases", findings, "--level", "may"), 0)

    def test_1_what_long_input_leaves_behind(self):
        result = self.expect(self.fuzz(self.served_with("--fault", "robustness/long-list-kills"), "--runs", "500"), 1)
        self.assertIn("FAIL fuzz/grant-lost/", result.stdout)

    def test_1_time_that_grows_faster_than_the_input(self):
        result = self.expect(self.fuzz(self.served_with("--fault", "robustness/long-list-time"), "--runs", "500"), 1)
        self.assertEqual(result.stdout.count("found: the time for an answer grows faster than Access-Control-Request-Headers"), 1)
        self.assertIn("no case states that", result.stdout)

    def test_1_a_long_list_that_is_never_answered(self):
        def is_long(headers):
            return len(headers.get("Access-Control-Request-Headers") or "") > 1500

        with Listener(lambda origin: origin == "https://foo.example", is_long) as listener:
            profile = self.write("one.json", {"version": 1, "name": "one", "origins": {"allowed": ["https://foo.example"]}})
            flags = ("--runs", "50", "--max-time", "0.3")
            result = self.expect(self.fuzz(listener.url, *flags, profile=profile), 1)
            self.assertRegex(result.stdout, r"FAIL fuzz/unanswered/\d+")
            self.assertIn("timeout, with a long Access-Control-Request-Headers", result.stdout)
            replay = ("--profile", profile, "--cases", self.folder / "findings.json", "--level", "should", "--max-time", "0.3")
            self.expect(corspec("run", listener.url, *replay), 1)
        with Listener(lambda origin: origin == "https://foo.example") as mended:
            self.expect(self.fuzz(mended.url, *flags, profile=profile), 0)
            self.expect(corspec("run", mended.url, *replay), 0)

    def test_0_what_no_case_states_is_said_to_show(self):
        """The first answer grants; a browser follows it, and is refused."""
        with Listener(lambda origin: origin == "https://foo.example", sends_away=lambda origin: origin.startswith("https://evil")) as listener:
            profile = self.write("one.json", {"version": 1, "name": "one", "origins": {"allowed": ["https://foo.example"]}})
            result = self.expect(self.fuzz(listener.url, "--runs", "300", "--jobs", "8", profile=profile), 0)
        granted = [line for line in result.stdout.splitlines() if line.startswith("remark: origin-granted")]
        self.assertTrue(granted)
        for line in granted:
            self.assertIn("it shows again, but its case, which asks as a browser does, passes", line)

    def test_1_what_a_connection_remembers(self):
        wrong = self.served_with("--fault", "robustness/first-on-the-connection")
        report = self.folder / "report.json"
        result = self.expect(self.fuzz(wrong, "--runs", "600", "--report-json", report), 1)
        self.assertIn("FAIL fuzz/denial-kept/", result.stdout)
        found = json.loads(report.read_text())
        self.assertIn("denial-kept", {finding["oracle"] for group in found["groups"] for finding in group["findings"]})
        # What the batches showed depends on which connection it was sent over; it is named, and fails nothing.
        for unrepeated in found["unrepeated"]:
            self.assertEqual(unrepeated["seed"], 1)
            self.assertTrue(unrepeated["rules"] and unrepeated["origin"] and unrepeated["why"])
            self.assertIn(f"remark: {unrepeated['oracle']} (", result.stdout)

    def test_1_one_root_is_one_block(self):
        wrong = self.served_with("--fault", "origin/reflects-any")
        result = self.expect(self.fuzz(wrong, "--runs", "3000"), 1)
        self.assertEqual(len(re.findall(r"^FAIL ", result.stdout, re.M)), 1, result.stdout)
        self.assertRegex(result.stdout, r"shown by \d{2,} probes: any origin; in \d+ kinds")
        self.assertIn("from https://evil.example,", result.stdout)
        self.assertGreater(len(json.loads((self.folder / "findings.json").read_text())["cases"]), 5)

    def test_nothing_graver_is_said_than_what_the_suite_says(self):
        """What the suite calls a remark, a campaign calls no failure."""
        faults = [fault for fault in json.loads(self.expect(corspec("list", "--faults", "--json"), 0).stdout) if fault["level"] == "may"]
        self.assertGreater(len(faults), 15)
        for fault in faults:
            with self.subTest(fault["id"]):
                profile = SOURCE / f"cases/profiles/{fault['profile']}.json"
                url = self.served_with("--fault", fault["id"], profile=profile)
                self.expect(self.fuzz(url, "--runs", "1000", "--level", "should", profile=profile), 0)

    def test_2_what_must_not_be_fuzzed(self):
        result = self.expect(self.fuzz("http://192.0.2.1/"), 2)
        self.assertIn("--allow-host 192.0.2.1", result.stderr)
        self.expect(self.fuzz("http://127.0.0.1:1/", "--connect-to", "127.0.0.1:1:192.0.2.1:80"), 2)
        self.expect(self.fuzz("http://127.0.0.1:1/", profile=self.folder / "missing.json"), 2)
        self.expect(corspec("fuzz", "http://127.0.0.1:1/"), 2)

    def test_2_what_must_not_be_sent_is_refused_before_anything_is(self):
        with Listener() as listener:
            for header in ("Origin: x", "access-control-request-method: PUT", "Content-Length: 1"):
                result = self.expect(self.fuzz(listener.url, "--transport-header", header), 2)
                self.assertIn("--transport-header", result.stderr)
            self.assertEqual(listener.asked, [])

    def test_3_unreachable(self):
        self.expect(self.fuzz("http://127.0.0.1:1/"), 3)

    def test_the_same_seed_sends_the_same(self):
        with Listener() as first, Listener() as second, Listener() as third:
            for listener, seed in ((first, 5), (second, 5), (third, 6)):
                self.fuzz(listener.url, "--seed", str(seed), "--runs", "100", "--jobs", "1")
            sent = [sorted(listener.asked) for listener in (first, second, third)]
        self.assertEqual(sent[0], sent[1])
        self.assertNotEqual(sent[0], sent[2])

    def test_only_reading_methods_are_sent(self):
        with Listener() as listener:
            self.fuzz(listener.url, "--runs", "100")
            self.assertLessEqual({method for method, _, _ in listener.asked}, {"GET", "HEAD", "OPTIONS"})

    def test_no_more_than_the_rate(self):
        start = time.monotonic()
        self.expect(self.fuzz(self.served_with(), "--runs", "50", "--rate", "100"), 0)
        self.assertGreater(time.monotonic() - start, 0.49)

    def test_a_corpus_grows_and_is_replayed(self):
        corpus = self.folder / "corpus"
        url = self.served_with()
        self.expect(self.fuzz(url, "--runs", "1000", "--corpus", corpus), 0)
        names = {path.name for path in corpus.iterdir()}
        self.assertGreater(len(names), 5)
        self.expect(self.fuzz(url, "--runs", "1000", "--corpus", corpus, "--seed", "2"), 0)
        self.assertLessEqual(names, {path.name for path in corpus.iterdir()})
        (corpus / ".gitkeep").write_text("")
        self.expect(self.fuzz(url, "--runs", "100", "--corpus", corpus), 0)
        (corpus / "odd").write_text("DELETE \n")
        self.assertIn("odd", self.expect(self.fuzz(url, "--corpus", corpus), 2).stderr)


class Exec(Folder):
    def test_children_are_gone_afterwards(self):
        pid_file = self.folder / "pid"
        self.expect(self.served("--run", "preflight/origin/allowed", serve=f"sleep 1000 & echo $! > {pid_file}; {SERVE}"), 0)
        with self.assertRaises(ProcessLookupError):
            pid = int(pid_file.read_text())
            for _ in range(200):  # reaped by init, a moment after it was stopped
                os.kill(pid, 0)
                if pathlib.Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                    raise ProcessLookupError
                time.sleep(0.01)


class Caches(Folder):
    """Real shared caches in front of the reference server: with `Vary` nothing is said, without it a page is served what is another's."""

    def behind(self, cache, *flags):
        report = self.folder / "report.json"
        result = corspec("run", "http://127.0.0.1:{port}/", "--profile", ALLOWLIST, "--exec-log", self.folder / "log", "--report-json", report,
                         "--exec", f"CORSPEC={CORSPEC} {SOURCE}/scripts/targets/{cache}/run {{port}} {' '.join(flags)}")
        failed = {one["id"] for one in json.loads(report.read_text())["results"] if one["result"] == "fail"}
        return self.expect(result, 1 if failed else 0), failed

    def check(self, cache):
        self.assertEqual(self.behind(cache, "--variant", "cacheable")[1], set())
        result, failed = self.behind(cache, "--fault", "vary/never")
        self.assertIn("actual/cors-check/allowed", failed)
        return result.stdout

    def test_nginx(self):
        self.check("nginx-cache")

    def test_varnish(self):
        self.assertIn("the answer comes out of a cache (Age: ", self.check("varnish"))

    def test_squid(self):
        self.assertIn("the answer comes out of a cache (Age: ", self.check("squid"))


class Nginx(Folder):
    """Real input: nginx configured with care passes; the widespread snippet shows its faults, each checked by hand."""

    def run_nginx(self, name):
        report = self.folder / f"{name}.json"
        result = corspec("run", "http://127.0.0.1:{port}/", "--profile", NGINX / f"{name}.profile.json", "--disruptive", "--exec",
                         f"{NGINX}/run {name} {{port}}", "--exec-log", self.folder / "log", "--report-json", report)
        return result, json.loads(report.read_text())

    def test_correct_passes_every_must(self):
        result, document = self.run_nginx("correct")
        self.expect(result, 0)
        self.assertEqual(document["summary"]["gating"], 0)
        self.assertGreater(document["summary"]["results"]["pass"], 120)

    def test_pasted_fails_by_the_right_rules(self):
        result, document = self.run_nginx("pasted")
        self.expect(result, 1)
        failures = {(one["id"], failure.get("refused_by") or failure["rules"][0]) for one in document["results"] if one["result"] == "fail"
                    for failure in one["attempts"][-1]["failures"] if failure["gating"]}
        self.assertEqual(failures, {
            ("actual/errors/shared/path:missing", "CORS-CHECK-2"),
            ("actual/errors/shared/path:error", "CORS-CHECK-2"),
            ("actual/exposed-headers/listed/header:1", "EXPOSE-2"),
            ("preflight/method/allowed/method:4", "PF-5"),
            ("preflight/method/allowed/method:5", "PF-5"),
        })


class OtherCommands(Folder):
    SCENARIO = {"steps": [{"request": {"origin": "https://app.example", "url": "https://api.example/r", "method": "PUT"},
                           "preflight": {"status": 204, "headers": [["Access-Control-Allow-Origin", "*"]]}, "answer": {"status": 200}}]}

    def test_explain_names_the_rule(self):
        scenario = self.write("scenario.json", self.SCENARIO)
        result = self.expect(corspec("explain", scenario), 0)
        self.assertIn("PF-5", result.stdout)
        self.expect(corspec("explain", scenario, "--fail-on-block"), 1)
        lines = corspec("explain", scenario, "--format", "json", "--engine", "spec,chromium,firefox,webkit,spec").stdout.splitlines()
        self.assertEqual([json.loads(line)["engine"] for line in lines], ["spec", "chromium", "firefox", "webkit"])

    def test_explain_reads_what_browsers_and_curl_recorded(self):
        har = SOURCE / "scripts/browsers/recorded/firefox.har"
        result = self.expect(corspec("explain", har, "--engine", "firefox"), 0)
        self.assertIn("console   Chromium: no Access-Control-Allow-Origin (MissingAllowOriginHeader)", result.stdout)
        self.expect(corspec("explain", har, "--fail-on-block"), 1)
        verbose = "> GET /r HTTP/1.1\n> Host: h\n> Origin: https://a.example\n>\n< HTTP/1.1 200 OK\n<\n"
        self.assertIn("by CORS-CHECK-2", self.expect(corspec("explain", "-", input=verbose), 0).stdout)
        included = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n"
        self.assertIn("curl -v", self.expect(corspec("explain", "-", input=included), 2).stderr)
        self.assertIn("-H wants", self.expect(corspec("explain", "-", "-H", "garbage", input=included), 2).stderr)
        asked = ["--url", "http://h/r", "-H", "Origin: https://a.example"]
        self.assertIn("  ALLOW", self.expect(corspec("explain", "-", *asked, input=included), 0).stdout)
        refused = self.expect(corspec("explain", "-", *asked, "--credentials", "include", input=included), 0)
        self.assertIn("by CORS-CHECK-4", refused.stdout)

    def test_explain_says_what_it_cannot_read(self):
        har = '{"log": {"entries": [{"startedDateTime": "2026-01-01T00:00:00Z", "request": {"method": "GET", "url": "https://h/", "headers": 1}}]}}'
        self.assertRegex(self.expect(corspec("explain", "-", input=har), 2).stderr, r"1:\d+: .*array.*/log/entries/0/request/headers")
        self.assertIn("`entries` is missing", self.expect(corspec("explain", "-", input='\ufeff{"log": {}}'), 2).stderr)
        verbose = "> GET /r HTTP/1.1\n> Host: h\n>\n"
        self.assertIn("--url, -X and -H", self.expect(corspec("explain", "-", "--url", "http://h/", input=verbose), 2).stderr)
        self.assertRegex(self.expect(corspec("explain", "-", input=verbose[:-2]), 2).stderr, r":1:1: .*cut off")

    def test_explain_says_what_is_not_cors_and_what_is_not_decidable(self):
        entry = {"startedDateTime": "2026-01-01T00:00:00Z",
                 "request": {"method": "GET", "url": "https://api.example/", "headers": [{"name": "Origin", "value": "https://app.example"}]}}
        answers = {"NOT CORS": {"status": 0, "headers": [], "_error": "net::ERR_NAME_NOT_RESOLVED"},
                   "NOT DECIDABLE": {"status": 304, "headers": [], "_error": None}}
        for said, answer in answers.items():
            har = json.dumps({"log": {"entries": [entry | {"response": answer}]}})
            self.assertIn(said, self.expect(corspec("explain", "-", input=har), 0).stdout)
            self.expect(corspec("explain", "-", "--fail-on-block", input=har), 1)

    def test_explain_reads_the_exchanges_of_a_report(self):
        report = self.folder / "report.json"
        command = f"{CORSPEC} serve --profile {ALLOWLIST} --port {{port}} --fault methods/missing"
        self.expect(corspec("run", "http://127.0.0.1:{port}/", "--exec", command, "--profile", ALLOWLIST, "--report-json", report,
                            "--run", "preflight/method/*"), 1)
        explained = self.expect(corspec("explain", report), 0).stdout
        self.assertIn("by PF-5", explained)
        self.assertIn("\npreflight/method/", explained)

    def test_explain_reads_stdin_and_refuses_nonsense(self):
        self.expect(corspec("explain", "-", input=json.dumps(self.SCENARIO)), 0)
        result = self.expect(corspec("explain", "-", input='{"steps": [{"reqest": {}}]}'), 2)
        self.assertRegex(result.stderr, r"1:\d+: .*reqest.*request")

    def test_list(self):
        cases = json.loads(self.expect(corspec("list", "--json", "--profile", ALLOWLIST), 0).stdout)
        self.assertGreaterEqual(len([one for one in cases if "skipped" not in one]), 120)
        row = corspec("list", "--profile", ALLOWLIST, "--run", "preflight/method/allowed/method[PUT]").stdout.split()[0]
        rows = corspec("list", "--profile", ALLOWLIST, "--run", "preflight/method/allowed").stdout.splitlines()
        self.assertIn(row, [line.split()[0] for line in rows])
        self.assertGreater(len(rows), 1)
        rules = {rule["id"]: rule for rule in json.loads(corspec("list", "--rules", "--json").stdout)}
        self.assertTrue(rules["PF-5"]["cases"])
        for rule in rules.values():  # no gap without a reason, and no reason without a gap
            self.assertTrue(bool(rule["cases"]) != bool(rule.get("unchecked")), rule)
        self.assertIn("{{origin.allowed}}", corspec("list", "--names").stdout)

    def test_lint(self):
        self.expect(corspec("lint"), 0)
        self.expect(corspec("lint", ALLOWLIST, PUBLIC, SOURCE / "cases"), 0)
        bad = self.write("bad.json", suite(GOOD | {"colour": "red"}))
        result = self.expect(corspec("lint", bad), 2)
        self.assertRegex(result.stderr, r"bad\.json:1:\d+: .*colour")

    def test_version_and_help(self):
        self.assertRegex(self.expect(corspec("--version"), 0).stdout, r"^corspec \d+\.\d+\.\d+\n$")
        for command in ("run", "fuzz", "report", "explain", "serve", "list", "lint"):
            self.assertIn(command, self.expect(corspec("--help"), 0).stdout)
            self.expect(corspec(command, "--help"), 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
