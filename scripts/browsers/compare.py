"""What a browser did, or the model says that it would do, in one form; and where two of them differ."""

import json
import subprocess
import urllib.parse

import server

# What the network layer adds, or what belongs to other protocols: no rule of CORS speaks of it. The first lot never comes from an
# author; the second counts where it is the author's.
NEVER_AUTHORED = {
    "accept-encoding", "connection", "content-length", "cookie", "dnt", "host", "proxy-connection", "referer", "sec-gpc", "te",
    "transfer-encoding",
}
WHEN_AUTHORED = {"accept-language", "cache-control", "pragma", "priority", "upgrade-insecure-requests", "user-agent"}


def relevant(headers, purpose, request):
    """The header lines that are compared: names in lower case, sorted, the lines of a name combined (as HTTP allows anybody to)."""
    authored = [[name.lower(), value] for name, value in request.get("headers", [])] if purpose == "request" else []
    combined = {}
    for name, value in headers:
        name = name.lower()
        if name in NEVER_AUTHORED or name.startswith("sec-") or (name in WHEN_AUTHORED and [name, value] not in authored):
            continue
        if name == "range":  # an HTTP cache may write it anew
            value = "..."
        if "boundary=----" in value:  # anybody's choice
            value = value.split("boundary=")[0] + "boundary=..."
        combined[name] = f"{combined[name]}, {value}" if name in combined else value
    return sorted(map(list, combined.items()))


def observed_request(method, url, lines, request):
    headers = [[name, value.strip(" \t")] for name, _, value in (line.partition(":") for line in lines)]
    names = {name.lower() for name, _ in headers}
    purpose = "preflight" if server.is_preflight(method, lines) else "request"
    return {"purpose": purpose, "method": method, "url": url, "credentials": "cookie" in names,
            "headers": relevant(headers, purpose, request)}


def has_the_cookie(url, request):
    """Whether a request with credentials carries the cookie of site.example: to that site, from that site."""
    is_ours = [urllib.parse.urlsplit(one).hostname.endswith("site.example") for one in (url, request["origin"]) if one != "null"]
    return len(is_ours) == 2 and all(is_ours)


def observed(scenario):
    """What the server and the page saw of one scenario (server.Scenario)."""
    steps = []
    for step, requests, result in zip(scenario.steps, scenario.seen, scenario.results, strict=True):
        sent = [observed_request(*seen, step["request"]) for seen in requests]
        # The server's framing is no part of the scenario.
        readable = result.get("readable")
        readable = readable and [name for name in readable if name != "content-length"]
        steps.append({"sent": sent, "outcome": result["outcome"], "readable": readable, "timing": result.get("timing")})
    return steps


def as_sent(url):
    """What of the URL is on the wire: no fragment, no user."""
    parts = urllib.parse.urlsplit(url)._replace(fragment="")
    bare = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return bare + "?" if url.split("#")[0].endswith("?") else bare


def modelled(explained, scenario):
    """What the model says that the browser would do: one object of `corspec explain --format json`."""
    steps = []
    for step, described in zip(explained["steps"], scenario["steps"], strict=True):
        request = described["request"]
        sent = [{"purpose": exchange["purpose"], "method": exchange["method"], "url": as_sent(exchange["url"]),
                 "credentials": exchange["credentials"] and has_the_cookie(exchange["url"], request),
                 "headers": relevant(exchange["headers"], exchange["purpose"], request)} for exchange in step["exchanges"]]
        verdict = step["verdict"]
        allowed = verdict["kind"] == "allow"
        markup = request.get("api") == "markup"
        steps.append({"sent": sent, "outcome": verdict["kind"], "readable": sorted(verdict["exposed"]) if allowed and not markup else None,
                      "timing": verdict["timing"] is None if allowed else None})
    return steps


def model(corspec, scenarios, engines):
    """What the model says of every scenario: engine -> name -> steps."""
    lines = "".join(json.dumps(scenario) + "\n" for scenario in scenarios.values())
    command = [corspec, "explain", "-", "--format", "json", "--engine", ",".join(engines)]
    explained = subprocess.run(command, input=lines, check=True, capture_output=True, text=True).stdout
    said = {engine: {} for engine in engines}
    for line in explained.splitlines():
        one = json.loads(line)
        said[one["engine"]][one["scenario"]] = modelled(one, scenarios[one["scenario"]])
    return said


def differences(seen, said):
    """Where two accounts of the same steps part, one sentence each."""
    found = []
    for number, (left, right) in enumerate(zip(seen, said, strict=True), 1):
        where = f"step {number}: " if len(seen) > 1 else ""
        purposes = [[request["purpose"] for request in one["sent"]] for one in (left, right)]
        if purposes[0] != purposes[1]:
            found.append(f"{where}sent {purposes[0]}, not {purposes[1]}")
        else:
            for sent, expected in zip(left["sent"], right["sent"]):
                found += [f"{where}{sent['purpose']} {key} {sent[key]!r}, not {expected[key]!r}"
                          for key in ("method", "url", "credentials", "headers") if sent[key] != expected[key]]
        found += [f"{where}{key} {left[key]!r}, not {right[key]!r}" for key in ("outcome", "readable", "timing")
                  if left[key] != right[key] and left[key] is not None]
    return found
