import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

import uvicorn
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"] if POLICY["origins"] == "*" else POLICY["origins"], allow_methods=POLICY["methods"],
                   allow_headers=POLICY["headers"], expose_headers=POLICY["exposed"], allow_credentials=POLICY["credentials"], max_age=POLICY["max_age"])


@app.api_route("/resource/foo", methods=METHODS)
async def foo(response: Response):
    response.headers["X-Request-Id"] = "1"
    return {}


uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
