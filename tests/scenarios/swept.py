# SPDX-License-Identifier: Apache-2.0
"""What a story offers to the fault sweeps (tests/faults/sweep.py).

A story file lists its start states and commands as a module-level SWEEPS; the sweep tells each of them again and again, and every time something else goes
wrong: crmsync is killed at the n-th step, the n-th answer is lost.  The end must be the same as if nothing had happened.

    def start(world, at):
        at[0].create("contact", first="Ann", last="Lee", email="ann@firma.example")

    SWEEPS = [Swept("one create", [("hubspot", "salesforce")], start, [("setup",), ("sync", "--first-sync")])]

start is given the world and the desks of its systems (people.py).  It may run crmsync itself (synced() below does) and ends with the edits whose way through
crmsync is to be disturbed.  It must do the same each time it is called.  A command may also be a function of the world, for what happens between two runs.
"""


class Swept:
    def __init__(self, name, systems, start, commands=(("sync",),), again=("sync",), config="", settings="", search_lag_ms=0, arm=None,
                 codes=(0, 6), after=(), heal=None, check=None, set_up=False, any_id=False, any_main=False):
        """name: a few words.  systems: tuples of systems, each of which is swept.  commands: what is disturbed, one after the other; again: the command of a
        further run in which nothing is left to do.  config: YAML behind the systems; settings: YAML lines within each system; both may be a
        function of the world.  search_lag_ms: how late the vendors' search is.
        arm: a function of the world and the desks that sets the vendors' faults which belong to the story itself.  codes: how the commands may end.
        after: how a command that is run again may end besides.  heal: a function of the world, what a person does after a run that ended with exit 4.
        check: a function of the world and the desks that asserts what the end is, told undisturbed.  set_up: `crmsync setup` belongs to the start and is not
        disturbed, as it is the same in every scenario.  any_id: which record gives its golden record the crmsync id depends on what a run comes to see.
        any_main: a deal has several contacts none of which is the main one, and a vendor that needs one may be given either."""
        self.name, self.systems, self.start = name, [tuple(s) for s in systems], start
        self.commands, self.again = [c if callable(c) else tuple(c) for c in commands], tuple(again)
        self.config, self.settings, self.search_lag_ms, self.arm, self.codes = config, settings, search_lag_ms, arm, codes
        self.after, self.heal, self.check, self.set_up, self.any_id, self.any_main = after, heal, check, set_up, any_id, any_main


FIRST = (("setup",), ("sync", "--first-sync"))
FIRST_SYNC = FIRST[1:]


def synced(world, *args, codes=(0, 6)):
    """The systems agree, and an hour goes by."""
    for command in (("setup",), ("sync", "--first-sync", *args)):
        result = world.run(*command)
        if result.code not in codes:
            raise AssertionError(f"{' '.join(command)}: {result!r}")
    world.advance(3600)
