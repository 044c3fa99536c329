# Varnish in front of one node: obeys Cache-Control, and drops what the newsroom says has changed.
# Settings of the site: SURROGATE_KEYS=Surrogate-Key, PURGE_URLS=http://127.0.0.1:6081/ with Varnish's own address.
vcl 4.1;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
}

# Machines that run a worker.
acl workers {
    "localhost";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ workers) {
            return (synth(405));
        }
        if (req.http.Surrogate-Key !~ "^[a-z0-9-]+( [a-z0-9-]+)*$") {
            return (synth(400));
        }
        ban("obj.http.Surrogate-Key ~ (^|\x20)(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(\x20|$)");
        return (synth(200));
    }
    if (req.url ~ "^/(admin|room|preview)/" || req.http.Accept-Datetime) {
        return (pass);
    }
    if (req.method == "GET" || req.method == "HEAD") {
        unset req.http.Cookie;
    }
}

sub vcl_backend_response {
    # What was withdrawn must not be back whenever the site is down.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
}
