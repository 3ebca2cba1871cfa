# SPDX-License-Identifier: Apache-2.0
"""Scenarios for the fault sweeps that are no story of their own: each way in which crmsync writes, with few records."""
from swept import FIRST, FIRST_SYNC, Swept, synced

TWO = [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")]
THREE = [("hubspot", "salesforce", "pipedrive"), ("pipedrive", "salesforce", "hubspot")]
TELLS_MERGES = [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("salesforce", "hubspot")]


def person(desk, number, **more):
    return desk.create("contact", **dict(dict(first=f"Person{number}", last=f"Number {number}", email=f"p{number}@firma.example"), **more))


def people(at, n=4):
    """Spread over the systems; ids by number."""
    return {i: (at[i % len(at)], person(at[i % len(at)], i)) for i in range(n)}


def firm(desk, name="Firma GmbH", domain="firma.example"):
    return desk.create("company", name=name, website=f"https://{domain}")


def found(desk, number):
    return desk.find("contact", last=f"Number {number}")


# ---- first syncs


def creates(_, at):
    people(at, 5)
    firm(at[-1])


def whole_customers(_, at):
    """Deals with a company and contacts that are new themselves."""
    company = firm(at[0])
    contacts = [person(at[0], i, company=company) for i in range(2)]
    at[0].create("deal", name="Renewal", amount="1200.5", stage="qualification", close_date="2031-12-24", company=company, contacts=contacts)
    at[1].create("deal", name="Extension", amount="77", stage="proposal", close_date="2031-11-02", company=firm(at[1], "Andere AG", "andere.example"))


def same_people(_, at):
    """Known to all systems already, in parts: links, and updates that fill in."""
    for i in range(4):
        for k, d in enumerate(at):
            person(d, i, **({"title": "Clerk"} if (i + k) % 2 else {"phone": f"+4930123456{i}"}))


def ambiguous(_, at):
    """Two of the same in one system, which nobody can tell apart, beside one that is clear."""
    for _ in range(2):
        at[0].create("contact", first="Jim", last="Miller", phone="+49301234567")
    at[1].create("contact", first="Jim", last="Miller", phone="+49301234567")
    person(at[0], 1)


TITLE = {"hubspot": "jobtitle", "salesforce": "Title", "pipedrive": "job_title"}


def poison(world, at):
    for i in range(6):
        person(at[0], i, title="poison" if i in (1, 4) else "Clerk")
    world.options(at[1].name, reject={TITLE[at[1].vendor]: "poison"})


def pages(world, at):
    for d in at:
        world.options(d.name, page_size=3)
    for i in range(8):
        person(at[0], i)


# ---- later syncs


def updates(world, at):
    known = people(at, 5)
    synced(world)
    for i, (d, record) in known.items():
        d.edit("contact", record, title=f"Head {i}")
    at[1].edit("contact", found(at[1], 0), phone="+49305550100")


def more_records(world, at):
    """New records beside edits: creates in an incremental run."""
    people(at, 2)
    synced(world)
    person(at[0], 7)
    person(at[1], 8, company=firm(at[1]))
    at[0].edit("contact", found(at[0], 1), title="Buyer")


def associations(world, at):
    company, other = firm(at[0]), firm(at[0], "Andere AG", "andere.example")
    contacts = [person(at[0], i, company=company) for i in range(3)]
    deal = at[0].create("deal", name="Renewal", amount="1200.5", stage="qualification", close_date="2031-12-24", company=company, contacts=contacts[:2])
    synced(world)
    at[0].edit("deal", deal, contacts=contacts[1:], company=other, stage="proposal")


def merges(world, at):
    known = {i: person(at[0], i) for i in range(4)}
    synced(world)
    at[0].merge("contact", known[0], known[1])
    at[0].edit("contact", known[2], title="Clerk")


def deletes(world, at):
    known = {i: person(at[0], i) for i in range(12)}
    synced(world)
    at[0].delete("contact", known[3])
    at[0].edit("contact", known[5], title="Clerk")


def converted(world, at):
    d = next(d for d in at if d.vendor == "salesforce")
    other = next(d for d in at if d.vendor != "salesforce")
    lead = world.create(d.name, "Lead", FirstName="Jim", LastName="Miller", Email="jim@firma.example", Company="Firma GmbH", Status="Open - Not Contacted")
    partner = other.create("contact", first="Jim", last="Miller", email="jim@firma.example")
    synced(world)
    world.edit(d.name, "Lead", lead, **{"@convert": {"contactId": None, "accountId": None}})
    other.edit("contact", partner, title="Head of sales")


def address_changed(world, at):
    known = people(at, 3)
    synced(world)
    for i, (d, record) in known.items():
        d.edit("contact", record, email=f"new{i}@firma.example")


def consent(world, at):
    known = people(at, 4)
    synced(world)
    for i, (d, record) in list(known.items())[:3]:
        d.edit("contact", record, opted_out=True)


def cleared(world, at):
    for i in range(3):
        person(at[0], i, title="Clerk")
    synced(world)
    for i in range(2):
        at[0].edit("contact", found(at[0], i), title=None)


def plan_given(world, at):
    updates(world, at)
    person(at[0], 9)
    result = world.run("diff", "--plan", "plan.json")
    if result.code not in (0, 10):
        raise AssertionError(repr(result))


# ---- tokens


def renewing(world):
    """Credentials of an app, in place of a token."""
    for name, _ in world.systems:
        for secret in ("client_id", "client_secret", "refresh_token"):
            world.write(f"{name}.{secret}", f"{secret}-of-{name}")
        parts = ", ".join(f"{secret}: {{file: {name}.{secret}}}" for secret in ("client_id", "client_secret", "refresh_token"))
        world.write_config(**{f"{name}_credentials": "{" + parts + "}"})
    return ""


def tokens_rotate(world, at):
    """Each refresh token is good for one use."""
    people(at, 3)
    for d in at:
        if d.vendor != "hubspot":
            first = "required_refresh_token" if d.vendor == "pipedrive" else "refresh_token"
            world.options(d.name, rotate_refresh=True, **{first: f"refresh_token-of-{d.name}"})


def signed_in_again(world):
    """A token that was rotated and whose successor was lost is lost for good: a person signs in anew."""
    for name, vendor in world.systems:
        if vendor == "pipedrive":
            text = world.sign_in(f"/{name}/oauth/token", "grant_type=authorization_code&code=1234&redirect_uri=x", ("client", "secret"))
            world.write(f"{name}.refresh_token", text["refresh_token"])
        elif vendor == "salesforce":
            world.options(name, refresh_token="another-token")
            world.write(f"{name}.refresh_token", "another-token")


def tokens_end(world, at):
    """The token ends in the middle of the run, at a read and at a write."""
    for d in at:
        for nth in (5, 11):
            body = {"message": "expired"} if d.vendor != "salesforce" else [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
            world.fault(system=d.name, path="^/(api|crm|v1|services/data)", nth=nth, action="status", code=401, body=body)


SWEEPS = [
    Swept("creates", TWO, creates, FIRST),
    Swept("creates in three", THREE, creates, FIRST),
    Swept("search lags behind", [("hubspot", "pipedrive"), ("pipedrive", "hubspot")], creates, FIRST_SYNC, search_lag_ms=400,
          settings="limits: {search_lag: 1s, settle: 0s}\n", set_up=True),
    Swept("whole customers", TWO + THREE[:1], whole_customers, FIRST_SYNC, set_up=True, any_main=True),
    Swept("same people", TWO + THREE[1:], same_people, FIRST_SYNC, set_up=True),
    Swept("ambiguous", TWO, ambiguous, FIRST_SYNC, set_up=True),
    Swept("batch with poison", TWO, poison, FIRST_SYNC, set_up=True),
    Swept("many pages", [("salesforce", "hubspot"), ("salesforce", "pipedrive")], pages, FIRST_SYNC, set_up=True),
    Swept("updates both ways", TWO + THREE[:1], updates),
    Swept("more records", TWO, more_records),
    Swept("more records, search lags", [("hubspot", "salesforce"), ("hubspot", "pipedrive")], more_records, search_lag_ms=1500,
          settings="limits: {search_lag: 2s, settle: 0s}\n"),
    Swept("associations", TWO, associations),
    Swept("merges", TELLS_MERGES, merges),
    Swept("deletes", TWO, deletes, config="objects: {contact: {deletes: propagate}}\n"),
    Swept("lead converted", [("hubspot", "salesforce"), ("salesforce", "pipedrive")], converted),
    Swept("address changed", TWO, address_changed),
    Swept("consent", TWO, consent),
    Swept("cleared", TWO, cleared, config="objects: {contact: {fields: {title: {clear: propagate}}}}\n"),
    Swept("a plan given", TWO, plan_given, [("sync", "--plan", "plan.json")], after=(6,)),
    Swept("everything again", TWO, updates, [("sync", "--full")]),
    Swept("tokens end in mid-run", TWO, creates, FIRST, config=renewing, arm=tokens_end),
    Swept("tokens rotate", [("salesforce", "pipedrive"), ("pipedrive", "hubspot")], tokens_rotate, FIRST, config=renewing, heal=signed_in_again),
]
