"""What `scripts/targets/run` does, from its arguments to its exit code."""
import time

from runner import advisories, arguments, catalogue, deviations, packages, publication, results, suite


def show(lines):
    for line in lines:
        print(line, flush=True)


def main(about):
    parser = arguments.parser(about)
    options = parser.parse_args()
    servers, old = catalogue.read()
    if problem := arguments.misuse(options, servers):
        parser.error(problem)
    if options.list:
        show(f"{name:<22} {target['about']}" for name, target in servers.items())
        return 0
    if problem := arguments.missing_program(options.corspec):
        raise SystemExit(problem)
    for folder in (options.out, catalogue.CACHE):
        folder.mkdir(parents=True, exist_ok=True)
    if options.advisories:
        return advisories.check(old, options)
    return measure(servers if options.all else {name: servers[name] for name in options.names}, options)


def measure(targets, options):
    packages.install(targets.values(), not options.no_install)
    begun, runs = time.monotonic(), []
    for run in suite.run_all(targets, options):
        runs.append(run)
        show([suite.line_of(run)])
    broken = sum(run.error is not None for run in runs)
    show([f"{len(runs) - broken} of {len(runs)} implementations ran in {time.monotonic() - begun:.0f} s; reports in {options.out}"])
    problems = check(runs, options.all) if options.check else []
    show(problems)
    if publication.is_due(options.publish, broken, problems):
        publication.publish(runs, options)
    return 1 if broken or problems else 0


def check(runs, complete):
    findings = {(run.name, policy): results.findings_of(report) for run in runs for policy, report in run.reports.items()}
    return deviations.problems(deviations.read(catalogue.TARGETS / "deviations.json"), findings, complete)
