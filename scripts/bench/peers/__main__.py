"""One contender of the benchmark: `python peers WORK PEER SIZE wall|processor` measures a peer's part of a task,
as ../contender.mjs says.

Needs the packages of ../requirements.txt; one that is missing is said, and not an error.
"""

import importlib
import json
import sys
import time

from wespeaker_code import NoCheckout


def say(**message):
    print(json.dumps(message), flush=True)


def peak_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def main(work, peer, size, clock):
    now = time.perf_counter if clock == "wall" else time.process_time
    try:
        version, answer, run = importlib.import_module(work).open_peer(peer, json.loads(size))
    except ImportError as error:
        say(skipped=f"{error}; pip install -r scripts/bench/requirements.txt")
        return
    except NoCheckout as error:
        say(skipped=str(error))
        return

    def timed():
        started = now()
        run()
        return now() - started

    # As svtk/serve.mjs: two runs at least, half a second at least. torch.compile compiles in the first.
    warm = []
    while not json.loads(size)["cold"] and (len(warm) < 2 or sum(warm) < 0.5):
        warm.append(timed())
    say(version=version, estimate=warm[-1] if warm else 60)
    for runs in sys.stdin:
        say(seconds=[timed() for _ in range(int(runs))])
    peak = peak_mib()
    say(answer=answer() if callable(answer) else answer, peak_mib=peak)


main(*sys.argv[1:])
