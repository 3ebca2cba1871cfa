# SPDX-License-Identifier: Apache-2.0
"""The failure stories that lose or double records, each with one fault more: what tests/scenarios/test_story_NN_*.py tell in full, with few records."""
import datetime
import json

from disturbed import TELLS_MERGES, TWO, found, people, person
from swept import FIRST_SYNC, Swept, synced

PROPAGATE = "objects: {contact: {deletes: propagate}}\n"
CREATE = {"hubspot": ("POST", "contacts/batch/create"), "salesforce": ("POST", "composite/sobjects"), "pipedrive": ("POST", "/api/v2/persons")}
UNDELETE = {"hubspot": {"@archived": False}, "salesforce": {"IsDeleted": False}, "pipedrive": {"is_deleted": False}}
TELLS_FILTERS = {"hubspot": """'[{"propertyName":"jobtitle","operator":"EQ","value":"Buyer"}]'""", "salesforce": '"Title = \'Buyer\'"', "pipedrive": "17"}


# ---- 3: the create succeeded, its answer was lost


def three_new(_, at):
    for i in range(3):
        person(at[0], i)


def answered_500(world, at):
    method, path = CREATE[at[1].vendor]
    world.fault(system=at[1].name, method=method, path=path, action="status", code=500, apply=True)


def answer_lost(world, at):
    method, path = CREATE[at[1].vendor]
    world.fault(system=at[1].name, method=method, path=path, action="drop_after")


# ---- 7, 8: merged, deleted, brought back


def chain(world, at):
    known = {i: person(at[0], i) for i in range(4)}
    synced(world)
    survivor = at[0].merge("contact", known[1], known[0])
    at[0].merge("contact", known[2], survivor)
    at[0].edit("contact", known[3], title="Clerk")


def deleted_and_kept(world, at):
    known = {i: person(at[0], i) for i in range(6)}
    synced(world)
    at[0].delete("contact", known[3])
    at[1].edit("contact", found(at[1], 3), title="Clerk")
    at[1].edit("contact", found(at[1], 4), title="Buyer")


def restored(world, at):
    known = {i: person(at[0], i) for i in range(6)}
    synced(world)
    at[0].delete("contact", known[3])
    if world.run("sync", "--full").code not in (0, 6):
        raise AssertionError("the sync after the delete")
    world.advance(3600)
    world.edit(at[0].name, "contact", known[3], **UNDELETE[at[0].vendor])
    at[0].edit("contact", known[3], title="Clerk")


# ---- 10: the filter was narrowed


def narrowed(world, at):
    if at[0].vendor == "pipedrive":
        world.options(at[0].name, filters={"17": {"job_title": "^Buyer$"}})
    known = {i: person(at[0], i, title="Buyer" if i < 3 else "Clerk") for i in range(6)}
    synced(world)
    at[0].edit("contact", known[1], phone="+49301234501")
    world.write_config(**{at[0].name: f"filters: {{contact: {TELLS_FILTERS[at[0].vendor]}}}"})


# ---- 15: the quota is spent in the middle


def little_quota(world, at):
    """What is left of the day suffices to read, and for a part of the writes."""
    known = people(at, 6)
    synced(world)
    for i, (d, record) in known.items():
        d.edit("contact", record, title=f"Head {i}")
    person(at[0], 7)
    spent = dict(world.sql("SELECT y.name, u.units FROM daily_usage u JOIN system y ON y.id = u.system"))
    costs = {"hubspot": 9, "salesforce": 11, "pipedrive": 120}
    world.write_config(**{d.name: f"limits: {{search_lag: 0s, settle: 0s, budget_share: 100%, reserve: 0%, daily_budget: {spent[d.name] + costs[d.vendor]}}}\n"
                          for d in at})


def next_day(world):
    world.write_config(**{name: "" for name, _ in world.systems})


# ---- 17, 32: refused values, with a reason and without


def too_long(_, at):
    for i in range(3):
        person(at[0], i, title="x" * 300 if i == 1 else "Clerk")


def refused_without_a_word(world, at):
    method, path = CREATE[at[1].vendor]
    world.fault(system=at[1].name, method=method, path=path, action="status", code=400, body="", every=1)


# ---- 31: what was reported as written is not there


def six_new(_, at):
    for i in range(6):
        person(at[i % 2], i)


def lost_writes(world, at):
    method, path = CREATE[at[1].vendor]
    world.fault(system=at[1].name, method=method, path=path, action="lose")


# ---- 19: consent


def opted_out(world, at):
    known = people(at, 3)
    synced(world)
    known[0][0].edit("contact", known[0][1], opted_out=True)
    person(at[0], 8, opted_out=True)
    other = found(at[1], 2)
    at[1].edit("contact", other, opted_out=True)


