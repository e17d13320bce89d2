import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

import uvicorn
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

app = Starlette()
app.add_middleware(CORSMiddleware, allow_origins=["*"] if POLICY["origins"] == "*" else POLICY["origins"], allow_methods=POLICY["methods"],
                   allow_headers=POLICY["headers"], expose_headers=POLICY["exposed"], allow_credentials=POLICY["credentials"], max_age=POLICY["max_age"])


async def foo(request):
    return JSONResponse({}, headers={"X-Request-Id": "1"})


app.add_route("/resource/foo", foo, methods=METHODS)
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
