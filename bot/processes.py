"""Knows supervisor: how our parts are written down for it, started under it, asked after and ended."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_PATH = 90
"""A Unix socket's path has room for 107 bytes, and supervisor appends a process id while it makes one."""

ASK_SECONDS = 3.0
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """One part as supervisor runs it.

    `at_once` says whether it starts with supervisor or when it is asked to. Groups end one after another, the
    last first; the parts of one group together, each within `stop_seconds`.
    """

    name: str
    command: tuple[str, ...]
    group: str
    at_once: bool = True
    stop_seconds: int = 8


@dataclass(frozen=True)
class State:
    """How a part is: supervisor's word for it (RUNNING, BACKOFF, FATAL ...), its process and since when."""

    word: str
    pid: int
    since: int
    log: Path


def configuration(programs: Sequence[Program], *, at: Path, folder: Path) -> str:
    """What supervisor reads. It holds no setting of ours: those are handed down in the environment only.

    Args:
        programs: the parts, in the order of their start.
        at: the socket on which supervisor is asked.
        folder: where every part runs. Logs go to `logs` where supervisor itself runs (it would expand a per
            cent sign in their whole path twice).
    """
    lines = [
        "[supervisord]", "nodaemon=true", "silent=true", "logfile_maxbytes=1MB", "logfile_backups=1",
        "logfile=logs/supervisor.log", "pidfile=supervisor.pid", "childlogdir=logs",
        "[unix_http_server]", f"file={_plain(at)}", "chmod=0600",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]  # fmt: skip
    for priority, program in enumerate(programs, start=1):
        lines += [
            f"[program:{program.name}]", f"command={_plain(shlex.join(program.command))}",
            f"directory={_plain(folder)}", f"priority={priority}", f"autostart={str(program.at_once).lower()}",
            "autorestart=true", "startsecs=2", "startretries=2", f"stopwaitsecs={program.stop_seconds}",
            "stopasgroup=true", "killasgroup=true", "redirect_stderr=true",
            f"stdout_logfile=logs/{program.name}.log", "stdout_logfile_maxbytes=5MB", "stdout_logfile_backups=3",
        ]  # fmt: skip
    for priority, group in enumerate(dict.fromkeys(program.group for program in programs), start=1):
        names = ",".join(program.name for program in programs if program.group == group)
        lines += [f"[group:{group}]", f"programs={names}", f"priority={priority}"]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    """A value for supervisor's file, in which a per cent sign begins an expansion."""
    return str(value).replace("%", "%%")


def socket_in(home: Path) -> Path:
    """Where supervisor listens: in `home`, or with a short name in the temporary folder when that path is too long."""
    path = home / "supervisor.sock"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"signpost-{os.getuid()}-{short}.sock"


class Supervisor:
    """Supervisor in a process of its own, ended when we end, however that happens."""

    def __init__(self, programs: Sequence[Program], *, home: Path, folder: Path, env: Mapping[str, str]) -> None:
        self._home, self._env = home, dict(env)
        self._socket = socket_in(home)
        self._config = home / "supervisor.conf"
        self._text = configuration(programs, at=self._socket, folder=folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = False
        self._pids: set[int] = set()
        self._server = xmlrpc.client.ServerProxy("http://supervisor/RPC2", transport=_Transport(self._socket))

    def start(self) -> None:
        """Begin; the parts start at once and side by side."""
        (self._home / "logs").mkdir(parents=True, exist_ok=True)
        self._config.write_text(self._text, encoding="utf-8")
        with (self._home / "logs" / "supervisor.out").open("wb") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(self._config)],
                env=self._env, cwd=self._home, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )  # fmt: skip

    @property
    def running(self) -> bool:
        """Whether supervisor itself is there."""
        return self._process is not None and self._process.poll() is None

    def states(self) -> dict[str, State] | None:
        """Every part's state; None while supervisor cannot say."""
        try:
            answer: Any = self._server.supervisor.getAllProcessInfo()
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return None
        states = {
            part["name"]: State(
                part["statename"], int(part["pid"]), int(part["start"]), self._home / "logs" / f"{part['name']}.log"
            )
            for part in answer
        }
        self._pids = {state.pid for state in states.values() if state.pid}
        return states

    def start_part(self, program: Program) -> None:
        """Start a part that was to start later, or that was given up."""
        with contextlib.suppress(OSError, http.client.HTTPException, xmlrpc.client.Error):
            self._server.supervisor.startProcess(f"{program.group}:{program.name}", False)

    def ask_to_stop(self) -> None:
        """Let every part finish what it is doing and end."""
        if self._process is not None and self.running:
            self._asked = True
            self._process.terminate()

    def kill(self) -> None:
        """End what is still there, for certain, and take away what supervisor leaves behind."""
        ended_well = self._asked and not self.running
        if not ended_well and self._process is not None:
            self.states()
            self._process.kill()
            self._process.wait()
            for pid in self._pids:  # each part leads a group of its own
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
        self._socket.unlink(missing_ok=True)
        (self._home / "supervisor.pid").unlink(missing_ok=True)


class _Transport(xmlrpc.client.Transport):
    """XML-RPC over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return _Connection(self._path)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("supervisor", timeout=ASK_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _end_with_parent() -> None:
    """Linux tells supervisor to stop when `signpost run` is gone, even if that was killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
