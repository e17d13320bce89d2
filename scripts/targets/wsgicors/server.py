import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from wsgicors import CORS


# The middleware has no option for exposed headers: the application names them.
def foo(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Request-Id", "1"), ("Content-Length", "2"),
                              ("Access-Control-Expose-Headers", ", ".join(POLICY["exposed"]))])
    return [b"{}"]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


app = CORS(foo, methods=", ".join(POLICY["methods"]), headers=", ".join(POLICY["headers"]),
           origin="*" if POLICY["origins"] == "*" else " ".join(POLICY["origins"]), credentials="true" if POLICY["credentials"] else "false", maxage=str(POLICY["max_age"]))
make_server("127.0.0.1", PORT, app, Server, Quiet).serve_forever()
