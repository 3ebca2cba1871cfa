# SPDX-License-Identifier: Apache-2.0
"""Story 11: a blank overwrites a value, or a deliberate clear never arrives."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

PROPAGATE = "objects: {contact: {fields: {title: {clear: propagate}}}}\n"
BLANKS = (None, "   ")
TITLE = {"hubspot": "jobtitle", "salesforce": "Title", "pipedrive": "job_title"}


class Blanks(Story):
    def start(self, systems, titles, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = []
        for d, title in zip(at, titles):
            extra = {} if title is None else {"title": title}
            ids.append(d.create("contact", first="Jim", last="Miller", email="jim@firma.example", **extra))
        self.first_sync(world)
        world.advance(3600)
        return world, at, ids

    def titles(self, at, ids):
        return [(d.read("contact", i)["title"] or "").strip() or None for d, i in zip(at, ids)]

    def blank_meets_value(self, a, b):
        """Whichever side is blank at first takes the other's value, whatever the order of the systems."""
        for config in ("", PROPAGATE):
            for titles in (("Clerk", None), (None, "Clerk"), ("Clerk", "   "), ("   ", "Clerk")):
                with self.subTest(config=config, titles=titles):
                    world, at, ids = self.start((a, b), titles, config)
                    self.assertEqual(self.titles(at, ids), ["Clerk", "Clerk"])
                    self.assert_silence(world, 1)

    def clear_is_kept(self, a, b):
        """Clearing is not passed on by default, and what was cleared on purpose is not filled in again."""
        for blank in BLANKS:
            for side in (0, 1):
                with self.subTest(blank=blank, side=side):
                    world, at, ids = self.start((a, b), ("Clerk", "Clerk"))
                    at[side].edit("contact", ids[side], title=blank)
                    self.assert_silence(world, 2)
                    self.assertEqual(self.titles(at, ids)[1 - side], "Clerk")
                    at[1 - side].edit("contact", ids[1 - side], title="Head")
                    self.sync(world)
                    self.assertEqual(self.titles(at, ids), ["Head", "Head"])

    def clear_travels(self, *systems):
        for blank in BLANKS:
            for side in (0, len(systems) - 1):
                with self.subTest(blank=blank, side=side):
                    world, at, ids = self.start(systems, ("Clerk",) * len(systems), PROPAGATE)
                    at[side].edit("contact", ids[side], title=blank)
                    self.sync(world)
                    self.assertEqual(self.titles(at, ids), [None] * len(systems))
                    self.assertEqual(len(world.writes()), len(systems) - 1)
                    self.assert_silence(world, 1)

    def edit_beats_clear(self, a, b):
        world, at, ids = self.start((a, b), ("Clerk", "Clerk"), PROPAGATE)
        at[0].edit("contact", ids[0], title=None)
        at[1].edit("contact", ids[1], title="Head")
        self.sync(world)
        self.assertEqual(self.titles(at, ids), ["Head", "Head"])
        self.assert_silence(world, 1)

    def hidden_is_no_clear(self, a, b):
        """A field that the API no longer returns: no clear, no write, in either direction of the outage."""
        for config in ("", PROPAGATE):
            for side in (0, 1):
                with self.subTest(config=config, side=side):
                    world, at, ids = self.start((a, b), ("Clerk", "Clerk"), config)
                    world.options(at[side].name, deny_fields=[TITLE[at[side].vendor]])
                    self.sync(world, "--full", codes=(0, 6))  # 6: that the property is gone is said
                    self.assertEqual(world.writes(), [])
                    at[1 - side].edit("contact", ids[1 - side], phone="+4930123456")
                    world.advance(3600)
                    self.sync(world, codes=(0, 6))
                    world.options(at[side].name, deny_fields=[])
                    self.assertEqual(self.titles(at, ids), ["Clerk", "Clerk"])
                    world.advance(3600)
                    self.sync(world, "--full")
                    self.assertEqual(world.writes(), [])

    def not_mapped_is_no_clear(self, a, b):
        """A field that is taken out of the mapping and put back."""
        world, at, ids = self.start((a, b), ("Clerk", "Clerk"), PROPAGATE)
        world.write_config("objects: {contact: {fields: {title: false}}}\n")
        self.sync(world, "--accept", "mapping")
        self.assertEqual(world.writes(), [])
        world.write_config(PROPAGATE)
        self.sync(world, "--accept", "mapping")
        self.assertEqual(world.writes(), [])
        self.assertEqual(self.titles(at, ids), ["Clerk", "Clerk"])


for story in ("blank_meets_value", "clear_is_kept", "edit_beats_clear", "hidden_is_no_clear", "not_mapped_is_no_clear"):
    tell(Blanks, story, pairs(), 1)
tell(Blanks, "clear_travels", pairs(), 1)
tell(Blanks, "clear_travels", trios(), 1)

if __name__ == "__main__":
    main()
