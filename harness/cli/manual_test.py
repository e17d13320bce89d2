#!/usr/bin/env python3
"""Man pages and completions: they have what --help has, and real shells take them. Usage: manual_test.py CORSPEC SOURCE [TEST...]"""
import gzip
import os
import pathlib
import pty
import re
import select
import shlex
import subprocess
import sys
import time
import unittest

from cli_test import CORSPEC, Folder, corspec

PROGRAM = pathlib.Path(CORSPEC)
MANUAL = PROGRAM.parent / "manual"
ENVIRONMENT = {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
COMMANDS = re.findall(r"^  ([a-z]+) ", corspec("--help").stdout.split("Subcommands:\n")[1], re.M)
END = "\x14"  # the key that makes a shell say what stands on its line


def help_of(command):
    """The names of each flag, as --help of a command (none: of the program) has them."""
    text = corspec(*command, "--help").stdout
    return [line.split(",") for line in re.findall(r"^  (-[^ ]+)", text, re.M)]


def names_of(*command):
    return {name for names in help_of(command) for name in names}


def page_of(*command):
    return MANUAL / ("-".join(["corspec", *command]) + ".1")


def rendered(page):
    text = subprocess.run(["mandoc", "-T", "utf8", page], capture_output=True, text=True, check=True).stdout
    return re.sub(".\b", "", text)


class Pages(unittest.TestCase):
    def test_every_flag_is_in_the_page_of_its_command_and_no_other(self):
        for command in [()] + [(name,) for name in COMMANDS]:
            options = re.search(r"^OPTIONS\n(.*?)^\S", rendered(page_of(*command)), re.M | re.S)[1]
            tags = re.findall(r"^ {5,8}(-\S.*)$", options, re.M)
            self.assertEqual([re.findall(r"(?:^|, )(--?[a-zA-Z-]+)", tag) for tag in tags], help_of(command), command)

    def test_the_words_of_help_are_in_the_page(self):
        def words(text):
            return re.sub(r"\s+", " ", re.sub("-\n *|`", "", text))

        for command in COMMANDS:
            page = words(rendered(page_of(command)))
            for line in re.findall(r"^  +(?:-\S.*?)?  +(\S.*)$", corspec(command, "--help").stdout, re.M):
                self.assertIn(words(line), page)

    def test_the_program_has_a_page_and_every_command(self):
        page = rendered(page_of())
        for command in COMMANDS:
            self.assertIn(f"corspec-{command}(1)", page)
        self.assertEqual({path.name for path in MANUAL.glob("*.1")}, {page_of().name} | {page_of(name).name for name in COMMANDS})
        for path in MANUAL.glob("*.1"):
            self.assertEqual(gzip.decompress(path.with_name(path.name + ".gz").read_bytes()), path.read_bytes())

    def test_exit_codes(self):
        codes = re.findall(r"(\d+) [a-z]", corspec("--help").stdout.split("Exit codes:")[1])
        self.assertEqual(re.findall(r"^ +(\d+) ", rendered(page_of("run")).split("EXIT STATUS")[1].split("SEE ALSO")[0], re.M), codes)

    def test_troff_has_nothing_to_say(self):
        pages = sorted(MANUAL.glob("*.1"))
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *pages], capture_output=True, text=True)
        self.assertEqual(lint.stdout + lint.stderr, "")
        for page in pages:
            groff = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], capture_output=True, text=True, env=ENVIRONMENT)
            self.assertEqual((groff.returncode, groff.stderr), (0, ""), page)

    def test_copies_of_the_page_run(self):
        """No typographer's dash or quote stands where a user would copy it from."""
        for page in MANUAL.glob("*.1"):
            self.assertNotRegex(rendered(page), "[‐‑–—−‘’“”]")


class Terminal:
    """An interactive shell, as a user has it: keys go in, and its line comes out."""

    def __init__(self, folder, command, setup):
        master, slave = pty.openpty()
        self.shell = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, start_new_session=True,
                                      env=ENVIRONMENT | {"HOME": str(folder), "PS1": "", "OUT": str(folder / "hits")})
        os.close(slave)
        self.master = master
        (folder / "setup").write_text(setup)
        self.press(". ./setup\n", "ready\r?\n")

    def press(self, keys, until):
        os.write(self.master, keys.encode())
        seen, deadline = "", time.monotonic() + 30
        while not (found := re.search(until, seen)):
            if time.monotonic() > deadline or not select.select([self.master], [], [], 30)[0]:
                raise AssertionError(f"{keys!r} gave {seen!r}")
            seen += os.read(self.master, 65536).decode(errors="replace")
        return found

    def line(self, typed):
        """What stands on the line once Tab was pressed behind `typed`."""
        return self.press(f"{typed}\t{END}", "<<(.*?)>>")[1]

    def close(self):
        self.shell.kill()
        self.shell.wait()
        os.close(self.master)


