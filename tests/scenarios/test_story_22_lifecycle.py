# SPDX-License-Identifier: Apache-2.0
"""Story 22: a lifecycle stage is moved backwards by the weaker system."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

STEPS = ("subscriber", "lead", "marketing_qualified", "sales_qualified", "opportunity", "customer")
HUBSPOT = {"marketing_qualified": "marketingqualifiedlead", "sales_qualified": "salesqualifiedlead"}


class Stages:
    """The stage of one person in each system, in canonical words: HubSpot's own property, a custom field elsewhere."""

    def __init__(self, world, at, rule=None):
        self.at, self.fields, lines = at, [], []
        for d in at:
            if d.vendor == "hubspot":
                self.fields.append("lifecyclestage")
                continue
            self.fields.append(d.field("contact", "Life Stage", "enum", [self.word(d, s) for s in STEPS]))
            values = ", ".join(f"{s}: {self.label(d, s)}" for s in STEPS)
            lines.append(f"          {d.name}: {{property: {self.fields[-1]}, values: {{{values}}}}}\n")
        properties = "        properties:\n" + "".join(lines) if lines else ""
        world.write_config("objects:\n  contact:\n    fields:\n      lifecycle:\n" +
                           (f"        rule: {rule}\n" if rule else "        type: enum\n") + properties)

    def word(self, d, step):
        """What the field's option is called when it is made."""
        return HUBSPOT.get(step, step) if d.vendor == "hubspot" else step

    def label(self, d, step):
        return self.word(d, step)

    def move(self, i, record, step):
        d = self.at[i]
        d.put("contact", record, self.fields[i], "enum", self.word(d, step))

    def read(self, i, record):
        d = self.at[i]
        value = d.get("contact", record, self.fields[i], "enum")
        return next((s for s in STEPS if self.word(d, s) == value), value)


def start(story, systems, step, rule=None):
    world = story.world(systems)
    at = list(desks(world).values())
    stages = Stages(world, at, rule)
    first = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
    stages.move(0, first, step)
    story.first_sync(world)
    return world, at, stages, [first] + [d.ids("contact")[0] for d in at[1:]]


class Lifecycle(Story):
    def everywhere(self, stages, ids, step):
        self.assertEqual([stages.read(i, record) for i, record in enumerate(ids)], [step] * len(ids))

    def nothing_moves_it_back(self, *systems):
        """Not the weaker system, not the stronger one, not both at once; what was moved back is put right."""
        world, at, stages, ids = start(self, systems, "customer")
        self.everywhere(stages, ids, "customer")
        for mover in range(len(at)):
            world.advance(3600)
            stages.move(mover, ids[mover], "lead")
            self.sync(world)
            self.everywhere(stages, ids, "customer")
            self.assertEqual({w["system"] for w in world.writes()}, {at[mover].name})
            self.assert_silence(world, 1)
        world.advance(3600)
        for i, record in enumerate(ids):
            stages.move(i, record, STEPS[i])
        self.sync(world)
        self.everywhere(stages, ids, "customer")
        self.assert_silence(world, 1)

    def everybody_moves_it_on(self, *systems):
        world, at, stages, ids = start(self, systems, "subscriber")
        for turn, step in enumerate(STEPS[1:]):
            world.advance(3600)
            stages.move(turn % len(at), ids[turn % len(at)], step)
            self.sync(world)
            self.everywhere(stages, ids, step)
            self.assertEqual(world.writes(at[turn % len(at)].name), [])
        self.assert_silence(world, 2)

    def the_furthest_wins(self, *systems):
        """Both move it on since the last run; also when one of them moves it back meanwhile."""
        world, at, stages, ids = start(self, systems, "lead")
        world.advance(3600)
        for i, record in enumerate(ids):
            stages.move(i, record, STEPS[2 + i])
        self.sync(world)
        self.everywhere(stages, ids, STEPS[1 + len(ids)])
        world.advance(3600)
        stages.move(0, ids[0], "subscriber")
        stages.move(1, ids[1], "customer")
        self.sync(world)
        self.everywhere(stages, ids, "customer")
        self.assert_silence(world, 1)

    def differs_at_first(self, a, b):
        """Two records that were there before: the further one counts, whichever system has it."""
        for ahead in (0, 1):
            world = self.world((a, b))
            at = list(desks(world).values())
            stages = Stages(world, at)
            ids = [d.create("contact", first="Jim", last="Miller", email="jim@firma.example") for d in at]
            stages.move(ahead, ids[ahead], "customer")
            stages.move(1 - ahead, ids[1 - ahead], "lead")
            self.first_sync(world)
            self.everywhere(stages, ids, "customer")
            self.assert_silence(world, 1)

    def on_purpose(self, *systems):
        """Who takes the rule away may move people back; HubSpot takes that only after the stage was cleared."""
        world, at, stages, ids = start(self, systems, "customer", rule="priority")
        for mover in range(len(at)):
            world.advance(3600)
            back = STEPS[3 - mover]
            stages.move(mover, ids[mover], back)
            self.sync(world)
            self.everywhere(stages, ids, back)
            self.assertEqual(world.writes(at[mover].name), [])
            self.assert_silence(world, 1)


tell(Lifecycle, "nothing_moves_it_back", pairs(), 2)
tell(Lifecycle, "on_purpose", [p for p in pairs() if any("hubspot" in s for s in p)], 2)
for story in ("everybody_moves_it_on", "the_furthest_wins", "differs_at_first"):
    tell(Lifecycle, story, pairs(), 1)
for story in ("nothing_moves_it_back", "the_furthest_wins"):
    tell(Lifecycle, story, trios(), 1)

if __name__ == "__main__":
    main()
