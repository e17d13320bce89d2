"""The fenced blocks of a README, the commands in them, and whether what a command said is what the README shows."""
import difflib
import itertools
import re
import typing

# What a block may be: commands, commands after `$ ` with what they say, and what is nothing to run.
KINDS = {"sh", "console", "text", "json", "yaml"}


class Block(typing.NamedTuple):
    file: str
    line: int
    kind: str
    text: str


class Command(typing.NamedTuple):
    file: str
    line: int
    text: str
    shown: list  # lines that the README shows of what it says; empty: it shows none

    @property
    def place(self):
        return f"{self.file}:{self.line}"


def blocks_of(file, text):
    lines, blocks, at = text.splitlines(), [], 0
    while at < len(lines):
        opening = re.match(r"( *)```(\w*)$", lines[at])
        at += 1
        if not opening:
            continue
        indent, begin = len(opening[1]), at
        while lines[at].strip() != "```":
            at += 1
        blocks.append(Block(file, begin + 1, opening[2], "\n".join(line[indent:] for line in lines[begin:at])))
        at += 1
    return blocks


def commands_of(block):
    """A command may go on in the next line, behind a backslash."""
    lines, commands, at = block.text.split("\n"), [], 0
    while at < len(lines):
        begin, line = at, lines[at]
        at += 1
        if block.kind == "console" and not line.startswith("$ "):
            commands[-1].shown.append(line)
            continue
        if not line.strip() or line.startswith("#"):
            continue
        text = line.removeprefix("$ ") if block.kind == "console" else line
        while text.endswith("\\"):
            text += "\n" + lines[at]
            at += 1
        commands.append(Command(block.file, block.line + begin, text, []))
    return commands


# What changes from run to run, and says nothing that could be out of date.
UNSTABLE = [
    (re.compile(r"\b\d+(\.\d+)? (s|ms|seconds)\b"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b\d+ exchanges\b"), "EXCHANGES"),
    (re.compile(r"\(\d+ requests a second\)"), "(RATE)"),
]


def stable(line):
    for pattern, replacement in UNSTABLE:
        line = pattern.sub(replacement, line)
    return line.rstrip()


def line_matches(shown, said):
    return re.fullmatch(".*".join(re.escape(part) for part in stable(shown).split("...")), stable(said)) is not None


class Mismatch(typing.NamedTuple):
    begin: int  # of the lines that are shown
    shown: list
    said: list  # as many lines, those most like them

    @property
    def difference(self):
        pairs = itertools.zip_longest(self.shown, self.said, fillvalue="")
        return [f"{sign} {line}" for shown, said in pairs if not line_matches(shown, said) for sign, line in (("-", shown), ("+", said))]


def places_of(runs, number, at, said):
    """Where a run of lines may stand in what was said: the first and the last are tied to its ends, unless `...` unties them."""
    lines, end = runs[number][1], len(said) - len(runs[number][1])
    if not lines:
        return [at]
    return [place for place in range(at, end + 1) if (number > 0 or place == 0) and (number < len(runs) - 1 or place == end)]


def mismatches(shown, said):
    """A line `...` stands for any lines, `...` in a line for anything in it. Every run of lines that is shown and was not said."""
    runs = [(0, [])]
    for number, line in enumerate(shown):
        if line.strip() == "...":
            runs.append((number + 1, []))
        else:
            runs[-1][1].append(line)
    at = 0
    for number, (begin, lines) in enumerate(runs):
        places = places_of(runs, number, at, said)
        found = next((place for place in places if all(map(line_matches, lines, said[place:]))), None)
        if found is None:
            found = max(places or [at], key=lambda place: alike(lines, said[place:]))
            yield Mismatch(begin, lines, said[found:found + len(lines)])
        at = found + len(lines)


def alike(shown, said):
    return sum(difflib.SequenceMatcher(None, stable(a), stable(b)).quick_ratio() + 2 * line_matches(a, b) for a, b in zip(shown, said))


def mended(shown, mismatch):
    """What is shown, with what was said in the place of lines that do not match."""
    lines = [a if line_matches(a, b) else re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", b.rstrip()) for a, b in zip(mismatch.shown, mismatch.said)]
    return shown[:mismatch.begin] + lines + shown[mismatch.begin + len(lines):]
