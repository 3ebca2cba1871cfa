# SPDX-License-Identifier: Apache-2.0
"""A picture of all that a world holds, in its store and in its vendors, that two runs of the same story have in common.

What differs from run to run is left out or made the same: times that lie near the present, run numbers, and the ids that vendors give to new records, which are
replaced by the crmsync id of the golden record that they belong to.
"""
import json
import re
import sqlite3
import time
from datetime import datetime, timedelta, timezone

OBJECTS = ("company", "contact", "deal")
GONE = 2  # life of a source record
STAMP = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}:\d{2}")
# Counted in days from now, or naming who wrote last; the vendor's own business.
FLEETING = {"days_to_close", "hs_v2_date_entered_current_stage", "PhotoUrl", "hs_time_in_opportunity", "update_count"}
REFERENCE = {"org_id": "company", "person_id": "contact", "participants": "contact", "@contacts": "contact", "@company": "company"}
KEY = re.compile(r"^[0-9a-f]{40}$")
NAMED = re.compile(r"\b(company|contact|deal) (\S+)")


def is_recent(text):
    match = STAMP.match(text)
    if not match:
        return False
    day = datetime.strptime(match.group(1), "%Y-%m-%d").replace(tzinfo=timezone.utc)
    now = datetime.now(timezone.utc)
    return now - timedelta(days=3) < day < now + timedelta(days=12)


def is_recent_number(text):
    """Milliseconds since 1970."""
    return len(text) == 13 and text.isdigit() and abs(int(text) / 1000 - time.time()) < 12 * 86400


class Names:
    """Vendor ids that are not the same in each run -> names that are."""

    def __init__(self, known):
        self.known, self.new = known, {}  # (system, object) -> ids that were there at the start; (system, object, id) -> name
        self.held = {}  # (system, object) -> ids of all records that the vendor holds, gone ones too

    def exists(self, system, obj, vendor_id):
        return vendor_id in self.held.get((system, obj), ())

    def add(self, system, obj, vendor_id, uid):
        if vendor_id in self.known.get((system, obj), ()):
            return
        name = f"new of {uid}"
        while name in self.new.values() and any(k[:2] == (system, obj) and v == name for k, v in self.new.items()):
            name += " too"
        self.new[system, obj, vendor_id] = name

    def name(self, system, obj, vendor_id):
        return self.new.get((system, obj, str(vendor_id)), str(vendor_id))

    def field(self, system, key):
        """A custom field whose key is drawn anew in each run: the one that setup makes."""
        return "(new field)" if KEY.match(key) and key not in self.known.get((system, "field"), ()) else key

    def in_text(self, system, text):
        """Ids that can be nothing else, and small ones behind the word for their object."""
        for (owner, _, vendor_id), name in self.new.items():
            if owner == system and len(vendor_id) >= 10:
                text = text.replace(vendor_id, name)
        return NAMED.sub(lambda m: f"{m.group(1)} {self.name(system, m.group(1), m.group(2))}", text)


def plain(value, names, system, key=None, obj=None):
    """The value without what differs from run to run."""
    if isinstance(value, dict):
        return {names.field(system, k): plain(v, names, system, k, obj) for k, v in sorted(value.items()) if k not in FLEETING}
    if isinstance(value, list):
        items = [plain(v, names, system, key, obj) for v in value]
        return sorted(items, key=json.dumps) if key and (key.startswith("@") or key in ("deals", "contacts", "companies")) else items
    if key == "id" and obj:
        return names.name(system, obj, value)
    if key in REFERENCE and value is not None:
        return names.name(system, REFERENCE[key], value)
    if isinstance(value, str):
        return "(time)" if is_recent(value) or is_recent_number(value) else names.in_text(system, value)
    return value


