# SPDX-License-Identifier: Apache-2.0
"""A proxy on loopback that writes down every exchange with a sandbox, as JSON lines, and passes faults on as they are.

Links in answers that lead to the sandbox are led back to the proxy, so that a client which follows them is still heard.
"""
import base64
import http.client
import http.server
import json
import threading

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
SECRET = {"authorization", "x-api-token", "cookie"}


def as_text(data):
    """(text, encoding) of a body; what is no UTF-8 is told in base64."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), "base64"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = ""
    sys_version = ""

    def log_message(self, *args):
        pass

    def setup(self):
        super().setup()
        self.upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream_port)

    def finish(self):
        self.upstream.close()
        try:
            super().finish()
        except OSError:
            pass

    def fetch(self, body):
        """Status, headers and body of the sandbox's answer, and whether the body is whole; None: there was no answer."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP | {"host", "expect"}}
        self.upstream.request(self.command, self.path, body=body, headers=headers)
        answer = self.upstream.getresponse()
        try:
            return answer, answer.read(), True
        except http.client.IncompleteRead as cut:
            return answer, cut.partial, False

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"])) if "Content-Length" in self.headers else None
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return body

    def pass_on(self):
        body = self.read_body()
        try:
            answer, data, whole = self.fetch(body)
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            return
        length = answer.headers.get("Content-Length")
        if whole:
            data = data.replace(b"127.0.0.1:%d" % self.server.upstream_port, b"127.0.0.1:%d" % self.server.server_port)
            length = str(len(data))
            self.server.note(self, body or b"", answer, data)
        self.answer(answer, data, length, whole)

    def answer(self, answer, data, length, whole):
        try:
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            whole = False
        self.close_connection = self.close_connection or not whole

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = pass_on


class Recorder(http.server.ThreadingHTTPServer):
    """In front of the sandbox on upstream_port; listens on server_port, writes to the file.  vendors: {system: vendor}."""
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream_port, path, source, vendors):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream_port, self.source, self.vendors = upstream_port, source, vendors
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def handle_error(self, request, client_address):
        pass  # a client that went away in the middle is what some scenarios are about

    def note(self, request, body, answer, data):
        if request.path.startswith("/__sandbox/"):
            return
        system, _, path = request.path.lstrip("/").partition("/")
        text, encoding = as_text(body)
        answer_text, answer_encoding = as_text(data)
        line = json.dumps({
            "source": self.source, "vendor": self.vendors.get(system), "method": request.command, "target": "/" + path,
            "request_headers": {n.lower(): "…" if n.lower() in SECRET else v for n, v in request.headers.items()},
            "request_body": text, "request_encoding": encoding, "status": answer.status,
            "response_headers": [[n, v] for n, v in answer.headers.items()], "response_body": answer_text, "response_encoding": answer_encoding})
        with self.lock:
            if not self.file.closed:
                self.file.write(line + "\n")

    def close(self):
        self.shutdown()
        self.server_close()
        with self.lock:
            self.file.close()
