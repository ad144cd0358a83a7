"""Lets irctest (https://github.com/progval/irctest) judge Parley's IRC port: see doc/testing.md.

irctest takes any nick and needs no account. Parley's nicks are accounts. So before a client says NICK,
its account is registered by the JSON dialect, and PASS is sent for it, unless the case logs in by itself.
Questions of the server whether the client lives (PING) are answered here, as every client answers them by
itself: no case knows of them.
"""

import atexit
import base64
import hashlib
import hmac
import json
import os
from pathlib import Path
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from irctest import cases
from irctest.basecontrollers import BaseServerController
from irctest.client_mock import ClientMock
from irctest.irc_utils.message_parser import parse_message
from irctest.runner import NotImplementedByController
from irctest.specifications import Capabilities, OptionalBehaviors

ROOT = Path(__file__).resolve().parents[3]
COMMAND = shlex.split(os.environ.get("PARLEY_COMMAND", str(ROOT / "run-node.sh")))
PASSWORD = "correct horse"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
ITERATIONS = 4096  # the fewest that a node takes
START_PATIENCE_S = 60


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


def verifier(password):
    """What a server would store: so passwords may be shorter than those that it takes."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)

    def mac(text):
        return hmac.digest(salted, text, "sha256")

    def text(data):
        return base64.b64encode(data).decode()

    stored = hashlib.sha256(mac(b"Client Key")).digest()
    return f"SCRAM-SHA-256${ITERATIONS}:{text(salt)}${text(stored)}:{text(mac(b'Server Key'))}"


class Node:
    """One server with a data directory of its own, which finds no other."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="parley-irctest-")
        self.port, bus, http, self.irc = free_ports(4)
        settings = {
            "parley.bus.port": bus,
            "parley.http.port": http,
            "parley.multicast.enabled": "false",
            "parley.passwords.iterations": ITERATIONS,
            "parley.client.offline_after": "0s",
            "parley.client.before_login.line_within": "15s",
        }
        names = {key.replace(".", "_").upper(): str(value) for key, value in settings.items()}
        self.process = subprocess.Popen(
            [*COMMAND, str(self.port), "--irc", str(self.irc), "--data", self.directory],
            env={**os.environ, **names},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.passwords = {}

    def await_ready(self):
        deadline = time.monotonic() + START_PATIENCE_S
        while not self._takes_clients():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the node did not start: {shlex.join(COMMAND)}")
            time.sleep(0.05)

    def _takes_clients(self):
        try:
            for port in (self.irc, self.port):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            return False

    def password_of(self, name, password=PASSWORD):
        """Registers the account unless there is one already, and returns its password."""
        key = name.lower()
        if key not in self.passwords:
            answer = self._ask({"op": "register", "id": "r", "name": name, "verifier": verifier(password)})
            if answer.get("ev") == "registered":
                self.passwords[key] = password
        return self.passwords.get(key, password)

    def _ask(self, request):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as node:
            node.sendall(json.dumps(request).encode() + b"\n")
            for line in node.makefile(encoding="utf-8"):
                if line.startswith("{"):
                    return json.loads(line)
        raise RuntimeError("no answer to " + request["op"])

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class ParleyController(BaseServerController):
    software_name = "Parley"
    supported_sasl_mechanisms = {"PLAIN", "SCRAM-SHA-256"}
    supports_sts = False
    capabilities = frozenset(
        {
            Capabilities.BATCH,
            Capabilities.ECHO_MESSAGE,
            Capabilities.LABELED_RESPONSE,
            Capabilities.MESSAGE_TAGS,
            Capabilities.SERVER_TIME,
        }
    )
    optional_behaviors = frozenset(
        {
            OptionalBehaviors.CAP_REQ_MINUS,
            OptionalBehaviors.MULTI_JOIN,
            OptionalBehaviors.MULTI_NAMES_COMMAND,
        }
    )
    isupport = {}
    # What one client has sent reaches another through the group, not within the turn of its PING.
    sync_sleep_time = 0.1

    current = None
    spare = None  # starts while the case before it runs

    def get_hostname_and_port(self):
        if ParleyController.current is not None:
            raise NotImplementedByController("a second port")
        ParleyController.current = ParleyController.spare or Node()
        ParleyController.spare = Node()
        return ("127.0.0.1", ParleyController.current.irc)

    def run(self, hostname, port, *, password, ssl, run_services, faketime, websocket_hostname, websocket_port):
        self.hostname, self.port, self.server_password = hostname, port, password
        if ssl or websocket_port is not None:
            raise NotImplementedByController("TLS on loopback, or a WebSocket for IRC")
        self.node = ParleyController.current
        self.node.await_ready()
        self.node.controller = self
        self.port_open = True

    def registerUser(self, case, username, password=None):
        self.node.password_of(username, password or PASSWORD)

    def wait_for_services(self):
        pass  # there are none: accounts are part of the server

    def check_is_alive(self):
        assert self.node.process.poll() is None

    def kill(self):
        if ParleyController.current is not None:
            ParleyController.current.end()
            ParleyController.current = None


@atexit.register
def end_all():
    for node in (ParleyController.current, ParleyController.spare):
        if node is not None:
            node.end()


plain_send_line = ClientMock.sendLine
plain_get_messages = ClientMock.getMessages


def send_line(client, line):
    words = line.split() if isinstance(line, str) else []
    command = words[0].upper() if words else ""
    if command in ("PASS", "AUTHENTICATE"):
        client.logs_in_itself = True
    elif command == "NICK" and len(words) == 2:
        log_in(client, words[1].lstrip(":"))
    plain_send_line(client, line)


def log_in(client, nick):
    controller = ParleyController.current.controller
    if getattr(client, "has_nick", False) or not NAME.fullmatch(nick):
        return
    client.has_nick = True
    password = ParleyController.current.password_of(nick, controller.server_password or PASSWORD)
    if not controller.server_password and not getattr(client, "logs_in_itself", False):
        plain_send_line(client, "PASS :" + password)


def get_messages(client, synchronize=True, assert_get_one=False, raw=False):
    while True:
        got = plain_get_messages(client, synchronize, assert_get_one, raw)
        others = [message for message in got if not is_answered(client, message)]
        if others or synchronize or not (got and assert_get_one):
            return others


def is_answered(client, message):
    if isinstance(message, str):
        message = parse_message(message)
    if message.command != "PING":
        return False
    plain_send_line(client, "PONG :" + message.params[0])
    return True


ClientMock.sendLine = send_line
ClientMock.getMessages = get_messages


def get_irctest_controller_class():
    return ParleyController
