# SPDX-License-Identifier: Apache-2.0
"""Plays a history against a sandbox and a store of its own, and judges how it ends.

The judge knows nothing of crmsync but its promises.  It keeps its own book: who exists, which values anybody ever gave them, what was edited in one system alone
since all systems last agreed, what was deleted or merged where.  At the end, after a few undisturbed syncs:

  - it has come to rest: the last sync wrote nothing, and a diff plans nothing (after a merge that no vendor told of: after a full one);
  - nobody is there twice, nobody is missing, nobody who was deleted has come back;
  - the systems agree on each field; its value is one that somebody typed (nothing is invented), and the one that was typed if only one system typed any
    since they last agreed (no edit is lost);
  - no operation is left in the outbox; what failed or is held is explained;
  - a dry run wrote nothing; a sync sent no more requests than the records can call for.
"""
import re

from people import desks
from world import World

SETTLE = 5      # undisturbed runs within which it must come to rest
CONFIG = """gates: {max_create: 1000, max_update: 1000, max_delete: 0, floor: 1000, shrink: 100%}
retry: {attempts: 2, first_wait: 0s}
"""
LIMITS = "limits: {search_lag: 0s, settle: 0s}"
FIELDS = ("first", "last", "title", "phone", "email")
PERSON = re.compile(r"^p(\d+)\.", re.IGNORECASE)


class Broken(Exception):
    """A promise was broken."""


def canonical(field, value):
    """What counts as the same value for the judge."""
    if value is None:
        return None
    if field == "phone":
        return re.sub(r"\D", "", value)
    return value.lower() if field == "email" else value.strip()


class Person:
    def __init__(self):
        self.typed = {field: set() for field in FIELDS}     # whatever anybody gave them
        self.fresh = {field: {} for field in FIELDS}        # system -> value, since all systems last agreed
        self.ids = {}                                       # system -> id, where a person created them
        self.known = set()                                  # systems in which a sync saw them
        self.deleted = set()                                # systems in which they were deleted
        self.gone = set()                                   # of these, those in which a sync had seen them: must not come back
        self.merged = False                                 # the system in which they were merged with somebody else
        self.followed = False                               # and a sync had seen both before
        self.partners = set()
        self.settled = False                                # were in all systems once

    def type_in(self, system, field, value):
        if value is not None:
            self.typed[field].add(canonical(field, value))
            self.fresh[field][system] = canonical(field, value)


