# SPDX-License-Identifier: Apache-2.0
"""Random histories: edits, merges and deletes in several sandboxes, between syncs that are disturbed or killed.

    histories.py --count 200                 draws 200 seeds from the commit (CRMSYNC_SAMPLE or --sample: from that)
    histories.py --from 1000 --count 2000    seeds 1000 to 2999
    histories.py --replay FILE...            plays kept histories again

A history that breaks a promise is shortened as far as it still does, printed, and kept with --keep FOLDER.
"""
import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "scenarios")]

from history_draft import draw  # noqa: E402
from history_play import Broken, play  # noqa: E402
from pairs import KEY  # noqa: E402


def verdict(history, log=None):
    """What broke, or None.  Whatever else goes wrong counts as broken as well."""
    try:
        play(history, log)
        return None
    except Broken as broken:
        return str(broken)
    except Exception as error:  # pylint: disable=broad-except
        return f"{type(error).__name__}: {error}"


def kind_of(broken):
    """Breaks of one kind have the same words; numbers and values do not count."""
    return "".join(c for c in broken.split("{")[0].split(":")[0] if c.isalpha() or c == " ").strip()


def shorten(history, broken, patience):
    """Leaves out ever smaller runs of steps, then faults, as long as the same promise is broken."""
    end = time.monotonic() + patience
    steps = history["steps"]
    size = max(1, len(steps) // 2)
    kind = kind_of(broken)
    while time.monotonic() < end:
        smaller = None
        for start in range(0, len(steps), size):
            if time.monotonic() > end:
                break
            rest = steps[:start] + steps[start + size:]
            said = verdict(dict(history, steps=rest))
            if said and kind_of(said) == kind:
                smaller, broken = rest, said
                break
        if smaller is not None:
            steps = smaller
        elif size == 1:
            break
        else:
            size = max(1, size // 2)
        size = min(size, max(1, len(steps)))
    return dict(history, steps=steps, broken=broken)


def try_seed(seed, patience):
    history = draw(seed)
    broken = verdict(history)
    return seed, len(history["steps"]), shorten(history, broken, patience) if broken else None


def seeds_of(args):
    if args.first is not None:
        return range(args.first, args.first + args.count)
    key = args.sample or KEY
    return [int.from_bytes(hashlib.sha256(f"{key}/history/{i}".encode()).digest()[:5], "big") for i in range(args.count)]


def report(seed, history, keep):
    print(f"FAIL: history {seed}: {history['broken']}", flush=True)
    print("  " + json.dumps(history, ensure_ascii=False), flush=True)
    if keep:
        os.makedirs(keep, exist_ok=True)
        with open(os.path.join(keep, f"{seed}.json"), "w", encoding="utf-8") as f:
            json.dump(history, f, ensure_ascii=False, indent=1)
            f.write("\n")


def draw_many(args):
    failed = steps = done = 0
    with ProcessPoolExecutor(args.jobs) as pool:
        waiting = [pool.submit(try_seed, seed, args.patience) for seed in seeds_of(args)]
        for future in as_completed(waiting):
            seed, length, history = future.result()
            steps += length
            done += 1
            if history:
                failed += 1
                report(seed, history, args.keep)
                if args.most and failed >= args.most:
                    for other in waiting:
                        other.cancel()
                    break
    print(f"histories: {done} played, {steps} steps, {failed} broke a promise", flush=True)
    return failed


def replay(files):
    failed = 0
    for name in files:
        with open(name, encoding="utf-8") as f:
            history = json.load(f)
        broken = verdict(history, print if len(files) == 1 else None)
        print(f"{'FAIL' if broken else 'PASS'}: {os.path.basename(name)}{': ' + broken if broken else ''}", flush=True)
        failed += bool(broken)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--from", dest="first", type=int)
    parser.add_argument("--sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep")
    parser.add_argument("--most", type=int, default=10, help="stop after so many failures (0: never)")
    parser.add_argument("--patience", type=float, default=120, help="seconds to shorten a history")
    parser.add_argument("--replay", nargs="+")
    args = parser.parse_args()
    sys.exit(1 if (replay(args.replay) if args.replay else draw_many(args)) else 0)


if __name__ == "__main__":
    if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"  # inherited by the processes that play
    main()