# ---- 22: the lifecycle moves forward only


def lifecycle(world, at):
    known = {i: person(at[0], i) for i in range(3)}
    synced(world)
    for i, record in known.items():
        world.edit(at[0].name, "contact", record, lifecyclestage="customer" if i else "opportunity")
        world.edit(at[1].name, "contact", found(at[1], i), lifecyclestage="lead" if i == 1 else "opportunity")


# ---- 25: somebody else's address as a second one


def second_address(world, at):
    world.create(at[0].name, "contact", firstname="Ann", lastname="Lee", email="ann@firma.example", hs_additional_emails="p1@firma.example")
    person(at[1], 1)
    person(at[0], 2)


# ---- 26: the vendor makes a company of its own


def company_of_its_own(world, at):
    for d in at:
        if d.vendor == "hubspot":
            world.options(d.name, auto_company=True)
    company = at[-1].create("company", name="Firma GmbH", website="https://firma.example")
    for i in range(2):
        person(at[-1], i, company=company)


# ---- 30: another address and another name at once


def address_and_name(world, at):
    known = people(at, 3)
    synced(world)
    for i, (d, record) in known.items():
        d.edit("contact", record, email=f"new{i}@other.example", last=f"Married {i}")


# ---- 34: all records were touched, one was changed


def touched(world, at):
    known = {i: person(at[0], i, title="Clerk") for i in range(8)}
    synced(world)
    for i, record in known.items():
        at[0].edit("contact", record, title="Head" if i == 5 else "Clerk", last=f"Number {i}")


# ---- 13: late rows, with stamps that lie behind


def late(world, at):
    known = {i: person(at[0], i) for i in range(3)}
    synced(world)
    if world.run("sync").code != 0:
        raise AssertionError("the sync before the late rows")
    for record in (known[1], person(at[0], 7)):
        at[0].edit("contact", record, title="Late")
        stamp = stamp_before(world, 40)
        names = {"hubspot": {"@modified": stamp}, "salesforce": {"SystemModstamp": stamp, "LastModifiedDate": stamp}, "pipedrive": {"update_time": stamp}}
        world.edit(at[0].name, "contact", record, **names[at[0].vendor])


def late_came(_, at):
    for d in at:
        assert sorted(row["title"] for row in d.rows("contact").values() if row["title"]) == ["Late", "Late"], d.rows("contact")


def stamp_before(world, seconds):
    now = datetime.datetime.fromisoformat(json.loads(world.request("GET", "/__sandbox/clock"))["now"].replace("Z", "+00:00"))
    return (now - datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


SWEEPS = [
    Swept("story 3, answered with 500", TWO, three_new, FIRST_SYNC + (("sync",),), arm=answered_500, codes=(0, 5, 6), after=(0, 5, 6), set_up=True),
    Swept("story 3, answer lost", TWO, three_new, FIRST_SYNC + (("sync",),), arm=answer_lost, codes=(0, 5, 6), after=(0, 5, 6), set_up=True),
    Swept("story 7, merged twice", TELLS_MERGES, chain, [("sync", "--full")]),
    Swept("story 8, deleted and kept", TWO, deleted_and_kept, [("sync", "--full")]),
    Swept("story 8, restored", TWO, restored, [("sync", "--full")]),
    Swept("story 10, filter narrowed", TWO, narrowed, [("sync", "--accept", "mapping")]),
    Swept("story 13, late rows", TWO, late, check=late_came),
    Swept("story 15, little quota", TWO, little_quota, [("sync",), next_day, ("sync",)], codes=(0, 5, 6), after=(0, 5, 6)),
    Swept("story 17, too long", [("pipedrive", "salesforce"), ("hubspot", "salesforce")], too_long, FIRST_SYNC, set_up=True),
    Swept("story 19, opted out", TWO, opted_out),
    Swept("story 22, lifecycle", [("hubspot-a=hubspot", "hubspot-b=hubspot")], lifecycle),
    Swept("story 25, second address", [("hubspot", "salesforce"), ("hubspot", "pipedrive")], second_address, FIRST_SYNC, set_up=True),
    Swept("story 26, company of its own", [("hubspot", "salesforce"), ("hubspot", "pipedrive")], company_of_its_own, FIRST_SYNC, set_up=True),
    Swept("story 30, address and name", TWO, address_and_name),
    Swept("story 31, lost writes", TWO, six_new, FIRST_SYNC + (("sync",),), arm=lost_writes, after=(0, 6), set_up=True),
    Swept("story 32, no reason", TWO, three_new, FIRST_SYNC + (("sync",),), arm=refused_without_a_word, after=(0, 6), set_up=True),
    Swept("story 34, all touched", TWO, touched),
]
