# SPDX-License-Identifier: Apache-2.0
"""A -> B -> C -> A: a value that went through two other vendors comes back as it was.

Each leg is a migration of its own, with a store of its own; the last one goes into a second account of the first vendor, whose record is compared with the
first, field by field, as the vendor holds them.  Every field of the first vendor's default mapping has a value, and so has a custom field of each type that
the vendor has.  What a vendor on the way has no field for cannot come back; then nothing may have become of it where it came from.
"""
import os
import re

from pairs import names, pairs, tell, trios, vendor_of
from people import desk
from world import SOURCE, Story, main

OWNER = "anna.huber@firma.example"
TEXT = "with, comma; \u201equotes\u201c <b> & \u00f6\u4e2d"
OBJECTS = ("company", "contact", "deal")

# canonical field -> the vendor's field and a value, as the vendor holds it.  Links are made by number: see Chain.fill
FULL = {
    "hubspot": {
        "company": {"name": ("name", "Firma & S\u00f6hne"), "domain": ("domain", "firma.example"), "website": ("website", "https://firma.example"),
                    "phone": ("phone", "+49 30 7654321"), "street": ("address", "Hauptstr. 1"), "postcode": ("zip", "01067"), "city": ("city", "Dresden"),
                    "state": ("state", "Sachsen"), "country": ("country", "Germany"), "industry": ("industry", "BANKING"), "employees": ("numberofemployees", "17"),
                    "revenue": ("annualrevenue", "1234567"), "description": ("description", TEXT)},
        "contact": {"first_name": ("firstname", "J\u00f6rg-\u00dcnal"), "last_name": ("lastname", "O'Neill, Jr."), "salutation": ("salutation", "Dr."),
                    "email": ("email", "joerg@firma.example"), "phone": ("phone", "+49 30 1234567"), "mobile_phone": ("mobilephone", "+49 151 12345678"),
                    "title": ("jobtitle", "Head of R&D"), "street": ("address", "Nebenweg 2"), "postcode": ("zip", "01099"), "city": ("city", "Dresden"),
                    "state": ("state", "Sachsen"), "country": ("country", "Germany"), "company_name": ("company", "Firma"), "lifecycle": ("lifecyclestage", "customer"),
                    "lead_status": ("hs_lead_status", "IN_PROGRESS"), "opted_out": ("hs_email_optout", "true"), "language": ("hs_language", "de"),
                    "birthday": ("date_of_birth", "1969-12-31")},
        "deal": {"name": ("dealname", "Renewal " + TEXT), "amount": ("amount", "12500.5"), "pipeline": ("pipeline", "default"),
                 "stage": ("dealstage", "presentationscheduled"), "close_date": ("closedate", "2026-12-24T00:00:00Z"), "description": ("description", TEXT)},
    },
    "salesforce": {
        "company": {"name": ("Name", "Firma & S\u00f6hne"), "website": ("Website", "https://firma.example"), "phone": ("Phone", "+49 30 7654321"),
                    "street": ("BillingStreet", "Hauptstr. 1"), "postcode": ("BillingPostalCode", "01067"), "city": ("BillingCity", "Dresden"),
                    "state": ("BillingState", "Sachsen"), "country": ("BillingCountry", "Germany"), "industry": ("Industry", "Banking"),
                    "employees": ("NumberOfEmployees", 17), "revenue": ("AnnualRevenue", 1234567), "description": ("Description", TEXT)},
        "contact": {"first_name": ("FirstName", "J\u00f6rg-\u00dcnal"), "last_name": ("LastName", "O'Neill, Jr."), "salutation": ("Salutation", "Dr."),
                    "email": ("Email", "joerg@firma.example"), "phone": ("Phone", "+49 30 1234567"), "mobile_phone": ("MobilePhone", "+49 151 12345678"),
                    "title": ("Title", "Head of R&D"), "street": ("MailingStreet", "Nebenweg 2"), "postcode": ("MailingPostalCode", "01099"),
                    "city": ("MailingCity", "Dresden"), "state": ("MailingState", "Sachsen"), "country": ("MailingCountry", "Germany"),
                    "source": ("LeadSource", "Web"), "opted_out": ("HasOptedOutOfEmail", True), "birthday": ("Birthdate", "1969-12-31"),
                    "description": ("Description", TEXT)},
        "deal": {"name": ("Name", "Renewal " + TEXT), "amount": ("Amount", 12500.5), "stage": ("StageName", "Proposal/Price Quote"),
                 "close_date": ("CloseDate", "2026-12-24"), "probability": ("Probability", 75), "description": ("Description", TEXT)},
    },
    "pipedrive": {
        "company": {"name": ("name", "Firma & S\u00f6hne"), "website": ("website", "https://firma.example"), "industry": ("industry", "see Chain.fill"),
                    "employees": ("employee_count", 17), "revenue": ("annual_revenue", 1234567),
                    "address": ("address", {"value": "Hauptstr. 1, 01067 Dresden, Sachsen, Germany", "route": "Hauptstr. 1", "postal_code": "01067",
                                            "locality": "Dresden", "admin_area_level_1": "Sachsen", "country": "Germany"})},
        "contact": {"first_name": ("first_name", "J\u00f6rg-\u00dcnal"), "last_name": ("last_name", "O'Neill, Jr."), "title": ("job_title", "Head of R&D"),
                    "email": ("emails", [{"value": "joerg@firma.example", "primary": True, "label": "work"}]),
                    "phone": ("phones", [{"value": "+49 30 1234567", "primary": True, "label": "work"}, {"value": "+49 151 12345678", "primary": False, "label": "mobile"}]),
                    "birthday": ("birthday", "1969-12-31"), "opted_out": ("marketing_status", "unsubscribed"),
                    "address": ("postal_address", {"value": "Nebenweg 2, 01099 Dresden, Sachsen, Germany", "route": "Nebenweg 2", "postal_code": "01099",
                                                   "locality": "Dresden", "admin_area_level_1": "Sachsen", "country": "Germany"})},
        "deal": {"name": ("title", "Renewal " + TEXT), "amount": ("value", 12500.5), "currency": ("currency", "EUR"), "pipeline": ("pipeline_id", 1),
                 "stage": ("stage_id", 4), "close_date": ("expected_close_date", "2026-12-24"), "probability": ("probability", 30)},
    },
}
COLOURS = ("red", "green", "blue")
OPTIONS = [{"label": o.title(), "value": o, "displayOrder": i, "hidden": False} for i, o in enumerate(COLOURS)]
YES_NO = [{"label": "Yes", "value": "true", "displayOrder": 0, "hidden": False}, {"label": "No", "value": "false", "displayOrder": 1, "hidden": False}]
PICKLIST = {"valueSet": {"restricted": True, "valueSetDefinition": {"sorted": False, "value": [{"fullName": o, "label": o, "default": False} for o in COLOURS]}}}
# the types of custom fields that each vendor has: name -> definition, canonical type, value as the vendor holds it.  Those of Pipedrive's choices are numbers
# of the account's own, and stand here as words.
TYPES = {
    "hubspot": {
        "line": ({"type": "string", "fieldType": "text"}, "text", TEXT), "lines": ({"type": "string", "fieldType": "textarea"}, "text", "one\ntwo"),
        "number": ({"type": "number", "fieldType": "number"}, "decimal", "12.25"), "large": ({"type": "number", "fieldType": "number"}, "decimal", "123456789012"),
        "date": ({"type": "date", "fieldType": "date"}, "date", "2020-02-29"), "moment": ({"type": "datetime", "fieldType": "date"}, "datetime", "2026-11-21T17:50:00Z"),
        "choice": ({"type": "enumeration", "fieldType": "select", "options": OPTIONS}, "enum", "green"),
        "radio": ({"type": "enumeration", "fieldType": "radio", "options": OPTIONS}, "enum", "red"),
        "choices": ({"type": "enumeration", "fieldType": "checkbox", "options": OPTIONS}, "multi", "blue;red"),
        "yesno": ({"type": "bool", "fieldType": "booleancheckbox", "options": YES_NO}, "bool", "true"),
        "telephone": ({"type": "string", "fieldType": "phonenumber"}, "phone", "+49 30 99"),
    },
    "salesforce": {
        "line": ({"type": "Text", "length": 100}, "text", TEXT), "lines": ({"type": "TextArea"}, "text", "one\ntwo"),
        "long": ({"type": "LongTextArea", "length": 1000, "visibleLines": 3}, "text", "one\n" + TEXT), "address": ({"type": "Url"}, "url", "https://firma.example/a?b=c"),
        "mail": ({"type": "Email"}, "email", "other@firma.example"), "telephone": ({"type": "Phone"}, "phone", "+49 30 99"),
        "number": ({"type": "Number", "precision": 16, "scale": 2}, "decimal", 12.25), "percent": ({"type": "Percent", "precision": 16, "scale": 1}, "decimal", 12.5),
        "money": ({"type": "Currency", "precision": 16, "scale": 2}, "money", 99.99),
        "date": ({"type": "Date"}, "date", "2020-02-29"), "moment": ({"type": "DateTime"}, "datetime", "2026-11-21T17:50:00.000+0000"),
        "choice": ({"type": "Picklist", **PICKLIST}, "enum", "green"), "choices": ({"type": "MultiselectPicklist", "visibleLines": 4, **PICKLIST}, "multi", "red;blue"),
        "yesno": ({"type": "Checkbox", "defaultValue": "false"}, "bool", True),
    },
    "pipedrive": {
        "line": ({"field_type": "varchar"}, "text", TEXT), "auto": ({"field_type": "varchar_auto"}, "text", "auto"), "lines": ({"field_type": "text"}, "text", "one\ntwo"),
        "number": ({"field_type": "double"}, "decimal", 12.25), "money": ({"field_type": "monetary"}, "money", {"value": 99.99, "currency": "EUR"}),
        "date": ({"field_type": "date"}, "date", "2020-02-29"), "telephone": ({"field_type": "phone"}, "phone", "+49 30 99"),
        "choice": ({"field_type": "enum", "options": [{"label": o} for o in COLOURS]}, "enum", "green"),
        "choices": ({"field_type": "set", "options": [{"label": o} for o in COLOURS]}, "multi", ["red", "blue"]),
        "time": ({"field_type": "time"}, "text", {"value": "12:30:00"}), "range": ({"field_type": "daterange"}, "text", {"value": "2026-01-01", "until": "2026-02-01"}),
        "place": ({"field_type": "address"}, "text", {"value": "Hauptstr. 1, Dresden"}),
    },
}
# what carries such a value through a vendor
CARRIERS = {"hubspot": {"text": "lines", "url": "line", "email": "line", "phone": "telephone", "decimal": "number", "money": "number", "date": "date", "datetime": "moment",
                        "enum": "choice", "multi": "choices", "bool": "yesno"},
            "salesforce": {"text": "long", "url": "address", "email": "mail", "phone": "telephone", "decimal": "number", "money": "money", "date": "date", "datetime": "moment",
                           "enum": "choice", "multi": "choices", "bool": "yesno"},
            "pipedrive": {"text": "lines", "url": "line", "email": "line", "phone": "telephone", "decimal": "number", "money": "money", "date": "date", "datetime": "line",
                          "enum": "choice", "multi": "choices", "bool": "line"}}
