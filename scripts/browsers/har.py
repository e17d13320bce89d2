"""A HAR of the scenarios from each browser's own DevTools, and how the browser called each refusal."""

import asyncio
import json
import os
import re
import sys

import browsers
import scenarios as table
import server

# Chromium's DevTools are a page: opened in the browser itself and attached to the page of the scenarios, they export what the person
# in front of them would.
CHROMIUM_EXPORT = """(async () => {
  const logs = await import('devtools://devtools/bundled/models/logs/logs.js');
  const har = await import('devtools://devtools/bundled/models/har/har.js');
  const requests = logs.NetworkLog.NetworkLog.instance().requests();
  const kinds = requests.map((request) => [request.url(), request.corsErrorStatus()?.corsError]).filter(([, kind]) => kind);
  return JSON.stringify({ har: { log: await har.Log.Log.build(requests, { sanitize: false }) }, kinds });
})()"""

FIREFOX_OPEN = """
  const done = arguments[arguments.length - 1];
  (async () => {
    const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
    const { gDevTools } = require('devtools/client/framework/devtools');
    const window = Services.wm.getMostRecentWindow('navigator:browser');
    window.corspecMessages = [];
    Services.console.registerListener({ observe(message) {
      if (message instanceof Ci.nsIScriptError) window.corspecMessages.push([message.category, message.errorMessage]);
    } });
    window.corspecToolbox = await gDevTools.showToolboxForTab(window.gBrowser.selectedTab, { toolId: 'netmonitor' });
  })().then(() => done(''), (error) => done(String(error)));"""

FIREFOX_EXPORT = """
  const done = arguments[arguments.length - 1];
  const window = Services.wm.getMostRecentWindow('navigator:browser');
  window.corspecToolbox.getHARFromNetMonitor()
    .then((har) => done(JSON.stringify({ har: { log: har }, messages: window.corspecMessages })), (error) => done(String(error)));"""


class Pipe:
    """Chromium's DevTools Protocol over a pair of pipes."""

    def __init__(self, reader, to_browser):
        self.reader, self.to_browser, self.last = reader, to_browser, 0

    async def call(self, method, parameters=None, session=None):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters or {}} | ({"sessionId": session} if session else {})
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads((await asyncio.wait_for(self.reader.readuntil(b"\0"), 60))[:-1])
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]


class Marionette:
    """Firefox's remote protocol: messages of `length:JSON`."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.last = reader, writer, 0

    async def receive(self):
        length = await asyncio.wait_for(self.reader.readuntil(b":"), 60)
        return json.loads(await self.reader.readexactly(int(length[:-1])))

    async def call(self, name, parameters=None):
        self.last += 1
        message = json.dumps([0, self.last, name, parameters or {}]).encode()
        self.writer.write(b"%d:%b" % (len(message), message))
        _, _, error, result = await self.receive()
        if error:
            raise RuntimeError(f"{name}: {error['message']}")
        return result

    async def script(self, text):
        return (await self.call("WebDriver:ExecuteAsyncScript", {"script": text, "args": []}))["value"]


async def when_written(path):
    """The text of a file that the browser is about to write."""
    for _ in range(300):
        if path.exists() and (text := path.read_text()).strip():
            return text
        await asyncio.sleep(0.1)
    sys.exit(f"the browser did not write {path.name}")


async def chromium(port, scripted):
    from_us, to_browser = os.pipe()
    from_browser, to_us = os.pipe()
    wrap = lambda command: ["bash", "-c", f'exec 3<&{from_us} 4>&{to_us}; exec "$@"', "-", *command]  # noqa: E731
    flags = ["--remote-debugging-pipe", "--remote-debugging-port=0", "--remote-allow-origins=*", "about:blank"]
    async with browsers.running("chromium", port, *flags, pass_fds=(from_us, to_us), wrap=wrap) as profile:
        os.close(from_us), os.close(to_us)
        reader = asyncio.StreamReader(limit=1 << 28)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(from_browser, "rb"))
        pipe = Pipe(reader, to_browser)
        debugging = (await when_written(profile / "DevToolsActivePort")).split()[0]
        page = (await pipe.call("Target.createTarget", {"url": "about:blank"}))["targetId"]
        tools_url = f"devtools://devtools/bundled/inspector.html?ws=127.0.0.1:{debugging}/devtools/page/{page}"
        tools = (await pipe.call("Target.createTarget", {"url": tools_url}))["targetId"]
        attach = lambda target: pipe.call("Target.attachToTarget", {"targetId": target, "flatten": True})  # noqa: E731
        tools_session, page_session = [(await attach(target))["sessionId"] for target in (tools, page)]
        await asyncio.sleep(2)  # DevTools say nowhere that they listen now
        await pipe.call("Page.navigate", {"url": table.ORIGIN + server.CONTROL}, page_session)
        await asyncio.wait_for(scripted.done.wait(), 120)
        await asyncio.sleep(1)
        evaluated = await pipe.call("Runtime.evaluate", {"expression": CHROMIUM_EXPORT, "awaitPromise": True, "returnByValue": True},
                                    tools_session)
    os.close(to_browser)
    exported = json.loads(evaluated["result"]["value"])
    return exported["har"], dict(exported["kinds"])


async def firefox(port, scripted):
    async with browsers.running("firefox", port, "--marionette", "--remote-allow-system-access", "about:blank") as profile:
        marionette = Marionette(*await asyncio.open_connection(
            "127.0.0.1", int(await when_written(profile / "MarionetteActivePort")), limit=1 << 28))
        await marionette.receive()
        await marionette.call("WebDriver:NewSession")
        await marionette.call("WebDriver:SetTimeouts", {"script": 60000})
        await marionette.call("Marionette:SetContext", {"value": "chrome"})
        if error := await marionette.script(FIREFOX_OPEN):
            sys.exit(f"Firefox's DevTools do not open: {error}")
        await marionette.call("Marionette:SetContext", {"value": "content"})
        await marionette.call("WebDriver:Navigate", {"url": table.ORIGIN + server.CONTROL})
        await asyncio.wait_for(scripted.done.wait(), 120)
        await asyncio.sleep(1)
        await marionette.call("Marionette:SetContext", {"value": "chrome"})
        exported = json.loads(await marionette.script(FIREFOX_EXPORT))
    kinds = {}
    for category, text in exported["messages"]:
        # Several messages end one request; the first has the reason.
        if category.startswith("CORS") and (found := re.search(r" at [‘]?([^\s’]+)[’]?\. \(", text)):
            kinds.setdefault(found[1], category.rstrip("0123456789"))
    return exported["har"], kinds


async def record(name, wanted):
    """The HAR, and how the browser called each refusal: URL -> kind."""
    browser = browsers.BROWSERS[name]
    scripted = server.Server(list(wanted.values()), 4, browser["warm_up_ms"])
    listener, port = await browsers.serving(scripted)
    har, kinds = await {"chromium": chromium, "firefox": firefox}[name](port, scripted)
    listener.close()
    # The page's own questions to the server are no part of it.
    har["log"]["entries"] = [entry for entry in har["log"]["entries"] if server.CONTROL not in entry["request"]["url"]]
    return har, kinds
