"""A proxy on loopback that is every host of the scenarios: it gives each request the next scripted answer, byte for byte, and
keeps what it was asked. The browser is told to send everything through it, so that no name is looked up and no port is real.
"""

import asyncio
import base64
import json
import pathlib
import re
import urllib.parse

from scenarios import milliseconds

HERE = pathlib.Path(__file__).resolve().parent
CONTROL = "/-/"


def value_bytes(value):
    """The bytes that a literal of a scenario stands for."""
    if isinstance(value, str):
        return value.encode("latin-1")
    if "b64" in value:
        return base64.b64decode(value["b64"])
    if "repeat" in value:
        return value_bytes(value["repeat"]) * value["times"]
    return b"".join(map(value_bytes, value["concat"]))


def is_preflight(method, lines):
    return method == "OPTIONS" and any(line.lower().startswith("access-control-request-method:") for line in lines)


class Scenario:
    """One scenario as it happens."""

    def __init__(self, described):
        self.name = described["name"]
        self.steps = described["steps"]
        self.seen = [[] for _ in self.steps]  # by step: the requests, each [method, url, [header line, ...]]
        self.step = 0
        self.running = False
        self.results = None
        self.used = {}

    def begin(self, step):
        self.step = step
        self.used = {"preflight": 0, "answer": 0}

    def answer(self, method, url, lines):
        """The answer to the next request of the step; None when there is none."""
        kind = "preflight" if is_preflight(method, lines) else "answer"
        script = self.steps[self.step][kind]
        index = self.used[kind]
        scripted = script[index] if index < len(script) else None
        # Browsers ask again when a kept connection ends without an answer; that is one request of the page.
        again = [method, url, lines] == (self.seen[self.step] or [None])[-1] and scripted is not None and "failure" in scripted
        if not again:
            self.seen[self.step].append([method, url, lines])
        if scripted is not None and "failure" not in scripted:
            self.used[kind] += 1
        return scripted


class Server:
    def __init__(self, scenarios, workers, warm_up_ms):
        self.scenarios = {scenario["name"]: Scenario(scenario) for scenario in scenarios}
        # A cache of few entries keeps them only while few others come: what needs it runs first, by itself.
        self.queue = sorted(self.scenarios.values(), key=lambda scenario: len(scenario.steps) == 1)
        self.settings = {"workers": workers, "warm_up_ms": warm_up_ms}
        self.done = asyncio.Event()
        self.examples = {}  # purpose -> all header lines of one such request

    def find(self, path):
        """The scenario whose URL it is."""
        parts = path.split("?")[0].strip("/").split("/")
        names = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self.scenarios[name] for name in names if name in self.scenarios), None)

    def control(self, name, body):
        message = json.loads(body or b"null")
        if name == "hello":
            return self.settings
        if name == "next":
            if not self.queue:
                return None
            if len(self.queue[0].steps) == 1 and any(one.running and len(one.steps) > 1 for one in self.scenarios.values()):
                return {"wait_ms": 50}
            scenario = self.queue.pop(0)
            scenario.running = True
            steps = [{"at_ms": milliseconds(step.get("at", 0)), "request": step["request"]} for step in scenario.steps]
            return {"name": scenario.name, "steps": steps}
        if name == "done":
            self.done.set()
            return {}
        scenario = self.scenarios[message["name"]]
        if name == "begin":
            scenario.begin(message["step"])
        else:
            scenario.results = message["results"]
            scenario.running = False
        return {}

    def own(self, name, body):
        """What the page itself is made of, and its questions."""
        pages = {"": ("page.js", False), "frame": ("runner.js", False), "page.js": ("page.js", True), "runner.js": ("runner.js", True)}
        if name not in pages:
            return "application/json", json.dumps(self.control(name, body)).encode()
        file, is_script = pages[name]
        if is_script:
            return "text/javascript", (HERE / file).read_bytes()
        cookie = b"<script>document.cookie = 'c=1; domain=site.example; path=/'</script>"
        return "text/html", b"<!doctype html><meta charset=utf-8><body>" + cookie + b"<script>" + (HERE / file).read_bytes() + b"</script>"

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                start, *lines = head.decode("latin-1")[:-4].split("\r\n")
                method, url, _ = start.split(" ", 2)
                body = await read_body(reader, lines)
                if not await self.reply(writer, method, url, lines, body):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def reply(self, writer, method, url, lines, body):
        """Whether the connection lives on."""
        parts = urllib.parse.urlsplit(url)
        scenario = self.find(parts.path)
        if parts.path.startswith(CONTROL):
            kind, content = self.own(parts.path.removeprefix(CONTROL), body)
            answer = [(b"Content-Type", kind.encode()), (b"Cache-Control", b"no-store")]
            await write(writer, 200, answer, content)
            return True
        scripted = scenario and scenario.answer(method, url, lines)
        if scenario:
            self.examples.setdefault("preflight" if is_preflight(method, lines) else "request", lines)
        if scripted is None:
            await write(writer, 404, [], b"")
            return True
        if "failure" in scripted:
            return False
        headers = [(name.encode("latin-1"), value_bytes(value)) for name, value in scripted.get("headers", [])]
        await write(writer, scripted["status"], headers, b"" if method in ("OPTIONS", "HEAD") else b"ok")
        return True


async def read_body(reader, lines):
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "chunked" in fields.get("transfer-encoding", ""):
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body
    return await reader.readexactly(int(fields.get("content-length", "0")))


async def write(writer, status, headers, content):
    head = b"HTTP/1.1 %d Answer\r\n" % status + b"".join(b"%s: %s\r\n" % header for header in headers)
    if status not in (204, 304):
        head += b"Content-Length: %d\r\n" % len(content)
    writer.write(head + b"\r\n" + (content if status not in (204, 304) else b""))
    await writer.drain()
