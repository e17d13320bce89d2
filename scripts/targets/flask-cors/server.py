import json
import os

POLICY = json.load(open("policy.json"))[os.environ["POLICY"]]
PORT = int(os.environ["PORT"])
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]

from flask import Flask, jsonify
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=POLICY["origins"], methods=POLICY["methods"], allow_headers=POLICY["headers"], expose_headers=POLICY["exposed"],
     supports_credentials=POLICY["credentials"], max_age=POLICY["max_age"])


@app.route("/resource/foo", methods=METHODS)
def foo():
    response = jsonify({})
    response.headers["X-Request-Id"] = "1"
    return response


app.run("127.0.0.1", PORT, threaded=True)
