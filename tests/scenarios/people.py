# SPDX-License-Identifier: Apache-2.0
"""Persons, companies and deals in each vendor's own field names, so that a story is told once for all vendors.

A Desk is a person who sits in front of one CRM.  It creates, edits and reads records through the sandbox's control interface, as people do in the vendor's
own user interface, and speaks in neutral words:

    person:  first last email emails phone title street postcode city country company birthday opted_out owner
    company: name website phone postcode city owner
    deal:    name amount currency stage close_date company contacts owner

A word that is not given is not touched; None clears.
"""
from urllib.parse import quote

# A request that creates records, at any vendor; for faults.
CREATES = {"method": "POST", "path": "/(contacts|companies|deals)/batch/(create|upsert)|/composite/sobjects|^/api/v2/(persons|organizations|deals)$"}


class Desk:
    words = {}          # object -> neutral word -> field
    stages = {}         # neutral stage -> vendor's
    empty = None        # what a cleared text field is set to

    def __init__(self, world, name):
        self.world, self.name = world, name

    # ---- what a vendor may do otherwise

    def encode(self, obj, values):
        """Neutral words to the vendor's fields."""
        fields = {}
        for word, value in values.items():
            field = self.words[obj][word]
            fields[field] = self.empty if value is None else value
        return fields

    def decode(self, obj, row):
        """The vendor's record to neutral words; blanks are None."""
        found = {}
        for word, field in self.words[obj].items():
            value = row.get(field) if field.startswith("@") else row["properties"].get(field)
            found[word] = None if value in ("", [], {}) else value
        return found

    # ---- records

    def create(self, obj, **values):
        return self.world.create(self.name, obj, **self.encode(obj, values))

    def edit(self, obj, record, **values):
        self.world.edit(self.name, obj, record, **self.encode(obj, values))

    def read(self, obj, record):
        return self.decode(obj, self.world.record(self.name, obj, record))

    def rows(self, obj):
        """Live records as {id: neutral words}."""
        return {row["id"]: self.decode(obj, row) for row in self.world.records(self.name, obj)}

    def ids(self, obj):
        return sorted(self.rows(obj))

    def count(self, obj):
        return len(self.world.records(self.name, obj))

    def delete(self, obj, record):
        self.world.delete(self.name, obj, record)

    def merge(self, obj, winner, loser):
        return self.world.merge(self.name, obj, winner, loser)

    def find(self, obj, **values):
        """The id of the one live record with these values."""
        hits = [i for i, row in self.rows(obj).items() if all(row.get(k) == v for k, v in values.items())]
        if len(hits) != 1:
            raise AssertionError(f"{self.name}: {len(hits)} {obj} records with {values}: {self.rows(obj)}")
        return hits[0]

    def owner(self, email, active=True):
        raise NotImplementedError

    def dismiss(self, owner):
        """The owner leaves the company: no longer active."""
        raise NotImplementedError

    def raw(self, obj, record):
        """The record's fields as the vendor holds them."""
        return self.world.record(self.name, obj, record)["properties"]


def digits(number):
    return None if number is None else number.rstrip("0").rstrip(".") if "." in number else number


