"""The browsers: how they are started so that all they ask goes through a proxy on loopback, and what else the check has to know."""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile

FIREFOX_PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.allow_hijacking_localhost": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "dom.security.https_first": False,
    "dom.security.https_only_mode": False,
    "marionette.port": 0,
    "devtools.netmonitor.persistlog": True,
    "devtools.netmonitor.har.includeResponseBodies": False,
}


def chromium(port, profile):
    return ["chromium", "--headless=new", "--no-sandbox", f"--user-data-dir={profile}", f"--proxy-server=127.0.0.1:{port}",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu",
            "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable"]


def firefox(port, profile):
    preferences = FIREFOX_PREFERENCES | {"network.proxy.http_port": port}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    (pathlib.Path(profile) / "user.js").write_text("".join(lines))
    return ["firefox-esr", "--headless", "--no-remote", "--profile", profile]


# The program, its command, its workers (Firefox keeps the preflights of 100 URLs at most), and how long it must be up before its
# cache keeps anything.
BROWSERS = {
    "chromium": {"program": "chromium", "command": chromium, "workers": 24, "warm_up_ms": 200},
    "firefox": {"program": "firefox-esr", "command": firefox, "workers": 12, "warm_up_ms": 1500},
}


def version(name):
    said = subprocess.run([BROWSERS[name]["program"], "--version"], check=True, capture_output=True, text=True).stdout
    return re.search(r"\d[\w.]+", said)[0]


@contextlib.asynccontextmanager
async def running(name, port, *arguments, pass_fds=(), wrap=lambda command: command):
    """The browser's profile while it runs; it and its children are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="corspec-browser.", ignore_cleanup_errors=True) as profile:
        command = wrap([*BROWSERS[name]["command"](port, profile), *arguments])
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            pass_fds=pass_fds, env=os.environ | {"HOME": profile, "TMPDIR": profile})
        try:
            yield pathlib.Path(profile)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()


async def serving(scripted):
    """The listener of a `server.Server`, and its port."""
    listener = await asyncio.start_server(scripted.serve, "127.0.0.1", 0, limit=1 << 20)
    return listener, listener.sockets[0].getsockname()[1]
