"""The fenced blocks of a README, the commands in them, and whether what a command said is what the README shows."""
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
    (re.compile(r"\(\d+ requests a second\)"), "(RATE)"),
]


def stable(text):
    for pattern, replacement in UNSTABLE:
        text = pattern.sub(replacement, text)
    return [line.rstrip() for line in text.splitlines()]


def line_matches(shown, said):
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("...")), said) is not None


def first_missing(shown, said):
    """A line `...` stands for any lines, `...` in a line for anything in it. The first run of lines that is shown and was not said."""
    said, runs = stable(said), [[]]
    for line in stable("\n".join(shown)):
        if line == "...":
            runs.append([])
        else:
            runs[-1].append(line)
    last, at = len(runs) - 1, 0
    for number, lines in enumerate(runs):
        places = range(at, len(said) - len(lines) + 1)
        if number == 0 and lines:
            places = places[:1]
        if number == last and lines:
            places = [place for place in places if place == len(said) - len(lines)]
        found = next((place for place in places if all(map(line_matches, lines, said[place:]))), None)
        if found is None:
            return "\n".join(lines)
        at = found + len(lines)
    return None
