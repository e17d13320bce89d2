"""What the READMEs take for granted: the addresses, the files that are there, how a command ends, and what runs those that take long."""
import pathlib
import subprocess
import typing

from readme import facts

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def addresses(servers):
    """What stands for a user's own servers in the texts, and what it is here. curl has its own, in ~/.curlrc."""
    return {"https://staging.example": servers.served, "http://127.0.0.1:8080/": f"http://127.0.0.1:{servers.open}/"}


def curlrc(servers):
    return f'connect-to = "api.example:443:127.0.0.1:{servers.api}"\ncacert = "{servers.folder}/cert.pem"\n'


class Scene(typing.NamedTuple):
    exit: int = 0
    before: typing.Callable | None = None  # of the folder and the servers
    each: tuple = ({},)  # environments: the command is run in each, as on several machines
    collect: str | None = None  # what is done after each, with {number} from 1
    interrupt: float | None = None  # it goes on until somebody presses ^C, which is done after so many seconds


def report_of(servers, folder, name, *more, profile=None, fault=None):
    """A saved report of the reference server, with a fault if it is to have one."""
    profile = profile or servers.policy
    serve = f"{servers.corspec} serve --profile {profile} --port {{port}}" + (f" --fault {fault}" if fault else "")
    run = subprocess.run([servers.corspec, "run", "http://127.0.0.1:{port}/api/items" if not fault else "http://127.0.0.1:{port}/", "--profile", profile, "--exec", serve,
                          "--exec-log", folder / "exec.log", "--report-json", folder / name, "--report-text", folder / "report.txt", *more], capture_output=True, text=True, timeout=60)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stdout + run.stderr)


def own_server(folder, servers):
    script = folder / "my-server"
    script.write_text(f'#!/bin/sh\nexec {servers.corspec} serve --profile {servers.policy} "$@"\n')
    script.chmod(0o755)


def faulty_report(folder, servers):
    report_of(servers, folder, "corspec.json", profile=folder / "cases/profiles/allowlist.json", fault="methods/lower-case")


def saved_reports(folder, servers):
    few = ["--run", "preflight/method/**"]
    for number in (1, 2):
        report_of(servers, folder, f"shard-{number}.json", *few, "--shard", f"{number}/2")
    for name in ("api", "admin", "express", "nginx", "old", "new"):
        report_of(servers, folder, f"{name}.json", *few)


def own_policy(folder, servers):
    (folder / "policy.json").write_text(servers.policy.read_text())


# By how a command begins. What is not here exits with 0 and needs nothing.
SCENES = {
    "corspec run --exec './my-server": Scene(before=own_server),
    "corspec run http://127.0.0.1:8080/ --profile my-policy.json --shard auto":
        Scene(exit=1, each=tuple({"CI_NODE_INDEX": str(number), "CI_NODE_TOTAL": "3"} for number in (1, 2, 3)), collect="mv shard.json shard-{number}.json"),
    "corspec report shard-*.json": Scene(exit=1),
    "corspec run http://127.0.0.1:8080/ --profile my-policy.json --report-json old.json": Scene(exit=1),
    "corspec report corspec.json --claim": Scene(exit=1, before=faulty_report),
    "corspec fuzz": Scene(exit=1),
    "corspec report shard-1.json shard-2.json": Scene(before=saved_reports),
    "corspec run https://staging.example/api/items --profile policy.json": Scene(exit=1, before=own_policy),  # by advice at `may`
    "corspec report report.json --report-statement": Scene(exit=1),
    "build/fuzz/fuzzers/origin_fuzzer": Scene(exit=72, interrupt=3),
    "build/fuzz/fuzzers/report_fuzzer -minimize_crash=1": Scene(exit=1),  # what is mended cannot be made smaller
}


class Elsewhere(typing.NamedTuple):
    """A command that is not run here: why, and the line of a test that runs it. `facts` holds what the text shows against the tree."""

    why: str
    file: str
    line: str
    facts: typing.Callable | None = None


# By the whole command. Those that say `readme-check --full` are run here after all, with more time.
FULL = "scripts/readme-check --full"
ELSEWHERE = {
    "scripts/test": Elsewhere("runs this check", ".ci/run", "scripts/test"),
    "cmake --preset fuzz && cmake --build --preset fuzz": Elsewhere("builds for minutes", "scripts/test", "preset fuzz"),
    "cmake --preset fuzz && cmake --build --preset fuzz && ctest --preset fuzz": Elsewhere("builds for minutes", "scripts/test", "tests fuzz"),
    "scripts/fuzz-proof": Elsewhere("builds for minutes", "scripts/test", "step 'fuzz: planted bugs' scripts/fuzz-proof", facts.planted_bugs),
    "scripts/targets/run --all --check": Elsewhere("installs some hundred packages", "scripts/test", "scripts/targets/run --all --check", facts.real_servers),
    "scripts/targets/run hono-cors go-rs-cors": Elsewhere("wants npm and Go", "scripts/test", FULL),
    "scripts/mutation-score": Elsewhere("is a test of its own, and takes half a minute", "scripts/test", FULL, facts.mutation_score),
    "build/fuzz/fuzzers/origin_fuzzer -dict=build/fuzz/fuzz-inputs/dictionaries/origin.dict build/fuzz/corpus/origin build/fuzz/fuzz-inputs/seeds/origin":
        Elsewhere("wants the fuzz preset", "scripts/test", FULL),
    "build/fuzz/fuzzers/origin_fuzzer build/fuzz/corpus/origin": Elsewhere("wants the fuzz preset", "scripts/test", FULL),
    "build/fuzz/fuzzers/report_fuzzer fuzz/regressions/report/c1-controls": Elsewhere("wants the fuzz preset", "scripts/test", FULL),
    "build/fuzz/fuzzers/report_fuzzer -minimize_crash=1 -max_total_time=60 -exact_artifact_path=smaller fuzz/regressions/report/c1-controls":
        Elsewhere("wants the fuzz preset", "scripts/test", FULL),
}
