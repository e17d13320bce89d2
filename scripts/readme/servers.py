"""The servers that the READMEs' addresses stand for: real ones, on free ports of this machine."""
import json
import pathlib
import socket
import subprocess

NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;

  # The API of `corspec explain`: `*` for every header, while Authorization has to be named.
  server {{
    listen 127.0.0.1:{api} ssl; server_name api.example;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    add_header Access-Control-Allow-Origin *;
    add_header Access-Control-Allow-Methods "GET, PUT";
    add_header Access-Control-Allow-Headers *;
    location / {{ return 204; }}
  }}

  # The server of `corspec fuzz`: its pattern has no end.
  map $http_origin $granted {{ default ""; "~^https://app\\.example" $http_origin; }}
  map $granted $methods {{ default ""; "~." "GET, HEAD, POST"; }}
  map $granted $headers {{ default ""; "~." "content-type, authorization"; }}
  server {{
    listen 127.0.0.1:{open};
    add_header Access-Control-Allow-Origin $granted always;
    add_header Access-Control-Allow-Methods $methods always;
    add_header Access-Control-Allow-Headers $headers always;
    add_header Vary Origin always;
    location / {{ return 200 "ok"; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Servers:
    """For the time of a `with`. `served` is the reference server with a policy, `open` and `api` are nginx's."""

    def __init__(self, corspec, folder, starter):
        self.corspec, self.folder, self.starter = corspec, pathlib.Path(folder), starter
        self.processes = []

    def __enter__(self):
        policy = self.folder / "served.json"
        policy.write_text(json.dumps(json.loads(self.starter.read_text()) | {"paths": {"resource": "/api/items"}}))
        process = subprocess.Popen([self.corspec, "serve", "--profile", policy], stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        self.policy, self.served = policy, process.stdout.readline().split()[1].rstrip("/")
        try:
            self.start_nginx()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_nginx(self):
        certificate = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=api.example",
                       "-addext", "subjectAltName=DNS:api.example", "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem"]
        subprocess.run(certificate, check=True, capture_output=True)
        for _ in range(5):  # somebody else may take a free port first
            self.api, self.open = free_port(), free_port()
            config = self.folder / "nginx.conf"
            config.write_text(NGINX.format(folder=self.folder, api=self.api, open=self.open))
            process = subprocess.Popen(["/usr/sbin/nginx", "-e", self.folder / "error.log", "-p", self.folder, "-c", config])
            for _ in range(100):
                if answers(self.api) and answers(self.open):
                    self.processes.append(process)
                    return
                try:
                    process.wait(timeout=0.1)
                    break
                except subprocess.TimeoutExpired:
                    continue
            else:
                process.kill()
        raise RuntimeError("nginx does not start:\n" + (self.folder / "error.log").read_text())

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()
            if process.stdout:
                process.stdout.close()
