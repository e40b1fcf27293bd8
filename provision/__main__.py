"""Make what is missing, in parallel where it can be: `python3 -m provision [--dev]`."""

import argparse
import fcntl
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if sys.version_info < (3, 9):
    sys.exit("Signpost needs Python 3.9 or newer to set itself up, and Python 3.11 to run.")

from provision import show, steps
from provision.pythons import PythonMissingError
from provision.show import StepFailedError


def main(argv: "list[str] | None" = None) -> int:
    """Make everything; 0 when all is there, 1 with one clear message when not."""
    parser = argparse.ArgumentParser(prog="provision", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    args = parser.parse_args(argv)
    began = time.monotonic()
    steps.BUILD.mkdir(exist_ok=True)
    with (steps.BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            show.say("Another set-up is running here; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            make(dev=args.dev)
        except (StepFailedError, PythonMissingError) as wrong:
            show.say(f"\nSet-up stopped: {wrong}")
            return 1
        except KeyboardInterrupt:
            show.say("\nSet-up was stopped. Run it again: what is already made is kept.")
            return 130
    took = time.monotonic() - began
    if took > 5:
        show.say(f"Set-up is done, in {took:.0f} s.")
    return 0


def make(*, dev: bool) -> None:
    """All steps; each waits for those it needs only. The first failure is raised when the rest have ended."""
    uv = steps.uv()
    with ThreadPoolExecutor(max_workers=4) as pool:
        service = pool.submit(steps.service_runtime, uv, dev=dev)
        rasa = pool.submit(steps.rasa_runtime, uv)
        encoder = pool.submit(steps.sentence_encoder, uv)
        look = pool.submit(steps.frontend)
        _all(service, encoder, look)
        danger = pool.submit(steps.danger_model)
        _all(rasa)
        model = pool.submit(steps.rasa_model)
        _all(danger, model)


def _all(*waiting: "Future[None]") -> None:
    failures: "list[BaseException]" = []
    for future in waiting:
        fault = future.exception()
        if fault is not None:
            failures.append(fault)
    if failures:
        raise failures[0]


if __name__ == "__main__":
    sys.exit(main())