# canonical fields that stand in one field of the vendor's, or are links, or come from the vendor and are never written
TOGETHER = {"pipedrive": {"street": "address", "postcode": "address", "city": "address", "state": "address", "country": "address", "mobile_phone": "phone",
                          "additional_emails": "email"}}
LINKS = {"company", "owner", "contacts"}


def lines_of(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as f:
        return f.read().splitlines()


READ_ONLY = {re.match(r" +(\w+):", line)[1] for line in lines_of("etc", "objects.yaml") if re.match(r" +\w+: \{.*direction: pull", line)}


def mapped(vendor, obj):
    """Canonical fields of the default mapping that are written: those of records that crmsync makes itself."""
    found, inside, lines = set(), False, lines_of("connectors", vendor, "mapping.yaml")
    for i, line in enumerate(lines):
        if re.match(r"\w+:", line):
            inside = line.startswith(obj + ":")
        name = re.match(r"  (\w+):(.*)", line)
        if inside and name:
            rest = name[2] + (lines[i + 1] if not name[2].split("#")[0].strip() and i + 1 < len(lines) else "")
            if "direction: pull" not in rest and not re.match(r'\s*(property:)?\s*"Lead:', rest):
                found.add(name[1])
    return found - READ_ONLY


class Chain(Story):
    def start(self, vendors, custom=None):
        """Accounts of all vendors of the chain, and another of the first, all empty."""
        first = vendor_of(vendors[0])
        self.chain = [f"leg{i}-{v}" for i, v in enumerate([first, *map(vendor_of, vendors[1:]), first])]
        systems = [f"{n}={n.split('-', 1)[1]}" for n in self.chain]
        world = self.world(tuple(systems))
        self.everyone = list(world.systems)
        self.at = {n: desk(world, n) for n in self.chain}
        self.owners = {n: str(d.owner(OWNER)) for n, d in self.at.items()}
        return world

    def fill(self, world, system):
        """A company, a contact and a deal with a value in every field; ids by object."""
        d, vendor, ids = self.at[system], self.at[system].vendor, {}
        for obj in OBJECTS:
            fields = dict(FULL[vendor][obj].values())
            links = {"owner": self.owners[system]}
            if obj != "company":
                links["company"] = ids["company"]
            if obj == "deal":
                links["contacts"] = [ids["contact"]]
            if "industry" in fields and vendor == "pipedrive":
                fields["industry"] = next(i for i, label in d.options("company", "industry").items() if label == "Banking")
            ids[obj] = world.create(system, obj, **{**fields, **d.encode(obj, links)})
        return ids

    def migrate(self, world, legs, tail=""):
        """Syncs some of the systems, with a new store."""
        world.systems = [s for s in self.everyone if s[0] in legs]
        for name in os.listdir(world.folder):
            if name.startswith("crmsync.db"):
                os.unlink(world.path(name))
        world.write_config(tail)
        self.run_ok(world, "setup")
        return self.run_ok(world, "sync", "--first-sync", codes=(0, 6))

    def held(self, world, system, obj, record):
        """Values of the fields of the table, by canonical name; links as what they lead to."""
        d = self.at[system]
        row = world.record(system, obj, record)
        found = {}
        for canonical, (field, _) in FULL[d.vendor][obj].items():
            found[canonical] = row["properties"].get(field)
        words = d.decode(obj, row)
        found["owner"] = words["owner"] == self.owners[system]
        if obj != "company":
            found["company"] = d.read("company", words["company"])["name"] if words["company"] else None
        if obj == "deal":
            found["contacts"] = [d.read("contact", c)["email"] for c in words["contacts"]]
        return found

    def only(self, world, system, obj):
        rows = world.records(system, obj)
        self.assertEqual(len(rows), 1, (system, obj))
        return rows[0]["id"]

    def comes_back(self, *vendors):
        world = self.start(vendors)
        ids = self.fill(world, self.chain[0])
        for obj in OBJECTS:
            table = set(FULL[self.at[self.chain[0]].vendor][obj]) | LINKS
            together = TOGETHER.get(self.at[self.chain[0]].vendor, {})
            self.assertEqual({together.get(f, f) for f in mapped(self.at[self.chain[0]].vendor, obj)} - table - {"currency", "vat_id"}, set(),
                             "the table has every field of the default mapping")
        before = {obj: self.held(world, self.chain[0], obj, ids[obj]) for obj in OBJECTS}
        for a, b in zip(self.chain, self.chain[1:]):
            self.migrate(world, (a, b))
        for obj in OBJECTS:
            after = self.held(world, self.chain[-1], obj, self.only(world, self.chain[-1], obj))
            self.assertGreater(len(self.carried(obj)), 4, "fields that all of them have")
            for field in sorted(self.carried(obj)):
                self.assertEqual(after[field], before[obj][field], (obj, field, vendors))
            self.assertEqual(self.held(world, self.chain[0], obj, ids[obj]), before[obj], "where it came from")

    def carried(self, obj):
        """Fields of the table that all vendors on the way have."""
        first = self.at[self.chain[0]].vendor
        together = TOGETHER.get(first, {})
        common = set.intersection(*(mapped(d.vendor, obj) for d in self.at.values()))
        return {together.get(f, f) for f in common} & set(self.held_names(first, obj))

    @staticmethod
    def held_names(vendor, obj):
        links = {"company": {"owner"}, "contact": {"owner", "company"}, "deal": LINKS}[obj]
        return set(FULL[vendor][obj]) | links

    # ---- custom fields

    def make_field(self, world, system, obj, name, definition):
        """A custom field; the name by which it is mapped."""
        vendor = self.at[system].vendor
        if vendor == "hubspot":
            group = {"contact": "contactinformation", "company": "companyinformation", "deal": "dealinformation"}[obj]
            world.create(system, "property", object=obj, name=name, label=name, groupName=group, **definition)
            return name
        if vendor == "salesforce":
            sobject = {"contact": "Contact", "company": "Account", "deal": "Opportunity"}[obj]
            world.vendor_request(system, "POST", "/services/data/v60.0/tooling/sobjects/CustomField", {"FullName": f"{sobject}.{name}__c", "Metadata": {"label": name, **definition}})
            return name + "__c"
        path = {"contact": "personFields", "company": "organizationFields", "deal": "dealFields"}[obj]
        return world.vendor_request(system, "POST", f"/api/v2/{path}", {"field_name": name, **definition})["data"]["field_code"]

    def words_of(self, system, obj, field, value):
        """A value of Pipedrive's choices, in words; that of a type that the vendor completes, as it was written; several choices in any order."""
        if isinstance(value, str) and set(value.split(";")) < set(COLOURS):
            return sorted(value.split(";"))
        if self.at[system].vendor != "pipedrive" or value is None:
            return value
        labels = self.at[system].options(obj, field) if isinstance(value, (int, list)) and not isinstance(value, bool) else {}
        if isinstance(value, list):
            return sorted(labels[v] for v in value)
        if isinstance(value, dict):
            return {k: v for k, v in value.items() if v is not None and k not in ("timezone_id", "timezone_name")}
        return labels.get(value, value)

    def custom_config(self, obj, fields, legs):
        """Mapping of the custom fields between two of the systems."""
        lines = ["objects:", f"  {obj}:", "    fields:"]
        for name, (_, kind, _) in TYPES[self.at[self.chain[0]].vendor].items():
            lines += [f"      my_{name}:", f"        type: {kind}", "        properties:"]
            for leg in legs:
                values = ", values: {" + ", ".join(f"{o}: {o}" for o in COLOURS) + "}" if kind in ("enum", "multi") else ""
                lines.append(f"          {leg}: {{property: {fields[leg][name]}{values}}}")
        return "\n".join(lines) + "\n"

    def custom_value(self, world, system, obj, record, field):
        properties = world.record(system, obj, record)["properties"]
        return self.words_of(system, obj, field, properties.get("custom_fields", properties).get(field))

    def custom_comes_back(self, obj, vendors):
        world = self.start(vendors)
        first = self.at[self.chain[0]].vendor
        ids, fields = self.fill(world, self.chain[0]), {}
        for leg in self.chain:
            vendor = self.at[leg].vendor
            fields[leg] = {name: self.make_field(world, leg, obj, "my_" + name, definition if vendor == first else TYPES[vendor][CARRIERS[vendor][kind]][0])
                           for name, (definition, kind, _) in TYPES[first].items()}
        for name, (_, _, value) in TYPES[first].items():
            world.edit(self.chain[0], obj, ids[obj], **{fields[self.chain[0]][name]: value})
        before = {name: self.custom_value(world, self.chain[0], obj, ids[obj], field) for name, field in fields[self.chain[0]].items()}
        self.assertNotIn(None, before.values(), before)
        for a, b in zip(self.chain, self.chain[1:]):
            self.migrate(world, (a, b), self.custom_config(obj, fields, (a, b)))
        back = self.only(world, self.chain[-1], obj)
        after = {name: self.custom_value(world, self.chain[-1], obj, back, field) for name, field in fields[self.chain[-1]].items()}
        self.assertEqual(after, before, vendors)
        self.assertEqual({name: self.custom_value(world, self.chain[0], obj, ids[obj], field) for name, field in fields[self.chain[0]].items()}, before, "where it came from")

    def custom_of_contacts(self, *vendors):
        self.custom_comes_back("contact", vendors)

    def custom_of_companies(self, *vendors):
        self.custom_comes_back("company", vendors)

    def custom_of_deals(self, *vendors):
        self.custom_comes_back("deal", vendors)


tell(Chain, "custom_of_contacts", trios(), 1)
tell(Chain, "custom_of_contacts", pairs(same=False), 1)
tell(Chain, "custom_of_companies", trios(), 1)
tell(Chain, "custom_of_deals", trios(), 1)
tell(Chain, "comes_back", trios(), 1)
tell(Chain, "comes_back", pairs(same=False), 1)

if __name__ == "__main__":
    main()
