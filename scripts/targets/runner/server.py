"""A target's process: on a fresh loopback port, up when it answers and not when it listens, stopped with all that it started."""
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from runner.catalogue import CACHE, TARGETS

PATIENCE = 60  # seconds until a target has to answer
PROGRAMS = f"{os.environ['PATH']}:/usr/sbin"  # where Debian keeps servers, on the path of administrators alone


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/resource/foo", timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def started(command, folder, environment, port):
    """The command, in a process group of its own, once it answers."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it does not answer: {log.read_text(errors='replace')[-600:]}")
            time.sleep(0.05)
        yield
    finally:
        for sent in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
                break


@contextlib.contextmanager
def backend(wanted):
    """The application behind a proxy: the port of it, where there is to be one."""
    if not wanted:
        yield {}
        return
    port = free_port()
    with started([sys.executable, str(TARGETS / "backend.py"), str(port)], CACHE, os.environ, port):
        yield {"BACKEND": str(port)}


@contextlib.contextmanager
def serving(target, folder, **variables):
    """The target, with its backend where it has one: its address."""
    with backend(target.get("backend")) as behind:
        port = free_port()
        with started(target["run"], folder, os.environ | behind | variables | {"PATH": PROGRAMS, "PORT": str(port)}, port):
            yield f"http://127.0.0.1:{port}"
