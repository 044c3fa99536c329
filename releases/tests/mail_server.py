"""A loopback mail server that misbehaves on demand: it refuses, disconnects, stalls, goes down and comes back."""

import socketserver
import threading
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from osce_cms import environment


class Conversation(socketserver.StreamRequestHandler):
    """The part of RFC 5321 that our client uses."""

    server: "Listener"

    def handle(self) -> None:
        self.say("220 mail.example.org")
        recipients: list[str] = []
        while line := self.rfile.readline():
            command = line.decode().strip()
            if command.upper().startswith("RCPT"):
                address = command[command.index("<") + 1 : command.index(">")]
                recipients.append(address)
                self.say("550 5.1.1 No such user" if address in self.server.desk.refused else "250 OK")
            elif command.upper() == "DATA":
                self.say("354 Go on")
                if not self.take_in(recipients):
                    return
                recipients = []
            elif command.upper() == "QUIT":
                self.say("221 Bye")
                return
            else:
                self.say("250 OK")

    def take_in(self, recipients: list[str]) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        time.sleep(self.server.desk.slowness)
        if self.server.desk.hangs_up(recipients):
            return False
        self.server.desk.take(recipients, b"".join(lines))
        self.say("250 OK")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    desk: "MailServer"


class MailServer:
    """What was received, and how the server should behave."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.slowness = 0.0
        self.hangs_up: Callable[[list[str]], bool] = lambda recipients: False
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.listener: Listener | None = None
        self.port = 0
        self.up()

    def take(self, recipients: list[str], raw: bytes) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        self.arrived += [(recipient, message) for recipient in recipients]

    def to(self) -> list[str]:
        return sorted(recipient for recipient, _ in self.arrived)

    def up(self) -> None:
        self.listener = Listener(("127.0.0.1", self.port), Conversation)
        self.listener.desk = self
        self.port = self.listener.server_address[1]
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def down(self) -> None:
        if self.listener:
            self.listener.shutdown()
            self.listener.server_close()
            self.listener = None

    def settings(self, patience: float = 2) -> dict[str, Any]:
        """The mail settings for this server, with a shorter timeout than in production."""
        found = environment.mail(f"smtp://127.0.0.1:{self.port}")
        if "MAILERS" in found:
            found["MAILERS"]["default"]["OPTIONS"]["timeout"] = patience
            return found
        return found | {"EMAIL_TIMEOUT": patience}