class Play:
    def __init__(self, history, log=None):
        self.history = history
        self.log = log or (lambda text: None)
        self.people, self.companies, self.deals = {}, {}, {}
        self.world = World(history["systems"], config=CONFIG)
        for name, _ in self.world.systems:
            self.world.system_settings[name] = LIMITS
            self.world.options(name, search_lag_ms=0)
        self.world.write_config()
        self.at = list(desks(self.world).values())
        self.first = True

    def close(self):
        self.world.close()

    # ---- who is who

    def rows_of(self, desk, person):
        """The live records of a person: by any of the addresses they ever had, else by the id they were created with."""
        found = {}
        for record, row in desk.rows("contact").items():
            hit = PERSON.match(row["email"] or "")
            if hit and int(hit.group(1)) == person:
                found[record] = row
        return found

    def one_of(self, desk, person):
        return next(iter(sorted(self.rows_of(desk, person))), None)

    # ---- steps

    def do_create(self, step):
        desk, number = self.at[step["at"]], step["person"]
        person = self.people.setdefault(number, Person())
        if desk.name in person.ids or person.deleted or person.merged or self.rows_of(desk, number):
            return
        if person.settled or any(v for v in person.fresh["email"].values() if not v.startswith(f"p{number}.0@")):
            return      # under another address by now: to create them again would be another person
        person.ids[desk.name] = desk.create("contact", **step["fields"])
        for field, value in step["fields"].items():
            person.type_in(desk.name, field, value)

    def do_company(self, step):
        desk, number = self.at[step["at"]], step["company"]
        at = self.companies.setdefault(number, {})
        if at:
            return
        at[desk.name] = desk.create("company", name=f"Firma {number} GmbH", domain=f"firma{number}-gmbh.example")

    def company_at(self, desk, number):
        if number not in self.companies:
            return None
        return next((i for i, row in sorted(desk.rows("company").items()) if row["name"] == f"Firma {number} GmbH"), None)

    def do_link(self, step):
        desk = self.at[step["at"]]
        record, company = self.one_of(desk, step["person"]), self.company_at(desk, step["company"])
        if record and company:
            desk.edit("contact", record, company=company)

    def do_deal(self, step):
        desk, number = self.at[step["at"]], step["deal"]
        company = self.company_at(desk, step["company"])
        if number in self.deals or company is None:
            return
        contact = self.one_of(desk, step["person"])
        self.deals[number] = {"typed": {str(step["amount"])}, "fresh": {desk.name: str(step["amount"])}}
        desk.create("deal", name=f"Deal {number}", amount=str(step["amount"]), currency="EUR", stage="proposal", close_date="2027-03-31",
                    company=company, **({"contacts": [contact]} if contact else {}))

    def deal_at(self, desk, number):
        return [i for i, row in sorted(desk.rows("deal").items()) if row["name"] == f"Deal {number}"]

    def do_amount(self, step):
        desk, deal = self.at[step["at"]], self.deals.get(step["deal"])
        records = self.deal_at(desk, step["deal"])
        if deal and records:
            desk.edit("deal", records[0], amount=str(step["amount"]))
            deal["typed"].add(str(step["amount"]))
            deal["fresh"][desk.name] = str(step["amount"])

    def do_set(self, step):
        desk, person = self.at[step["at"]], self.people.get(step["person"])
        record = self.one_of(desk, step["person"]) if person else None
        if step["field"] == "email" and person and not person.settled:
            return      # nothing would tell any more that records under two addresses are one person
        if record:
            desk.edit("contact", record, **{step["field"]: step["value"]})
            person.type_in(desk.name, step["field"], step["value"])

    def do_delete(self, step):
        desk, person = self.at[step["at"]], self.people.get(step["person"])
        record = self.one_of(desk, step["person"]) if person and not person.merged else None
        if record:
            desk.delete("contact", record)
            person.deleted.add(desk.name)
            if desk.name in person.known:
                person.gone.add(desk.name)

    def do_merge(self, step):
        desk = self.at[step["at"]]
        winner, loser = self.people.get(step["winner"]), self.people.get(step["loser"])
        if not winner or not loser or winner is loser or winner.merged or loser.merged or winner.deleted or loser.deleted:
            return
        one, two = self.one_of(desk, step["winner"]), self.one_of(desk, step["loser"])
        if one and two:
            desk.merge("contact", one, two)
            for person in (winner, loser):
                person.merged = desk.name
                person.followed = desk.name in winner.known and desk.name in loser.known
                person.partners = {step["winner"], step["loser"]}

    def do_advance(self, step):
        self.world.advance(step["s"])

    def do_diff(self, _step):
        self.world.forget_history()
        result = self.world.run("diff")
        if result.code not in (0, 6):
            raise Broken(f"diff ended with {result!r}")
        if self.world.writes():
            raise Broken(f"a diff wrote: {self.world.writes()}")

    def do_sync(self, step):
        for fault in step.get("faults", []):
            self.world.fault(**dict({k: v for k, v in fault.items() if k != "at"}, system=self.at[fault["at"]].name))
        disturbed = bool(step.get("faults") or step.get("kill"))
        self.world.forget_history()
        if self.first:
            self.world.run("setup")
        result = self.world.run("sync", "--jobs", "1", *(("--first-sync",) if self.first else ()), env=step.get("kill"))
        self.world.no_faults()
        self.log(f"  exit {result.code}: {len(self.world.history())} requests, {len(self.world.writes())} writes")
        allowed = (0, 6, 5, -9) if disturbed else (0, 6)
        if result.code not in allowed:
            raise Broken(f"sync ended with {result!r}")
        if result.code in (0, 6):
            self.first = False
            self.check_bound()
            self.agreed()

    def check_bound(self):
        records = sum(desk.count(obj) for desk in self.at for obj in ("contact", "company", "deal"))
        most = 60 * len(self.at) + 8 * records
        if len(self.world.history()) > most:
            raise Broken(f"{len(self.world.history())} requests for {records} records")

    def agreed(self):
        """All systems agree now: what comes is new."""
        for number, person in self.people.items():
            person.known = {desk.name for desk in self.at if self.rows_of(desk, number)}
            person.settled = person.settled or len(person.known) == len(self.at)
        values = {number: self.values_of(number) for number in self.people}
        for number, person in self.people.items():
            for field in FIELDS:
                if len(values[number][field]) <= 1:
                    person.fresh[field] = {}
        for number, deal in self.deals.items():
            if len({desk.read("deal", i)["amount"] for desk in self.at for i in self.deal_at(desk, number)}) <= 1:
                deal["fresh"] = {}

    # ---- the end

    def settle(self):
        for turn in range(SETTLE):
            self.world.advance(3600)
            fresh = {n: {f: dict(p.fresh[f]) for f in FIELDS} for n, p in self.people.items()}
            deals = {n: dict(d["fresh"]) for n, d in self.deals.items()}
            self.do_sync({})
            if turn == 0:
                self.expected, self.expected_deals = fresh, deals
            if not self.world.writes():
                break
        else:
            raise Broken(f"still writing after {SETTLE} undisturbed syncs: {self.world.writes()}")
        if any(person.merged for person in self.people.values()):
            self.look_at_everything()
        self.world.forget_history()
        diff = self.world.run("--json", "diff", "--full", "--accept", "shrink")
        if diff.code not in (0, 6) or diff.lines("operation") or self.world.writes():
            raise Broken(f"a diff after the end: {diff!r}")

    def look_at_everything(self):
        """Pipedrive does not tell that a record was merged away: one that no link depended on is found to be gone by a full pull only."""
        self.world.advance(3600)
        result = self.world.run("sync", "--full", "--accept", "shrink")
        if result.code not in (0, 6):
            raise Broken(f"a full sync at the end: {result!r}")
        self.do_sync({})
        if self.world.writes():
            raise Broken(f"still writing after a full sync: {self.world.writes()}")

    def values_of(self, number):
        values = {field: set() for field in FIELDS}
        for desk in self.at:
            for row in self.rows_of(desk, number).values():
                for field in FIELDS:
                    values[field].add(canonical(field, row[field]))
        return values

    def check_count(self, number, person):
        for desk in self.at:
            rows = self.rows_of(desk, number)
            count = len(rows)
            if count > 1:
                raise Broken(f"person {number} is {count} times in {desk.name}: {rows}")
            if person.followed and desk.name == person.merged:
                together = sum(len(self.rows_of(desk, n)) for n in person.partners)
                if together != 1:
                    raise Broken(f"merged in {desk.name}, and {together} are there")
            elif person.merged:
                pass        # merged before it got here: the loser may never arrive
            elif desk.name in person.gone and count:
                raise Broken(f"person {number} was deleted in {desk.name} and is back: {rows}")
            elif not person.deleted and person.ids and count != 1:
                raise Broken(f"person {number} is missing in {desk.name}")

    def check_fields(self, number, person):
        values = self.values_of(number)
        for field in FIELDS:
            found = values[field]
            typed = set(person.typed[field])
            for partner in person.partners:
                typed |= self.people[partner].typed[field]
            if found - {None} - typed:
                raise Broken(f"person {number}: {field} {found} was never typed ({typed})")
            if person.merged:
                continue
            if len(found) > 1:
                raise Broken(f"person {number}: the systems disagree about {field}: {found}")
            fresh = set(self.expected[number][field].values())
            if len(fresh) == 1 and found and not person.deleted and found != fresh:
                raise Broken(f"person {number}: {field} was set to {fresh} and is {found}")

    def check_deals(self):
        for number, deal in self.deals.items():
            amounts = set()
            for desk in self.at:
                records = self.deal_at(desk, number)
                if len(records) != 1:
                    raise Broken(f"deal {number} is {len(records)} times in {desk.name}")
                amounts.add(desk.read("deal", records[0])["amount"])
            if len(amounts) != 1 or amounts - deal["typed"]:
                raise Broken(f"deal {number}: amounts {amounts}, typed {deal['typed']}")
            fresh = set(self.expected_deals[number].values())
            if len(fresh) == 1 and amounts != fresh:
                raise Broken(f"deal {number}: set to {fresh} and is {amounts}")

    def check_companies(self):
        for number in self.companies:
            for desk in self.at:
                count = sum(row["name"] == f"Firma {number} GmbH" for row in desk.rows("company").values())
                if count != 1:
                    raise Broken(f"company {number} is {count} times in {desk.name}")

    def check_outbox(self):
        open_rows = self.world.sql("SELECT state, kind, system, message FROM v_operation WHERE state IN ('planned', 'sent', 'in_doubt')")
        if open_rows:
            raise Broken(f"left in the outbox: {open_rows}")
        mute = self.world.sql("SELECT id FROM v_operation WHERE state IN ('failed', 'held') AND coalesce(message, '') = ''")
        if mute:
            raise Broken(f"failed without a word: {mute}")

    def judge(self):
        self.settle()
        for number, person in sorted(self.people.items()):
            self.check_count(number, person)
            self.check_fields(number, person)
        self.check_companies()
        self.check_deals()
        self.check_outbox()


def play(history, log=None):
    """Plays a history; raises Broken where a promise does not hold."""
    game = Play(history, log)
    try:
        for i, step in enumerate(history["steps"]):
            game.log(f"{i}: {step}")
            try:
                getattr(game, "do_" + step["do"])(step)
            except Broken as broken:
                raise Broken(f"step {i} ({step['do']}): {broken}") from None
        game.judge()
    finally:
        game.close()
