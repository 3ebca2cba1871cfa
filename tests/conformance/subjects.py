# SPDX-License-Identifier: Apache-2.0
"""What the conformance cases need to know of a connector: where its module lies, how people work in its CRM, and its own names of things.

A further connector is a further class in SUBJECTS: see Subject for what it has to say, Vendor for one with a face in the sandbox, Notebook for one without.
"""
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scenarios"))

from people import CREATES, DESKS, desk  # noqa: E402
from world import BUILD, LIBRARIES, PATIENCE, World  # noqa: E402

BAD = "x" * 300 + "Poison"  # a last name that is refused
AWKWARD = "with, comma; \u201equotes\u201c <b> & \u00f6\u4e2d"


class Session:
    """The connector's module, open; session.pull(object="contact", ...) and the like give the answer as a dictionary."""

    def __init__(self, module, **opening):
        command = [os.path.join(BUILD, "tests", "conformance", "session"), module]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, LD_LIBRARY_PATH=LIBRARIES, TZ="Pacific/Auckland"))
        self.calls = self.units = 0
        self.info = self.ask("open", **opening)
        assert self.info["code"] == "ok", self.info

    def ask(self, do, **arguments):
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"{do}: the session ended with {self.process.wait(PATIENCE)}")
        answer = json.loads(line)
        self.calls, self.units = answer["calls"], answer["units"]
        return answer

    def __getattr__(self, name):
        def ask(**arguments):
            return self.ask(name, **arguments)
        return ask

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(PATIENCE)


class Subject:
    """One CRM, empty at first, and its connector."""

    name = None
    last_name = None      # property of a contact's last name
    others = {}           # what else a contact is to be given, lest the vendor turns the last name into something else
    listed = ()           # properties of contacts that pulls ask for, last_name among them
    fields = {}           # object -> property -> value in neutral form: what is written and read back
    clears = ()           # properties of contacts that can be emptied
    errors = ()           # (what goes wrong, expected code): see Vendor.trouble
    counts_days = True    # the vendor tells its day's quota

    def module(self):
        raise NotImplementedError

    def session(self):
        """A new connection."""
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    # ---- people at work in the CRM

    def create(self, last):
        """A new contact of that last name; its id."""
        raise NotImplementedError

    def rename(self, record, last):
        raise NotImplementedError

    def delete(self, record):
        raise NotImplementedError

    def merge(self, winner, loser):
        """The survivor's id."""
        raise NotImplementedError

    def wait(self, seconds):
        """Time goes by over there."""

    # ---- what goes wrong, what was asked

    @contextlib.contextmanager
    def trouble(self, what):
        """While this holds, reading contacts fails in that way."""
        raise NotImplementedError
        yield

    def refuse(self, bad):
        """From now on such a last name is refused."""

    def lose_answers(self):
        """From now on the answers of creates are lost; False where nothing can be lost between the CRM and us."""
        return False

    def answers_again(self):
        pass

    def many(self, session):
        """How many contacts fill two pages and begin a third."""
        return 2 * session.info["page_size"] + 17

    def requests(self, mutating=False):
        """Requests that the CRM has seen."""
        return 0

    def custom_fields(self, session):
        """Makes a custom field of each type for contacts: property -> value."""
        return {}


# ---- vendors with a face in the sandbox

KINDS = {"text": AWKWARD, "enum": "green", "multi": ["blue", "red"], "date": "2020-02-29", "decimal": "12.25", "bool": "true"}
COLOURS = ("red", "green", "blue")


class Vendor(Subject):
    listing = None        # path of a request that reads contacts
    answers = {}          # what goes wrong -> fault
    bodies = ()

    def __init__(self):
        self.world = World((self.name,))
        self.desk = desk(self.world, self.name)
        self.world.forget_history()

    def module(self):
        return os.path.join(BUILD, "connectors", self.name, ".libs", self.name + ".so")

    def session(self):
        secret = {"salesforce": "access_token"}.get(self.name, "token")
        return Session(self.module(), base_url=f"http://127.0.0.1:{self.world.port}/{self.name}",
                       secrets={secret: self.world.read(self.name + ".token")}, options={})

    def close(self):
        self.world.close()

    def create(self, last):
        return self.desk.create("contact", first="Person", last=last, email=f"{last.lower().replace(' ', '.')}@firma.example")

    def rename(self, record, last):
        self.desk.edit("contact", record, last=last)

    def delete(self, record):
        self.desk.delete("contact", record)

    def merge(self, winner, loser):
        return self.desk.merge("contact", winner, loser)

    def wait(self, seconds):
        self.world.advance(seconds)

    @contextlib.contextmanager
    def trouble(self, what):
        fault = self.world.fault(system=self.name, path=self.listing, every=1, **what)
        try:
            yield
        finally:
            self.world.request("DELETE", f"/__sandbox/faults/{fault}")

    def refuse(self, bad):
        self.world.options(self.name, reject={self.last_name: "Poison"})

    def lose_answers(self):
        self.world.fault(system=self.name, every=1, action="drop_after", **CREATES)
        return True

    def answers_again(self):
        self.world.no_faults()

    def requests(self, mutating=False):
        return sum(1 for h in self.world.history() if h["mutating"] or not mutating)

    def custom_fields(self, session):
        made = {}
        for kind, value in KINDS.items():
            if kind == "bool" and self.name == "pipedrive":
                continue  # has no such type
            field = self.desk.field("contact", "Odd " + kind, kind, COLOURS if kind in ("enum", "multi") else ())
            made[field] = value
        for p in session.describe(object="contact")["properties"]:
            codes = {label.lower(): code for code, label in p["options"].items() if label}
            if p["name"] in made and codes and isinstance(made[p["name"]], (str, list)) and made[p["name"]] != "true":
                value = made[p["name"]]
                made[p["name"]] = codes[value] if isinstance(value, str) else sorted(codes[v] for v in value)
        return made