class HubSpot(Desk):
    vendor = "hubspot"
    empty = ""
    id_property = "crmsync_id"
    words = {
        "contact": {"first": "firstname", "last": "lastname", "email": "email", "emails": "hs_additional_emails", "phone": "phone",
                    "title": "jobtitle", "street": "address", "postcode": "zip", "city": "city", "country": "country",
                    "company": "@company", "opted_out": "hs_email_optout", "owner": "hubspot_owner_id"},
        "company": {"name": "name", "website": "website", "phone": "phone", "postcode": "zip", "city": "city", "owner": "hubspot_owner_id",
                    "domain": "domain"},
        "deal": {"name": "dealname", "amount": "amount", "currency": "deal_currency_code", "stage": "dealstage", "close_date": "closedate",
                 "company": "@company", "contacts": "@contacts", "owner": "hubspot_owner_id"},
    }
    def create(self, obj, **values):
        """The form of the vendor's UI proposes the one who fills it in as the owner."""
        values.setdefault("owner", self.world.admin(self.name))
        return super().create(obj, **values)

    stages = {"qualification": "qualifiedtobuy", "proposal": "presentationscheduled", "contract": "contractsent", "won": "closedwon",
              "lost": "closedlost"}

    def encode(self, obj, values):
        values = dict(values)
        if "stage" in values:
            values["stage"] = self.stages[values["stage"]]
        if "opted_out" in values:
            values["opted_out"] = "true" if values["opted_out"] else "false"
        fields = super().encode(obj, values)
        for name in ("@company", "@contacts"):
            if fields.get(name) == "":
                fields[name] = None
        return {k: str(v) if isinstance(v, (int, float)) else v for k, v in fields.items()}

    def decode(self, obj, row):
        found = super().decode(obj, row)
        links = row.get("associations", {})
        if "company" in found:
            found["company"] = self.first_link(links)
        if "contacts" in found:
            found["contacts"] = sorted(self.link_ids(links, "contacts"))
        if "stage" in found:
            found["stage"] = next((k for k, v in self.stages.items() if v == found["stage"]), found["stage"])
        if "opted_out" in found:
            found["opted_out"] = found["opted_out"] == "true"
        if found.get("amount") is not None:
            found["amount"] = digits(found["amount"])
        if found.get("close_date") is not None:
            found["close_date"] = found["close_date"][:10]
        return found

    @staticmethod
    def link_ids(links, plural):
        found = links.get(plural) or []
        return [str(entry["id"] if isinstance(entry, dict) else entry) for entry in found]

    def first_link(self, links):
        ids = self.link_ids(links, "companies")
        return ids[0] if ids else None

    def owner(self, email, active=True):
        first, last = email.split("@")[0].split(".")
        return self.world.create(self.name, "owner", email=email, firstName=first.title(), lastName=last.title(), archived=not active)

    def dismiss(self, owner):
        self.world.edit(self.name, "owner", owner, archived=True)

    def field(self, obj, name, kind, options=()):
        """A custom field; gives the name by which it is mapped."""
        types = {"text": ("string", "text"), "enum": ("enumeration", "select"), "multi": ("enumeration", "checkbox"), "date": ("date", "date"),
                 "decimal": ("number", "number"), "bool": ("bool", "booleancheckbox")}
        key = name.lower().replace(" ", "_")
        group = {"contact": "contactinformation", "company": "companyinformation", "deal": "dealinformation"}[obj]
        body = {"object": obj, "name": key, "label": name, "groupName": group, "type": types[kind][0], "fieldType": types[kind][1]}
        if kind == "bool":
            body["options"] = [{"label": "Yes", "value": "true", "displayOrder": 0, "hidden": False},
                               {"label": "No", "value": "false", "displayOrder": 1, "hidden": False}]
        elif options:
            body["options"] = [{"label": o.title(), "value": o, "displayOrder": i, "hidden": False} for i, o in enumerate(options)]
        self.world.create(self.name, "property", **body)
        return key

    def put(self, obj, record, field, kind, value):
        if kind == "multi":
            value = ";".join(value)
        elif kind == "bool":
            value = "true" if value else "false"
        self.world.edit(self.name, obj, record, **{field: str(value)})

    def get(self, obj, record, field, kind):
        value = self.raw(obj, record).get(field)
        if value in (None, ""):
            return None
        if kind == "multi":
            return sorted(v for v in value.split(";") if v)
        if kind == "bool":
            return value == "true"
        if kind == "date":
            return value[:10]
        return digits(value) if kind == "decimal" else value


