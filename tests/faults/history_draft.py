# SPDX-License-Identifier: Apache-2.0
"""Draws a random history from a seed: what people do in their CRMs, between and during syncs, faults and crashes.

A history is plain data, so that it can be kept, shortened and played again:

    {"seed": 7, "systems": ["hubspot", "pipedrive"], "steps": [{"do": "create", "person": 0, "at": 1}, ..., {"do": "sync"}]}

Every step names people, companies and deals by number; a step that makes no sense (an edit of somebody who was never created, as shortening leaves behind) is
passed over when the history is played.
"""
import random

VENDORS = ("hubspot", "salesforce", "pipedrive")
FIRST = ("Jim", "Anna", "Zoë", "Jürgen", "Marie-Luise", "Łukasz", "Aylin", "François")
LAST = ("Müller", "Smith", "O'Brien", "Weiß", "García", "Şahin", "Nowak", "van der Berg")
TITLES = ("Clerk", "CEO", "Head of Sales", "Einkäuferin", "CTO", "Buyer")
SPELLINGS = {"first": str.upper, "last": str.upper, "title": str.lower}

# Faults for requests of all kinds.  An empty or short page on the way is another story (9): no listing can tell.
FAULTS = (
    {"action": "drop_before"},
    {"action": "drop_after"},
    {"action": "status", "code": 500},
    {"action": "status", "code": 500, "apply": True},
    {"action": "status", "code": 503, "headers": {"Retry-After": "0"}},
    {"action": "truncate"},
    {"action": "html"},
    {"action": "html", "apply": True},
)
KILLS = ("CRMSYNC_KILL_REQUEST", "CRMSYNC_KILL_ANSWER", "CRMSYNC_KILL_STORE_IO")


def first_of(rng, person):
    return FIRST[person % len(FIRST)]


def last_of(person):
    return f"{LAST[person % len(LAST)]} {person}"


def email_of(person, turn):
    return f"p{person}.{turn}@firma{person % 3}.example"


def phone_of(rng, person):
    return f"+4930{person:03d}{rng.randrange(10000, 99999)}"


def person_fields(rng, person):
    """As one of three hands types a person in."""
    fields = {"first": first_of(rng, person), "last": last_of(person), "email": email_of(person, 0)}
    if rng.random() < 0.5:
        fields["title"] = rng.choice(TITLES)
    if rng.random() < 0.5:
        fields["phone"] = phone_of(rng, person)
    if rng.random() < 0.15:
        fields["email"] = fields["email"].upper()
    return fields


def edit_of(rng, person, turn):
    field = rng.choice(("first", "last", "title", "title", "phone", "phone", "email"))
    value = {"first": lambda: f"{first_of(rng, person)} {chr(65 + rng.randrange(26))}.", "last": lambda: f"{last_of(person)}-{turn}",
             "title": lambda: f"{rng.choice(TITLES)} {turn}", "phone": lambda: phone_of(rng, person),
             "email": lambda: email_of(person, turn)}[field]()
    return field, value


def sync_step(rng, kills, size):
    step = {"do": "sync"}
    kind = rng.random()
    if kind < 0.35:
        return step
    if kind < 0.75 or not kills:
        faults = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            fault = dict(rng.choice(FAULTS), nth=rng.randrange(1, 12))
            if rng.random() < 0.7:
                fault["method"] = rng.choice(("POST", "PATCH", "POST"))
            if rng.random() < 0.1:
                fault = {"action": "drop_before", "every": 1, "times": rng.randrange(3, 30)}
            faults.append(dict(fault, at=rng.randrange(size)))
        step["faults"] = faults
    if kills and kind > 0.65:
        step["kill"] = {rng.choice(KILLS): str(rng.randrange(1, 60))}
    return step


class Draft:
    """What is known of a history while it is drawn, so that most steps mean something."""

    def __init__(self, rng, systems, kills):
        self.rng, self.systems, self.kills = rng, systems, kills
        self.people = {}        # number -> positions of the systems they were created in
        self.companies, self.deals = {}, {}
        self.size = {"people": rng.randrange(2, 8), "companies": rng.randrange(1, 3), "deals": rng.randrange(1, 4)}
        self.turn = 0

    def at(self):
        return self.rng.randrange(len(self.systems))

    def anybody(self):
        return self.rng.choice(sorted(self.people)) if self.people else 0

    def create(self):
        person, at = self.rng.randrange(self.size["people"]), self.at()
        self.people.setdefault(person, set()).add(at)
        return {"do": "create", "person": person, "at": at, "fields": person_fields(self.rng, person)}

    def company(self):
        company, at = self.rng.randrange(self.size["companies"]), self.at()
        self.companies.setdefault(company, at)
        return {"do": "company", "company": company, "at": at}

    def deal(self):
        deal = self.rng.randrange(self.size["deals"])
        company = self.rng.choice(sorted(self.companies)) if self.companies else 0
        at = self.companies.get(company, 0)
        self.deals.setdefault(deal, at)
        return {"do": "deal", "deal": deal, "at": at, "company": company, "person": self.anybody(), "amount": self.rng.randrange(1, 900) * 10}

    def link(self):
        return {"do": "link", "person": self.anybody(), "at": self.at(),
                "company": self.rng.choice(sorted(self.companies)) if self.companies else 0}

    def amount(self):
        return {"do": "amount", "deal": self.rng.randrange(self.size["deals"]), "at": self.at(),
                "amount": self.rng.randrange(1, 900) * 10 + self.turn % 10}

    def edit(self):
        person = self.anybody()
        field, value = edit_of(self.rng, person, self.turn)
        return {"do": "set", "person": person, "at": self.at(), "field": field, "value": value}

    def delete(self):
        return {"do": "delete", "person": self.anybody(), "at": self.at()}

    def merge(self):
        return {"do": "merge", "winner": self.anybody(), "loser": self.anybody(), "at": self.at()}

    def advance(self):
        return {"do": "advance", "s": self.rng.choice((1, 60, 3600, 86400))}

    def diff(self):
        return {"do": "diff"}

    def sync(self):
        return sync_step(self.rng, self.kills, len(self.systems))

    def step(self):
        self.turn += 1
        early = self.turn <= 4
        ways, weights = zip((self.create, 40 if early else 12), (self.company, 15 if early else 5), (self.link, 6), (self.deal, 6),
                            (self.amount, 5), (self.edit, 26), (self.delete, 4), (self.merge, 3), (self.advance, 4), (self.diff, 3),
                            (self.sync, 4 if early else 26))
        return self.rng.choices(ways, weights)[0]()


def draw(seed, kills=True, length=None):
    """The history of a seed: `length` steps, or 8 to 36."""
    rng = random.Random(seed)
    systems = list(VENDORS)
    rng.shuffle(systems)
    systems = systems[:rng.choice((2, 2, 3))]
    if rng.random() < 0.1:
        systems = [f"{systems[0]}-a={systems[0]}", f"{systems[0]}-b={systems[0]}"]
    draft = Draft(rng, systems, kills)
    return {"seed": seed, "systems": systems, "steps": [draft.step() for _ in range(length or rng.randrange(8, 37))]}