def status(code, body, headers=None):
    return {"action": "status", "code": code, "body": body, **({"headers": headers} if headers else {})}


# The same for all vendors: no answer, none that can be understood, a server that fails.
ANY_ERRORS = (({"action": "drop_before"}, ("network",)), ({"action": "truncate"}, ("network", "protocol")), ({"action": "html", "code": 200}, ("protocol",)),
              ({"action": "html", "code": 502}, ("server",)), (status(503, {"message": "down"}), ("server",)))


class HubSpot(Vendor):
    name = "hubspot"
    last_name = "lastname"
    listing = "/objects/2026-03/contacts"
    listed = ("firstname", "lastname", "email", "jobtitle", "@company")
    fields = {
        "contact": {"firstname": "Jörg-Ünal", "lastname": AWKWARD, "email": "joerg@firma.example", "phone": "+49 30 1234567", "mobilephone": "+49 151 1234567",
                    "jobtitle": "Head of R&D", "address": "Hauptstr. 1", "zip": "01067", "city": "Dresden", "state": "Sachsen", "country": "Germany",
                    "company": "Firma", "lifecyclestage": "lead", "hs_lead_status": "NEW", "hs_language": "de", "date_of_birth": "1969-12-31"},
        "company": {"name": "Firma & Söhne", "domain": "firma.example", "phone": "+49 30 1", "address": "Hauptstr. 1", "zip": "01067", "city": "Dresden",
                    "numberofemployees": "17", "annualrevenue": "1234567.89", "description": AWKWARD},
        "deal": {"dealname": "Renewal " + AWKWARD, "amount": "1200.5", "closedate": "2026-12-24T00:00:00Z", "dealstage": "presentationscheduled", "pipeline": "default"},
    }
    clears = ("jobtitle", "city")
    errors = ANY_ERRORS + (
        (status(429, {"status": "error", "message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}), ("rate",)),
        (status(429, {"status": "error", "message": "daily", "errorType": "RATE_LIMIT", "policyName": "DAILY"}), ("budget",)),
        (status(401, {"status": "error", "message": "expired", "category": "EXPIRED_AUTHENTICATION"}), ("auth",)),
        (status(403, {"status": "error", "message": "no scope", "category": "MISSING_SCOPES"}), ("permission",)),
        (status(423, {"status": "error", "message": "locked"}), ("server",)))


class Salesforce(Vendor):
    name = "salesforce"
    last_name = "LastName"
    listing = "/(query|queryAll)"
    listed = ("FirstName", "LastName", "Email", "Title", "Contact:AccountId")
    fields = {
        "contact": {"FirstName": "Jörg-Ünal", "LastName": AWKWARD, "Salutation": "Mr.", "Email": "joerg@firma.example", "Phone": "+49 30 1234567",
                    "MobilePhone": "+49 151 1234567", "Title": "Head of R&D", "MailingStreet": "Hauptstr. 1\nHinterhaus", "MailingPostalCode": "01067",
                    "MailingCity": "Dresden", "MailingCountry": "Germany", "LeadSource": "Web", "HasOptedOutOfEmail": "true", "Birthdate": "1969-12-31",
                    "Description": AWKWARD},
        "company": {"Name": "Firma & Söhne", "Website": "https://firma.example", "Phone": "+49 30 1", "BillingPostalCode": "01067", "BillingCity": "Dresden",
                    "NumberOfEmployees": "17", "AnnualRevenue": "1234567.89", "Description": AWKWARD},
        "deal": {"Name": "Renewal " + AWKWARD, "Amount": "1200.5", "CloseDate": "2026-12-24", "StageName": "Proposal/Price Quote", "Description": "-"},
    }
    clears = ("Title", "MailingCity", "Birthdate")
    errors = ANY_ERRORS + (
        (status(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "ConcurrentPerOrgLongTxn Limit exceeded."}]), ("rate",)),
        (status(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]), ("budget",)),
        (status(401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]), ("auth",)),
        (status(403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "API is not enabled"}]), ("permission",)),
        (status(400, [{"errorCode": "QUERY_TIMEOUT", "message": "too long"}]), ("server",)))

    def __init__(self):
        super().__init__()
        self.world.options(self.name, page_size=50)

    def many(self, session):
        return 117