class Salesforce(Desk):
    vendor = "salesforce"
    id_property = "crmsync_id__c"
    words = {
        "contact": {"first": "FirstName", "last": "LastName", "email": "Email", "phone": "Phone", "title": "Title",
                    "street": "MailingStreet", "postcode": "MailingPostalCode", "city": "MailingCity", "country": "MailingCountry",
                    "company": "AccountId", "birthday": "Birthdate", "opted_out": "HasOptedOutOfEmail", "owner": "OwnerId"},
        "company": {"name": "Name", "website": "Website", "phone": "Phone", "postcode": "BillingPostalCode", "city": "BillingCity",
                    "owner": "OwnerId"},
        "deal": {"name": "Name", "amount": "Amount", "stage": "StageName", "close_date": "CloseDate", "company": "AccountId",
                 "contacts": "@contacts", "owner": "OwnerId"},
    }
    stages = {"qualification": "Qualification", "proposal": "Proposal/Price Quote", "negotiation": "Negotiation/Review", "won": "Closed Won",
              "lost": "Closed Lost"}

    def encode(self, obj, values):
        values = dict(values)
        values.pop("currency", None)
        if "website" not in values and "domain" in values:
            values["website"] = values["domain"]
        values.pop("domain", None)
        if "stage" in values:
            values["stage"] = self.stages[values["stage"]]
        if obj == "deal" and values.get("amount") is not None:
            values["amount"] = float(values["amount"])
        return super().encode(obj, values)

    def decode(self, obj, row):
        found = super().decode(obj, row)
        if "contacts" in found:
            found["contacts"] = sorted(row.get("@contacts") or [])
        if "stage" in found:
            found["stage"] = next((k for k, v in self.stages.items() if v == found["stage"]), found["stage"])
        if found.get("amount") is not None:
            found["amount"] = digits(repr(float(found["amount"])))
        if "website" in found:
            found["domain"] = None
        return found

    def owner(self, email, active=True):
        first, last = email.split("@")[0].split(".")
        owner = self.world.create(self.name, "owner", Username=email, Email=email, FirstName=first.title(), LastName=last.title(),
                                  Alias=first[:8], UserType="Standard", IsActive=True)
        if not active:
            self.dismiss(owner)
        return owner

    def dismiss(self, owner):
        self.world.edit(self.name, "owner", owner, IsActive=False)

    def field(self, obj, name, kind, options=()):
        sobject = {"contact": "Contact", "company": "Account", "deal": "Opportunity"}[obj]
        key = name.replace(" ", "_") + "__c"
        meta = {"label": name, "type": {"text": "Text", "enum": "Picklist", "multi": "MultiselectPicklist", "date": "Date", "decimal": "Number",
                                        "bool": "Checkbox"}[kind]}
        if kind == "text":
            meta["length"] = 100
        elif kind == "decimal":
            meta.update(precision=16, scale=2)
        elif kind == "bool":
            meta["defaultValue"] = "false"
        elif kind in ("enum", "multi"):
            values = [{"fullName": o, "label": o.title(), "default": False} for o in options]
            meta["valueSet"] = {"restricted": True, "valueSetDefinition": {"sorted": False, "value": values}}
        if kind == "multi":
            meta["visibleLines"] = 4
        self.world.vendor_request(self.name, "POST", "/services/data/v60.0/tooling/sobjects/CustomField",
                                  {"FullName": f"{sobject}.{key}", "Metadata": meta})
        return key

    def put(self, obj, record, field, kind, value):
        if kind == "multi":
            value = ";".join(value)
        elif kind == "decimal":
            value = float(value)
        self.world.edit(self.name, obj, record, **{field: value})

    def get(self, obj, record, field, kind):
        value = self.raw(obj, record).get(field)
        if value is None or value == "":
            return None
        if kind == "multi":
            return sorted(value.split(";"))
        if kind == "bool":
            return value is True or value == "true"
        return digits(repr(float(value))) if kind == "decimal" else value


