# SPDX-License-Identifier: Apache-2.0
"""Does a test notice when a safeguard is missing?  Each is taken out of a copy of the sources, one at a time; at least one of the tests named for it must
fail then, and all of them pass while it is there.

    mutations.py [PART-OF-NAME]
"""
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
SWEEP = "tests/faults/sweep.py"

# What is taken out; the file; its text, and what stands there instead; the tests, of which one has to fail.
MUTATIONS = [
    ("the durable intent", "src/sync/push.c", "\t\trc = journal_intent(b, err);\n", "\t\trc = CRM_OK;\n", [
        [SWEEP, "--sweep", "kill", "--kind", "after", "--scenario", "more records, search lags (hubspot, salesforce)", "--all"],
    ]),
    ("the look-up of what is in doubt", "src/sync/recover.c", "\t\trc = look_up(d, object, err);\n", "\t\trc = CRM_OK;\n", [
        [SWEEP, "--sweep", "kill", "--kind", "after", "--scenario", "more records, search lags (hubspot, salesforce)", "--all"],
        ["tests/scenarios/test_doubtful_answers.py"],
    ]),
    ("the overlap of incremental pulls", "src/sync/pull.c", "\t\t.lookback_s = lookback(s),\n", "\t\t.lookback_s = lookback(s) * 0,\n", [
        [SWEEP, "--scenario", "story 13", "--seconds", "0", "--least", "0"],
    ]),
    ("the gate before a shrunk side", "src/sync/pull.c", "rc = crm_gate_shrunk(p->s, p->object, &p->before, delivered, p->total, err);", "rc = CRM_OK;", [
        ["tests/scenarios/test_story_09_short_listing.py"],
    ]),
    ("agreeing on what a recovered create holds", "src/sync/outcome.c", "\t\trc = crm_late_agree(s, row, id, arena, err);\n", "\t\trc = CRM_OK;\n", [
        ["tests/scenarios/test_vendor_fills_in.py"],
    ]),
    ("an undo leaves alone what was edited", "src/sync/undo_record.c", "\tif (known && crm_cell_equal(&r->cur[field], &expected)) {\n", "\tif (known) {\n", [
        ["tests/scenarios/test_undo.py"],
    ]),
    ("a lost answer to an undo is no edit", "src/sync/recover.c", "row->undoes != 0 ", "row->undoes < 0 ", [
        ["tests/scenarios/test_undo.py"],
    ]),
    ("a migration leaves alone what is the target's own", "src/sync/migration.c", "\treturn side->agreed != NULL && ", "\treturn false && ", [
        ["tests/scenarios/test_migrate.py"],
    ]),
    ("a migration's target counts first", "src/sync/migration.c", "e->options.source_wins ? e->from : e->to", "e->from", [
        ["tests/scenarios/test_migrate.py"],
    ]),
    ("the sample of a validation notices what is gone", "src/sync/validation.c", "\tif (gone)\n", "\tif (gone && false)\n", [
        ["tests/scenarios/test_migrate.py"],
    ]),
    ("waiting with the erasure until no record is left", "src/cli/forget_in_crms.c", "rc == CRM_OK && w->x.open > 0", "false", [
        ["tests/scenarios/test_forget_in_crms.py"],
    ]),
]


def tree(folder):
    """A copy of what belongs to the project, with what autoreconf made of it."""
    def unwanted(path, names):
        return [n for n in names if n in (".git", "__pycache__", "autom4te.cache") or os.path.exists(os.path.join(path, n, "config.status"))]

    shutil.copytree(SOURCE, folder, ignore=unwanted, symlinks=True)


def options():
    """How the build that is there was configured: with its compiler."""
    status = os.path.join(os.environ.get("builddir", ""), "config.status")
    if not os.path.exists(status):
        return []
    return shlex.split(subprocess.run([status, "--config"], capture_output=True, text=True, check=True).stdout)


def make(build, quiet=True):
    done = subprocess.run(["make", "-s", f"-j{min(4, os.cpu_count() or 1)}", "all"], cwd=build, capture_output=quiet, text=True)
    if done.returncode:
        sys.exit(f"mutations.py: the copy cannot be built:\n{(done.stderr or '')[-3000:]}")


def test(source, build, command):
    env = dict(os.environ, srcdir=source, builddir=build, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run([sys.executable, *command], cwd=source, env=env, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def replace(path, old, new):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if old not in text:
        sys.exit(f"mutations.py: {path} has no longer what is to be taken out: {old.strip()}")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))
    return text


def check(mutation, source, build, passed):
    name, file, old, new, tests = mutation
    for command in tests:
        key = tuple(command)
        if key not in passed:
            passed[key], said = test(source, build, command)
            if not passed[key]:
                print(said[-3000:])
    if not all(passed[tuple(command)] for command in tests):
        print(f"FAIL: mutation: {name}: its tests fail with it in place")
        return False
    path = os.path.join(source, file)
    text = replace(path, old, new)
    make(build)
    red = [" ".join(command) for command in tests if not test(source, build, command)[0]]
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    make(build)
    print(f"{'PASS' if red else 'FAIL'}: mutation: without {name}, " + (f"these fail: {'; '.join(red)}" if red else "nothing fails"), flush=True)
    return bool(red)


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    folder = tempfile.mkdtemp(prefix="crmsync-mutations-")
    source, build = os.path.join(folder, "source"), os.path.join(folder, "build")
    try:
        tree(source)
        os.mkdir(build)
        subprocess.run([os.path.join(source, "configure"), "-q", *options(), "--enable-fault-injection"], cwd=build, check=True, stdout=subprocess.DEVNULL)
        make(build)
        passed = {}
        good = [check(m, source, build, passed) for m in MUTATIONS if wanted in m[0]]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
