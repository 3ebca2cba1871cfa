# SPDX-License-Identifier: Apache-2.0
"""Story 1: our own write comes back as a change and is written again."""
from itertools import permutations

from world import Story, main

EMAIL = {"hubspot": "email", "salesforce": "Email", "pipedrive": "emails"}


def person(world, system, first, last, email, phone=None):
    if system == "hubspot":
        return world.create(system, "contact", firstname=first, lastname=last, email=email, **({"phone": phone} if phone else {}))
    if system == "salesforce":
        return world.create(system, "contact", FirstName=first, LastName=last, Email=email, **({"Phone": phone} if phone else {}))
    return world.create(system, "contact", name=f"{first} {last}", emails=[{"value": email, "primary": True, "label": "work"}],
                        **({"phones": [{"value": phone, "primary": True, "label": "work"}]} if phone else {}))


def rename(world, system, record, first, last):
    if system == "hubspot":
        world.edit(system, "contact", record, firstname=first, lastname=last)
    elif system == "salesforce":
        world.edit(system, "contact", record, FirstName=first, LastName=last)
    else:
        world.edit(system, "contact", record, name=f"{first} {last}")


class EchoLoop(Story):
    def echo(self, a, b):
        world = self.world((a, b))
        ids = {s: person(world, s, "Jim", "Miller", "jim@firma.example") for s in (a, b)}
        self.first_sync(world)
        self.assert_quiet(world)
        world.advance(3600)
        rename(world, a, ids[a], "James", "Miller")
        self.sync(world)
        self.assertEqual(len(world.writes(b)), 1, world.writes())
        self.assertEqual(world.writes(a), [])
        for _ in range(4):
            world.advance(3600)
            self.sync(world)
            self.assertEqual(world.writes(), [])


for a, b in permutations(("hubspot", "salesforce", "pipedrive"), 2):
    setattr(EchoLoop, f"test_{a}_to_{b}", lambda self, a=a, b=b: self.echo(a, b))

if __name__ == "__main__":
    main()