class Pipedrive(Desk):
    vendor = "pipedrive"
    id_property = None
    words = {
        "contact": {"first": "first_name", "last": "last_name", "email": "emails", "phone": "phones", "title": "job_title",
                    "birthday": "birthday", "company": "org_id", "opted_out": "marketing_status", "owner": "owner_id"},
        "company": {"name": "name", "website": "website", "owner": "owner_id"},
        "deal": {"name": "title", "amount": "value", "currency": "currency", "stage": "status", "close_date": "expected_close_date",
                 "company": "org_id", "contacts": "@contacts", "owner": "owner_id"},
    }
    stage_ids = {"qualification": 1, "meeting": 3, "proposal": 4, "negotiation": 5, "contract": 6}

    def encode(self, obj, values):
        values = dict(values)
        fields = {}
        for word in ("street", "postcode", "city", "country", "emails", "domain"):
            if word == "domain" and values.get("domain") and "website" not in values:
                values["website"] = values["domain"]
            values.pop(word, None)
        if obj == "company":
            values.pop("phone", None)
        if "stage" in values:
            stage = values.pop("stage")
            if stage in ("won", "lost"):
                fields["status"] = stage
            else:
                fields.update(stage_id=self.stage_ids[stage], status="open")
        for word in ("email", "phone"):
            if word in values:
                value = values.pop(word)
                fields[word + "s"] = [] if value is None else [{"value": value, "primary": True, "label": "work"}]
        if "opted_out" in values:
            fields["marketing_status"] = "unsubscribed" if values.pop("opted_out") else "subscribed"
        if "contacts" in values:
            fields["@contacts"] = [int(c) for c in values.pop("contacts") or []]
            fields["person_id"] = fields["@contacts"][0] if fields["@contacts"] else None
        for word in ("company", "owner"):
            if values.get(word) is not None:
                values[word] = int(values[word])
        if values.get("amount") is not None:
            values["amount"] = float(values["amount"])
        fields.update(super().encode(obj, values))
        return fields

    def decode(self, obj, row):
        properties = row["properties"]
        found = super().decode(obj, row)
        for word in ("email", "phone"):
            if word in found:
                entries = properties.get(word + "s") or []
                found[word] = next((e["value"] for e in entries if e.get("primary")), None) or None
        for word in ("company", "owner"):
            if found.get(word) is not None:
                found[word] = str(found[word])
        if obj == "deal":
            status = properties.get("status")
            found["stage"] = status if status in ("won", "lost") else self.stage_name(properties.get("stage_id"))
            found["contacts"] = sorted(str(c) for c in row.get("@contacts") or [])
            value = properties.get("value")
            found["amount"] = None if value is None else digits(repr(float(value)))
        if obj == "contact":
            found["opted_out"] = properties.get("marketing_status") == "unsubscribed"
        return found

    def stage_name(self, stage):
        return next((k for k, v in self.stage_ids.items() if v == stage), str(stage))

    def owner(self, email, active=True):
        first, last = email.split("@")[0].split(".")
        return self.world.create(self.name, "owner", email=email, name=f"{first.title()} {last.title()}", active_flag=active)

    def dismiss(self, owner):
        self.world.edit(self.name, "owner", owner, active_flag=False)

    def field(self, obj, name, kind, options=()):
        path = {"contact": "personFields", "company": "organizationFields", "deal": "dealFields"}[obj]
        body = {"field_name": name, "field_type": {"text": "varchar", "enum": "enum", "multi": "set", "date": "date", "decimal": "double",
                                                   "bool": "enum"}[kind]}
        if kind == "bool":
            body["options"] = [{"label": "Yes"}, {"label": "No"}]
        elif options:
            body["options"] = [{"label": o} for o in options]
        return self.world.vendor_request(self.name, "POST", f"/api/v2/{path}", body)["data"]["field_code"]

    def put(self, obj, record, field, kind, value):
        if kind == "bool":
            value = "Yes" if value else "No"
        elif kind == "decimal":
            value = float(value)
        self.world.edit(self.name, obj, record, **{field: value})

    def options(self, obj, field):
        path = {"contact": "personFields", "company": "organizationFields", "deal": "dealFields"}[obj]
        rows = self.world.vendor_request(self.name, "GET", f"/api/v2/{path}/{quote(field)}")["data"]["options"] or []
        return {row["id"]: row["label"] for row in rows}

    def get(self, obj, record, field, kind):
        value = self.raw(obj, record)["custom_fields"].get(field)
        if value is None or value == []:
            return None
        if kind in ("enum", "bool"):
            value = self.options(obj, field)[value]
        if kind == "multi":
            labels = self.options(obj, field)
            return sorted(labels[v] for v in value)
        if kind == "bool":
            return value == "Yes"
        return digits(repr(float(value))) if kind == "decimal" else value


DESKS = {desk.vendor: desk for desk in (HubSpot, Salesforce, Pipedrive)}


def desk(world, name):
    """The desk of one of the world's systems."""
    return DESKS[dict(world.systems)[name]](world, name)


def desks(world):
    return {name: desk(world, name) for name, _ in world.systems}
