"""Starts what a bench measures and what it measures with, and reads what it costs from /proc."""
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PASSWORD = "bench-password-of-no-value"
PATIENCE_SECONDS = 20


def cpu_us(pid: int) -> float:
    """CPU time of all threads, user and system, in microseconds: to the nanosecond where the
    kernel counts so, else in its ticks."""
    if not Path(f"/proc/{pid}/schedstat").exists():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")
    nanoseconds = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1000


def memory_kb(pid: int, field: str = "VmRSS") -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    raise KeyError(field)


class Ports:
    """Hands out ports that nobody listens on, below those that the kernel gives to clients."""

    def __init__(self, first: int = 15_000, last: int = 19_999):
        self._next, self._last = first, last

    def take(self, count: int = 1) -> int:
        """The first of `count` free ones in a row."""
        while self._next + count <= self._last:
            first, self._next = self._next, self._next + count
            if all(self._is_free(port) for port in range(first, first + count)):
                return first
        raise RuntimeError("no free ports are left")

    @staticmethod
    def _is_free(port: int) -> bool:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                try:
                    probe.bind(("0.0.0.0", port))
                except OSError:
                    return False
        return True


class Process:
    """A program that is asked in lines and answers in lines, ended with `with`."""

    def __init__(self, command: list, environment: dict | None = None, log: Path | None = None):
        self.command = [str(word) for word in command]
        self._log = open(log, "ab") if log else None
        self._child = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            env=environment, text=True)

    @property
    def pid(self) -> int:
        return self._child.pid

    def cpu_us(self) -> float:
        return cpu_us(self.pid)

    def tell(self, line: str):
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def await_line(self, wanted: str):
        line = self._child.stdout.readline().strip()
        if line != wanted:
            raise RuntimeError(f"{self.command[0]} said {line!r}, not {wanted!r}")

    def ask(self, line: str) -> dict:
        self.tell(line)
        answer = self._child.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.command[0]} ended with {self._child.wait()}")
        return json.loads(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._child.stdin.close()  # A generator hangs up then.
        self._end()

    def _end(self, patience: float = 5):
        try:
            self._child.wait(patience)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()
        if self._log:
            self._log.close()


class Generator(Process):
    """A load generator: its secrets come in its first lines, then it says when it is ready."""

    def __init__(self, command: list, secrets: list[str] = ()):
        super().__init__(command)
        for secret in secrets:
            self.tell(secret)
        self.await_line("ready")


class Relay(Process):
    def __init__(self, program: Path, first_port: int, pairs: int):
        super().__init__([program, first_port, pairs])
        self.first_port = first_port
        self.await_line("ready")

    def stop(self):
        self._child.terminate()
        self._end()


class Server(Process):
    """`sidetone serve --demo` with ports and a state folder of its own."""

    def __init__(self, program: Path, ports: Ports, rtp_ports: str, state: Path):
        self.state, self.password = state, PASSWORD
        self.http_port, self.sip_port = ports.take(), ports.take()
        self.ops_port, self.webrtc_port = ports.take(), ports.take(4)
        settings = {
            "STATE_DIR": state, "DRAIN_SECONDS": 0, "LISTEN_HTTPS_PORT": ports.take(),
            "LISTEN_LOCAL_HTTP_PORT": self.http_port, "LISTEN_SIP_PORT": self.sip_port,
            "LISTEN_SIPS_PORT": ports.take(), "LISTEN_STUN_PORT": ports.take(),
            "LISTEN_OPS_PORT": self.ops_port, "MEDIA_WEBRTC_PORT": self.webrtc_port,
            "MEDIA_RTP_PORTS": rtp_ports, "DEMO_PASSWORD": PASSWORD}
        environment = dict(os.environ)
        environment.update({f"SIDETONE_{key}": str(value) for key, value in settings.items()})
        self.started = time.perf_counter()
        super().__init__([program, "serve", "--demo"], environment, state.parent / "server.log")
        self.seconds_to_ready = self._await_ready()

    def _await_ready(self) -> float:
        while time.perf_counter() - self.started < PATIENCE_SECONDS:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.ops_port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - self.started
            except OSError:
                pass
            if self._child.poll() is not None:
                raise RuntimeError(f"the server ended with {self._child.returncode}")
            time.sleep(0.001)
        raise RuntimeError("the server did not become ready")

    def stop(self):
        self._child.send_signal(signal.SIGTERM)
        self._end()

    def sign_in(self, login: str, instance: str) -> str:
        """Signs in and gets a ticket; what a generator needs to open the SIP WebSocket."""
        origin = f"http://127.0.0.1:{self.http_port}"
        headers = {"Content-Type": "application/json", "Origin": origin}
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=10)
        credentials = {"email": f"{login}@demo.test", "password": PASSWORD}
        connection.request("POST", "/api/v1/login", json.dumps(credentials), headers)
        response = connection.getresponse()
        me = json.loads(response.read())
        if response.status != 200:
            raise RuntimeError(f"login: {me}")
        cookie = response.headers["Set-Cookie"].split(";")[0]
        headers.update({"Cookie": cookie, "X-CSRF-Token": me["csrfToken"]})
        connection.request("POST", "/api/v1/softphone/ticket",
                           json.dumps({"instanceId": instance}), headers)
        ticket = json.loads(connection.getresponse().read())["ticket"]
        return f"{ticket} {cookie} {instance}"


def scratch_folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="sidetone-bench-")