class Pipedrive(Vendor):
    name = "pipedrive"
    last_name = "last_name"
    listing = "/api/v2/persons"
    others = {"first_name": "Ann"}
    listed = ("first_name", "last_name", "@email", "job_title", "org_id")
    fields = {
        "contact": {"first_name": "Jörg-Ünal", "last_name": AWKWARD, "@email": "joerg@firma.example", "@emails": ["j@firma.example", "o@firma.example"],
                    "@phone": "+49 30 1234567", "@mobile": "+49 151 1234567", "job_title": "Head of R&D", "birthday": "1969-12-31"},
        "company": {"name": "Firma & Söhne", "website": "https://firma.example", "employee_count": "17", "annual_revenue": "1234567"},
        "deal": {"title": "Renewal " + AWKWARD, "value": "1200.5", "currency": "EUR", "@stage": "4", "expected_close_date": "2026-12-24", "probability": "30"},
    }
    clears = ("job_title", "birthday")
    errors = ANY_ERRORS + (
        (status(429, {"success": False, "error": "too many"}), ("rate",)),
        (status(429, {"success": False, "error": "spent"}, {"x-daily-ratelimit-token-remaining": "0"}), ("budget",)),
        (status(401, {"success": False, "error": "unauthorized access"}), ("auth",)),
        (status(403, {"success": False, "error": "Scope and URL mismatch"}), ("permission",)),
        ({"action": "html", "code": 403}, ("rate",)))

    def refuse(self, bad):
        self.world.options(self.name, reject={"last_name": "Poison", "name": "Poison"})


# ---- the example outside the tree

class Notebook(Subject):
    name = "notebook"
    last_name = "last_name"
    listed = ("first_name", "last_name", "email", "company")
    fields = {
        "contact": {"first_name": "Jörg-Ünal", "last_name": AWKWARD, "email": "joerg@firma.example", "phone": "+49 30 1234567", "city": "Dresden",
                    "birthday": "1969-12-31", "met_at": "2026-11-21T17:50:00.123Z", "score": "1234567890123456789.01", "member": "true", "rating": "warm",
                    "interests": ["golf", "opera; wine"]},
        "company": {"name": "Firma & Söhne", "website": "https://firma.example", "city": "Dresden"},
        "deal": {"name": "Renewal " + AWKWARD, "amount": "1200.50", "stage": "open", "close_date": "2026-12-24"},
    }
    clears = ("phone", "birthday", "interests")
    errors = (("missing", ("network",)), ("damaged", ("protocol",)), ("not a file", ("server",)))
    counts_days = False

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="crmsync-notebook-")

    def module(self):
        return os.environ["CRMSYNC_NOTEBOOK"]

    def session(self):
        return Session(self.module(), secrets={}, options={"folder": self.folder})

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, obj="contact"):
        return os.path.join(self.folder, obj + ".json")

    @contextlib.contextmanager
    def book(self):
        """The contacts, to be changed."""
        with open(os.path.join(self.folder, "lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            book = {"changes": 0, "properties": [], "records": []}
            if os.path.exists(self.path()):
                with open(self.path(), encoding="utf-8") as f:
                    book = json.load(f)
            yield book
            with open(self.path(), "w", encoding="utf-8") as f:
                json.dump(book, f)

    def change(self, record, **what):
        with self.book() as book:
            row = next(r for r in book["records"] if r["id"] == record)
            book["changes"] += 1
            row["fields"].update(what.pop("fields", {}))
            row.update(what, changed=book["changes"])

    def create(self, last):
        with self.book() as book:
            book["changes"] += 1
            record = str(1 + max((int(r["id"]) for r in book["records"]), default=0))
            book["records"].append({"id": record, "changed": book["changes"], "fields": {"first_name": "Person", "last_name": last}})
        return record

    def rename(self, record, last):
        self.change(record, fields={"last_name": last})

    def delete(self, record):
        self.change(record, life="deleted")

    def merge(self, winner, loser):
        self.change(loser, life="merged", into=winner)
        self.change(winner)
        return winner

    @contextlib.contextmanager
    def trouble(self, what):
        aside = self.folder + ".aside"
        os.rename(self.folder, aside)
        if what != "missing":
            os.mkdir(self.folder)
        if what == "damaged":
            with open(self.path(), "w", encoding="utf-8") as f:
                f.write('{"records": [')
        elif what == "not a file":
            os.mkdir(self.path())
        try:
            yield
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            os.rename(aside, self.folder)


SUBJECTS = (HubSpot, Salesforce, Pipedrive) + ((Notebook,) if "CRMSYNC_NOTEBOOK" in os.environ else ())
