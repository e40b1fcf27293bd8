"""Make what is missing, in parallel where it can be: `python3 -m provision [--dev] [--then COMMAND ...]`."""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - any Python may be the first that somebody tries
    sys.exit(  # so this file has nothing in it that an older one could not read
        "Signpost needs Python 3.9 or newer to set itself up, and Python 3.11 to run. Try: make PYTHON=python3.11"
    )

import argparse
import fcntl
import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor

from provision import show, steps
from provision.pythons import PythonMissingError
from provision.show import StepFailedError


def main(argv: "list[str] | None" = None) -> int:
    """Make everything; 0 when all is there, 1 with one clear message when not, 130 when told to stop."""
    parser = argparse.ArgumentParser(prog="provision", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    parser.add_argument("--stderr", action="store_true", help="say things on stderr, as stdout belongs to the command")
    parser.add_argument("--then", nargs=argparse.REMAINDER, default=[], help="become this command afterwards")
    args = parser.parse_args(argv)
    if args.stderr:
        show.say_on(sys.stderr)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        set_up(dev=args.dev)
    except (StepFailedError, PythonMissingError) as wrong:
        show.say(f"\nSet-up stopped: {wrong}")
        return 1
    except OSError as wrong:
        show.say(f"\nSet-up stopped: {wrong.strerror or wrong} ({wrong.filename or 'no file named'}).")
        return 1
    except KeyboardInterrupt:
        show.say("\nSet-up was stopped. Run it again: what is already made is kept.")
        return 130
    if args.then:
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.execv(args.then[0], args.then)  # noqa: S606 - what the Makefile asks for
    return 0


def set_up(*, dev: bool) -> None:
    """Make what is missing, one set-up at a time."""
    began = time.monotonic()
    steps.BUILD.mkdir(exist_ok=True)
    with (steps.BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            show.say("Another set-up is running here; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        show.hold(lock.fileno())
        steps.clear_leftovers()
        try:
            make(dev=dev)
        except BaseException:
            show.end_all()
            raise
    took = time.monotonic() - began
    if took > 5:
        show.say(f"Set-up is done, in {took:.0f} s.")


def make(*, dev: bool) -> None:
    """All steps; each waits for those it needs only. The first failure is raised when the rest have ended."""
    steps.look_for_pythons()
    uv = steps.uv()
    pool = ThreadPoolExecutor(max_workers=4)
    try:
        service = pool.submit(steps.service_runtime, uv, dev=dev)
        rasa = pool.submit(steps.rasa_runtime, uv)
        encoder = pool.submit(steps.sentence_encoder, uv)
        look = pool.submit(steps.frontend)
        _all(service, encoder, look)
        danger = pool.submit(steps.danger_model)
        _all(rasa)
        model = pool.submit(steps.rasa_model)
        _all(danger, model)
    except KeyboardInterrupt:
        show.end_all()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _all(*waiting: "Future[None]") -> None:
    """Wait for all of them and raise the first failure."""
    failures = [fault for fault in [future.exception() for future in waiting] if fault is not None]
    if failures:
        raise failures[0]


if __name__ == "__main__":
    sys.exit(main())
