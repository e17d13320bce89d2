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
  set resp.http.Access-Control-Allow-Origin = "*";
  set resp.http.Access-Control-Allow-Methods = "GET, HEAD, POST, PUT, DELETE";
  set resp.http.Access-Control-Allow-Headers = "X-Requested-With, Content-Type, X-PINGOTHER";
  set resp.http.Access-Control-Expose-Headers = "X-Request-Id";
  set resp.http.Access-Control-Max-Age = "86400";
}

sub vcl_deliver {
  call share;
}

sub vcl_synth {
  call share;
}
