vcl 4.1;

backend application {
  .host = "127.0.0.1";
  .port = "BACKEND";
}

sub vcl_recv {
  if (req.method == "OPTIONS") {
    return (synth(204));
  }
  return (pass);
}

sub share {
  set resp.http.Vary = "Origin";
  if (req.http.Origin == "https://foo.example" || req.http.Origin == "https://bar.example:8443") {
    set resp.http.Access-Control-Allow-Origin = req.http.Origin;
    set resp.http.Access-Control-Allow-Credentials = "true";
    set resp.http.Access-Control-Allow-Methods = "GET, HEAD, POST, PUT, DELETE";
    set resp.http.Access-Control-Allow-Headers = "X-Requested-With, Content-Type, X-PINGOTHER, Authorization";
    set resp.http.Access-Control-Expose-Headers = "X-Request-Id";
    set resp.http.Access-Control-Max-Age = "600";
  }
}

sub vcl_deliver {
  call share;
}

sub vcl_synth {
  call share;
}