class Completion(Folder):
    """What every shell has to know; each class below asks another one."""

    # What is typed, and all that may follow.
    PROPOSED = [
        ("--vers", {"--version"}),
        ("run --level ", {"must", "should", "may"}),
        ("fuzz --level m", {"must", "may"}),
        ("run --shard ", {"auto"}),
        ("explain --credentials ", {"omit", "same-origin", "include"}),
        ("explain --format j", {"json"}),
        ("run --engine f", {"firefox"}),
        ("run --engine spec,chromium,w", {"spec,chromium,webkit"}),
        ("serve --fault origin/pre", {"origin/prefix"}),
        ("serve --variant padded-c", {"padded-commas"}),
        ("list --run preflight/method/oth", {"preflight/method/other-case"}),
    ]
    # What is typed, and what stands there once it is complete.
    COMPLETED = [
        ("re", "report"), ("report res", "report result.json"), ("lint --he", "lint --help"), ("run --profile my", "run --profile my-policy.json"),
        ("fuzz --corpus cor", "fuzz --corpus corpus/"), ("run http://127.0.0.1/ --level sh", "run http://127.0.0.1/ --level should"),
        ("run --level=sh", "run --level=should"), ("serve --profile 'my", "serve --profile 'my-policy.json'"),
        ("run --exec run", "run --exec run"), ("report run res", "report run result.json"),
    ]

    def setUp(self):
        super().setUp()
        for name in ("result.json", "my-policy.json"):
            self.write(name, "{}")
        (self.folder / "corpus").mkdir()

    def check_proposed(self, proposed):
        self.assertEqual(proposed(""), set(COMMANDS))
        for command in [()] + [(name,) for name in COMMANDS]:
            typed = "".join(name + " " for name in command) + "-"
            self.assertEqual({name for name in proposed(typed) if name.startswith("-")}, names_of(*command), command)
        ids = {line.split(" ")[0] for line in corspec("list").stdout.splitlines()}
        self.assertIn("preflight/method/other-case", ids)
        for typed, wanted in self.PROPOSED:
            self.assertEqual(proposed(typed), wanted, typed)
        self.assertEqual(proposed("run --skip "), ids)

    def check_completed(self, terminal):
        self.addCleanup(terminal.close)
        for typed, wanted in self.COMPLETED:
            self.assertEqual(terminal.line("corspec " + typed).rstrip(), "corspec " + wanted, typed)


class Bash(Completion):
    SCRIPT = MANUAL / "corspec.bash"

    def proposed(self, typed):
        words = ["corspec", *typed.split(" ")]
        script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _corspec; printf "%s\\n" "${COMPREPLY[@]}"'
        result = subprocess.run(["bash", "--norc", "-c", script, "bash", self.SCRIPT, *words], capture_output=True, text=True, timeout=30, env=ENVIRONMENT)
        self.assertEqual(result.stderr, "", typed)
        return set(result.stdout.split())

    def test_proposals(self):
        self.check_proposed(lambda typed: self.proposed(typed) - ({"-h", "--help", "--version"} if not typed else set()))

    def test_a_terminal(self):
        keys = r"""bind -x '"\C-t": printf "<<%s>>" "$READLINE_LINE"; READLINE_LINE='"""
        self.check_completed(Terminal(self.folder, ["bash", "--norc", "--noprofile", "-i"], f"source {self.SCRIPT}\n{keys}\necho ready\n"))


class Zsh(Completion):
    # Keeps what `compadd` would propose, but for the calls in which functions only ask.
    SETUP = f"""
fpath=({MANUAL} $fpath); autoload -U compinit; compinit -u -D; LISTMAX=100000; unsetopt beep auto_menu
compadd() {{
  if [[ ${{@[1,(i)(-|--)]}} != *-(O|A|D)* ]]; then
    local -a __hits
    builtin compadd -O __hits "$@"
    (($#__hits)) && print -rl -- $__hits >> $OUT
  fi
  builtin compadd "$@"
}}
show() {{ print -rn -- "<<$BUFFER>>"; BUFFER= }}
zle -N show; bindkey '^T' show; bindkey '^I' complete-word
echo ready
"""

    def terminal(self):
        return Terminal(self.folder, ["zsh", "-f", "-i"], self.SETUP)

    def test_proposals(self):
        terminal, hits = self.terminal(), self.folder / "hits"
        self.addCleanup(terminal.close)

        def proposed(typed):
            hits.write_text("")
            terminal.line("corspec " + typed)
            given, _, _ = typed.rpartition(" ")[2].rpartition(",")
            return {(given + "," if given else "") + word.rstrip("= ") for word in hits.read_text().splitlines()}

        self.check_proposed(proposed)

    def test_a_terminal(self):
        self.check_completed(self.terminal())

    def test_syntax(self):
        self.assertEqual(subprocess.run(["zsh", "-f", "-n", MANUAL / "_corspec"], capture_output=True, text=True).stderr, "")


class Fish(Completion):
    SCRIPT = MANUAL / "corspec.fish"

    def proposed(self, typed):
        command = f"source {shlex.quote(str(self.SCRIPT))}; complete -C {shlex.quote('corspec ' + typed)}"
        result = subprocess.run(["fish", "--no-config", "-c", command], cwd=self.folder, capture_output=True, text=True, timeout=60,
                                env=ENVIRONMENT | {"HOME": str(self.folder)})
        self.assertEqual(result.stderr, "", typed)
        return {line.split("\t")[0] for line in result.stdout.splitlines()}

    def test_proposals(self):
        self.check_proposed(self.proposed)

    def test_files(self):
        for typed, wanted in self.COMPLETED:
            word = wanted.rpartition(" ")[2].strip("'")
            if typed != wanted:
                self.assertEqual({proposal.rstrip() for proposal in self.proposed(typed)}, {word}, typed)
        self.assertEqual(self.proposed("run --exec r"), set())

    def test_syntax(self):
        self.assertEqual(subprocess.run(["fish", "--no-config", "-n", self.SCRIPT], capture_output=True, text=True).stderr, "")


# What they have in common is asked of each.
del Completion

if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
