import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

import aiohttp_cors
from aiohttp import web


async def foo(request):
    return web.json_response({}, headers={"X-Request-Id": "1"})


app = web.Application()
options = aiohttp_cors.ResourceOptions(allow_credentials=POLICY["credentials"], expose_headers=POLICY["exposed"], allow_headers=POLICY["headers"],
                                       allow_methods=POLICY["methods"], max_age=POLICY["max_age"])
origins = ["*"] if POLICY["origins"] == "*" else POLICY["origins"]
cors = aiohttp_cors.setup(app, defaults={origin: options for origin in origins})
resource = cors.add(app.router.add_resource("/resource/foo"))
for method in METHODS:
    cors.add(resource.add_route(method, foo))
web.run_app(app, host="127.0.0.1", port=PORT, print=None)