class Picture:
    """Named things and what is in them."""

    def __init__(self):
        self.things = {}

    def add(self, *name, **content):
        key = " ".join(str(n) for n in name if n is not None)
        while key in self.things:
            key += " (again)"
        self.things[key] = content

    def differences(self, other):
        """What the other has otherwise, a line each."""
        lines = []
        for key in sorted(self.things.keys() | other.things.keys()):
            mine, theirs = self.things.get(key), other.things.get(key)
            if mine is None or theirs is None:
                lines.append(f"{'missing' if theirs is None else 'too many'}: {key} {brief(mine or theirs)}")
            else:
                lines += [f"{key}: {text}" for text in unlike(mine, theirs)]
        return lines


def brief(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) < 300 else text[:300] + "..."


def unlike(a, b, where=""):
    if a == b:
        return []
    if isinstance(a, dict) and isinstance(b, dict):
        return [text for k in sorted(a.keys() | b.keys(), key=str) for text in unlike(a.get(k, "(absent)"), b.get(k, "(absent)"), f"{where}.{k}" if where else str(k))]
    return [f"{where}: {brief(a)} became {brief(b)}"]


# ---- the store


def open_store(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def name_links(db, names):
    rows = db.execute("SELECT y.name, o.name, s.vendor_id, g.uid FROM link l JOIN source s ON s.id = l.source JOIN system y ON y.id = s.system "
                      "JOIN object o ON o.id = s.object JOIN golden g ON g.id = l.golden ORDER BY l.secondary, g.uid, s.life, s.vendor_id")
    for row in rows:
        names.add(*row)


def read_base(text, names, system):
    """The last agreement, by field.  Nothing agreed on ({}) and the value of the vendor agreed on are the same where nobody sends it."""
    base = read_json(text, names, system)
    for entry in (base or {}).values():
        if entry.get("g") == {}:
            del entry["g"]
    return base


def read_json(text, names, system=None):
    return None if text is None else plain(json.loads(text), names, system)


def golden(db, names, out):
    rows = db.execute("SELECT o.name, g.uid, m.uid, g.hold, g.cells FROM golden g JOIN object o ON o.id = g.object LEFT JOIN golden m ON m.id = g.merged_into "
                      "ORDER BY 1, 2")
    for obj, uid, into, hold, cells in rows:
        out.add("golden", obj, uid, merged_into=into, hold=hold, cells=read_json(cells, names))


def sources(db, names, out):
    rows = db.execute("SELECT y.name, o.name, s.vendor_id, s.kind, s.life, s.into_id, g.uid, l.secondary, l.base FROM source s JOIN system y ON y.id = s.system "
                      "JOIN object o ON o.id = s.object LEFT JOIN link l ON l.source = s.id LEFT JOIN golden g ON g.id = l.golden ORDER BY s.life, 1, 2, 7, 3")
    for system, obj, vendor_id, kind, life, into, uid, secondary, base in rows:
        if life == GONE and uid is None and not names.exists(system, obj, vendor_id):
            continue  # said to be made, and never was: a run that died before it heard so knows nothing of it
        out.add("link", system, obj, names.name(system, obj, vendor_id), kind=kind, life=life, into=into and names.name(system, obj, into), golden=uid,
                secondary=secondary, base=read_base(base, names, system))


def holds(db, names, out):
    rows = db.execute("SELECT o.name, h.kind, g.uid, y.name, h.field, h.summary FROM hold h JOIN object o ON o.id = h.object "
                      "LEFT JOIN golden g ON g.id = h.golden LEFT JOIN system y ON y.id = h.system ORDER BY 1, 2, 3, 4, 5, 6")
    for obj, kind, uid, system, field, summary in rows:
        out.add("hold", obj, kind, uid, system, field, summary=names.in_text(system, summary))


def refusals(db, names, out):
    rows = db.execute("SELECT g.uid, y.name, k.name, r.code, r.message FROM refusal r JOIN system y ON y.id = r.system JOIN golden g ON g.id = r.golden "
                      "JOIN op_kind k ON k.id = r.kind ORDER BY 1, 2, 3")
    for uid, system, kind, code, message in rows:
        out.add("refusal", system, kind, uid, code=code, message=names.in_text(system, message))


def outbox(db, out):
    """Operations whose end is open: there must be none, whatever happened."""
    rows = db.execute("SELECT y.name, k.name, o.name, t.name, g.uid FROM operation p JOIN system y ON y.id = p.system JOIN op_kind k ON k.id = p.kind "
                      "JOIN object o ON o.id = p.object JOIN op_state t ON t.id = p.state LEFT JOIN golden g ON g.id = p.golden "
                      "WHERE t.name = 'planned' AND p.run = (SELECT max(id) FROM run) OR t.name IN ('sent', 'in_doubt')")
    for row in rows:
        out.add("outbox", *row)


def add_store(path, names, out):
    db = open_store(path)
    try:
        name_links(db, names)
        golden(db, names, out)
        sources(db, names, out)
        holds(db, names, out)
        refusals(db, names, out)
        outbox(db, out)
    finally:
        db.close()


# ---- the vendors


def kinds(vendor):
    return OBJECTS + (("Lead",) if vendor == "salesforce" else ())


def vendor_rows(world):
    """All records that the vendors hold, gone ones too: (system, kind, object, row)."""
    return [(system, kind, "contact" if kind == "Lead" else kind, row)
            for system, vendor in world.systems for kind in kinds(vendor) for row in world.records(system, kind, live=False)]


def without_main_contact(row):
    """A deal of several contacts none of which is said to be the main one, at a vendor that needs one."""
    if len(row.get("@contacts") or ()) > 1 and row["properties"].get("person_id") is not None:
        row["properties"]["person_id"] = "one of the participants"


def add_vendors(rows, names, out, any_main):
    for system, kind, obj, row in rows:
        if any_main and kind == "deal":
            without_main_contact(row)
        out.add("record", system, kind, names.name(system, obj, row["id"]), **plain(row, names, system, obj=obj))


def schema(state):
    """Properties that setup makes, by what a sandbox saved when it ended."""
    out, system = Picture(), None
    with open(state, encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            system = row.get("system", system)
            if row.get("t") == "property":
                out.add("property", system, row["object"], row["definition"]["name"])
            elif row.get("type") == "field" and row["custom"]:
                out.add("property", system, row["object"], row["name"])
            elif row.get("row") in ("CustomField", "FieldPermissions"):
                out.add("property", system, row["row"], json.dumps(row["values"], sort_keys=True))
    return out


def ids(world):
    """Records that are there at the start."""
    known = {}
    for system, _, obj, row in vendor_rows(world):
        known.setdefault((system, obj), set()).add(row["id"])
        known.setdefault((system, "field"), set()).update(row["properties"].get("custom_fields") or ())
    return known


def name_golden(db, out, known):
    """Crmsync ids are replaced by the first record that they were given to."""
    text = json.dumps(out.things)
    rows = db.execute("SELECT g.uid, y.name, o.name, s.vendor_id FROM link l JOIN source s ON s.id = l.source JOIN system y ON y.id = s.system "
                      "JOIN object o ON o.id = s.object JOIN golden g ON g.id = l.golden ORDER BY s.system, s.object, s.vendor_id")
    for uid, system, obj, vendor_id in rows:
        if vendor_id in known.get((system, obj), ()):
            text = text.replace(uid, f"golden of {system} {obj} {vendor_id}")
    out.things = json.loads(text)


def picture(world, known, any_id=False, any_main=False):
    """What may differ from run to run: any_id: which of its records gave a golden record its id; any_main: which contact is a deal's main one."""
    names, out, rows = Names(known), Picture(), vendor_rows(world)
    for system, _, obj, row in rows:
        names.held.setdefault((system, obj), set()).add(row["id"])
    add_store(world.path("crmsync.db"), names, out)
    add_vendors(rows, names, out, any_main)
    if any_id:
        db = open_store(world.path("crmsync.db"))
        name_golden(db, out, known)
        db.close()
    return out
