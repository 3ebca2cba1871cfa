# SPDX-License-Identifier: Apache-2.0
"""The cases that every connector has to pass, told in the words of include/crmsync/connector.h."""
import random
import unittest

from subjects import BAD

LOOKBACK = 600


class Cases(unittest.TestCase):
    maxDiff = None
    subject_class = None

    def setUp(self):
        self.subject = self.subject_class()
        self.addCleanup(self.subject.close)
        self.connection = self.open()
        self.listed = list(self.subject.listed)

    def open(self):
        session = self.subject.session()
        self.addCleanup(lambda: self.assertEqual(session.close(), 0, "the module ends cleanly"))
        return session

    def ok(self, answer):
        self.assertEqual(answer["code"], "ok", answer)
        return answer

    def pages(self, session, since=None, between=None):
        """All records of a pull, and its watermark; between(page number) is called before each further page."""
        records, cursor, page = [], None, 0
        while True:
            answer = self.ok(session.pull(object="contact", properties=self.listed, since=since, cursor=cursor, lookback_s=LOOKBACK if since else 0))
            records += answer["records"]
            if answer["complete"]:
                self.assertIsNone(answer["cursor"])
                self.assertTrue(answer["watermark"])
                return records, answer["watermark"]
            self.assertTrue(answer["cursor"])
            cursor, page = answer["cursor"], page + 1
            self.assertLess(page, 1000, "the listing ends")
            if between:
                between(page)

    def fold(self, state, records):
        for r in records:
            if r["life"] == "live":
                state[r["id"]] = r["properties"]
                for gone in r["absorbed"]:
                    state.pop(gone, None)
            else:
                state.pop(r["id"], None)
        return state

    def push(self, session, kind, ops, obj="contact"):
        answer = session.push(object=obj, kind=kind, ops=ops)
        self.assertEqual(len(answer["results"]), len(ops))
        return answer

    def done(self, session, kind, ops, obj="contact"):
        answer = self.ok(self.push(session, kind, ops, obj))
        self.assertEqual({r["outcome"] for r in answer["results"]}, {"done"}, answer)
        return [r["id"] for r in answer["results"]]

    def get(self, session, ids, properties, obj="contact"):
        answer = self.ok(session.get(object=obj, ids=ids, properties=properties))
        return {r["id"]: r for r in answer["records"]}

    def read(self, session, record, fields, obj="contact"):
        """These fields of one record; a connector may give more than was asked for."""
        properties = self.get(session, [record], list(fields), obj)[record]["properties"]
        return {name: properties[name] for name in fields if name in properties}

    # ---- the cases

    def test_interface(self):
        """The interface's version, a stable account, and properties of all that the suite speaks of."""
        self.assertEqual(self.connection.info["abi"], self.connection.info["header_abi"])
        tenant = self.ok(self.connection.identify())["tenant"]
        self.assertTrue(tenant)
        self.assertEqual(self.ok(self.open().identify())["tenant"], tenant)
        for obj, fields in self.subject.fields.items():
            described = {p["name"] for p in self.ok(self.connection.describe(object=obj))["properties"]}
            self.assertEqual(set(fields) - described, set(), obj)

    def test_paging_under_edits(self):
        """Everything that was there all the time is delivered, whatever people do between two pages; what changed comes with the next incremental pull."""
        subject, n = self.subject, self.subject.many(self.connection)
        ids = [subject.create(f"Number {i}") for i in range(n)]
        changed, gone, fresh = set(), set(), set()

        def people(page):
            for i in (page * 3, n - 1 - page * 2):  # one that was listed, one that was not
                subject.rename(ids[i], f"Renamed {page} {i}")
                changed.add(ids[i])
            subject.delete(ids[n // 2 + page * 5])
            gone.add(ids[n // 2 + page * 5])
            fresh.add(subject.create(f"Newcomer {page}"))

        records, watermark = self.pages(self.connection, between=people)
        seen = {r["id"] for r in records if r["life"] == "live"}
        self.assertEqual(set(ids) - gone - seen, set())
        self.assertGreaterEqual(len(changed), 4)
        subject.wait(60)
        later, _ = self.pages(self.connection, since=watermark)
        names = {r["id"]: r["properties"][subject.last_name] for r in records + later if r["life"] == "live"}
        self.assertEqual({i for i in changed if not names[i].startswith("Renamed")}, set())
        self.assertEqual(fresh - set(names), set())

    def test_incremental_equals_full(self):
        """What was read first and what changed since make the same as reading all anew."""
        subject, dice = self.subject, random.Random(14)
        deletes = self.connection.info["lists_deleted"]
        ids = [subject.create(f"Number {i}") for i in range(40)]
        records, watermark = self.pages(self.connection)
        state = self.fold({}, records)
        for turn in range(3):
            subject.wait(3600)
            for step in range(6):
                choice = dice.randrange(4 if deletes else 3)
                if choice == 0:
                    ids.append(subject.create(f"Late {turn} {step}"))
                elif choice < 3:
                    subject.rename(dice.choice(ids), f"Other {turn} {step}")
                else:
                    subject.delete(ids.pop(dice.randrange(len(ids))))
            subject.wait(60)
            records, watermark = self.pages(self.connection, since=watermark)
            self.fold(state, records)
            full, _ = self.pages(self.open())
            self.assertEqual(state, self.fold({}, full), turn)

    def test_deletes_and_merges(self):
        """They are told by the listing, or at the latest when the record is asked for; what lives is never among them."""
        subject = self.subject
        ids = [subject.create(f"Number {i}") for i in range(6)]
        _, watermark = self.pages(self.connection)
        subject.wait(3600)
        subject.delete(ids[0])
        survivor = subject.merge(ids[1], ids[2])
        subject.wait(60)
        told, _ = self.pages(self.connection, since=watermark)
        asked = self.get(self.connection, ids, self.listed)
        if self.connection.info["lists_deleted"]:
            self.assertIn(ids[0], {r["id"] for r in told if r["life"] in ("archived", "deleted")})
        self.assertNotIn(ids[0], {i for i, r in asked.items() if r["life"] == "live"})
        self.assertNotIn(ids[2], {i for i, r in asked.items() if r["life"] == "live"})
        self.assertEqual({i for i, r in asked.items() if r["life"] == "live"} | {survivor}, {survivor, *ids[3:]})
        for r in [*told, *asked.values()]:
            if r["id"] == ids[2]:
                self.assertIn(r["life"], ("merged", "deleted", "archived"), r)
                self.assertIn(r["into"], (survivor, None), r)
            self.assertFalse(r["id"] in ids[3:] and r["life"] != "live", r)

    def test_round_trip(self):
        """Each field comes back as it was written; written once more as it was read, it stays so."""
        for obj, fields in self.subject.fields.items():
            fields = dict(fields)
            if obj == "contact":
                fields.update(self.subject.custom_fields(self.connection))
            with self.subTest(obj):
                session = self.open()
                record = self.done(session, "create", [{"properties": fields}], obj)[0]
                read = self.read(session, record, fields, obj)
                for name, value in fields.items():
                    got = read.get(name)
                    self.assertEqual(sorted(got) if isinstance(got, list) else got, sorted(value) if isinstance(value, list) else value, (obj, name))
                self.done(session, "update", [{"id": record, "properties": read}], obj)
                self.assertEqual(self.read(session, record, fields, obj), read)

    def test_clear(self):
        """Null empties a field and no other; what was never filled in is null, not absent."""
        fields, clears = self.subject.fields["contact"], self.subject.clears
        record = self.done(self.connection, "create", [{"properties": fields}])[0]
        self.done(self.connection, "update", [{"id": record, "properties": {name: None for name in clears}}])
        read = self.get(self.connection, [record], list(fields))[record]["properties"]
        self.assertEqual({name: read.get(name, "absent") for name in clears}, {name: None for name in clears})
        self.assertEqual(read[self.subject.last_name], fields[self.subject.last_name])

    def test_unknown_property(self):
        """One that the account does not have does not fail the pull; it is absent or denied."""
        self.subject.create("Number 0")
        answer = self.ok(self.connection.pull(object="contact", properties=[self.subject.last_name, "no_such_property"]))
        self.assertIn(answer["records"][0]["properties"].get("no_such_property", {"denied": True}), ({"denied": True},))

    def test_errors(self):
        """Each failure is the class that the engine acts by, with a message; afterwards the connection works on."""
        record = self.subject.create("Number 0")
        self.pages(self.open())
        for what, codes in self.subject.errors:
            with self.subTest(what=str(what)):
                session = self.open()
                with self.subject.trouble(what):
                    answer = session.pull(object="contact", properties=self.listed)
                    self.assertIn(answer["code"], codes, answer)
                    self.assertTrue(answer["message"])
                if not {"auth", "budget"} & set(codes):
                    self.assertEqual([r["id"] for r in self.pages(session)[0]], [record])

    def test_partial_failure(self):
        """Bad rows are refused, each with a reason; all others of the batch are written."""
        n = min(self.connection.info["max_create"], 50)
        bad = {0, n // 2, n - 1} if n > 3 else {0}
        self.subject.refuse(BAD)
        ops = [{"properties": {**self.subject.others, self.subject.last_name: BAD if i in bad else f"Good{i}"}} for i in range(n)]
        results = self.ok(self.push(self.connection, "create", ops))["results"]
        self.assertEqual({i for i, r in enumerate(results) if r["outcome"] == "refused"}, bad, results)
        self.assertEqual({r["outcome"] for i, r in enumerate(results) if i not in bad}, {"done"}, results)
        self.assertTrue(all(results[i]["message"] for i in bad))
        # Results belong to their operation, whatever order the answer had.
        written = {r["id"]: f"Good{i}" for i, r in enumerate(results) if i not in bad}
        read = {}
        for at in range(0, n, 40):
            read.update(self.get(self.connection, list(written)[at:at + 40], [self.subject.last_name]))
        self.assertEqual({i: r["properties"][self.subject.last_name] for i, r in read.items()}, written)

    def test_gone(self):
        """An update of a record that was deleted meanwhile says so, and touches nothing else."""
        ids = [self.subject.create(f"Number {i}") for i in range(2)]
        self.subject.delete(ids[0])
        results = self.push(self.connection, "update", [{"id": i, "properties": {self.subject.last_name: "Other"}} for i in ids])["results"]
        self.assertEqual([r["outcome"] for r in results], ["gone", "done"], results)

    def test_in_doubt(self):
        """A create whose answer was lost is unknown, never done and never "not sent"; by its crmsync id it is found, once."""
        setup = self.ok(self.connection.setup(object="contact"))
        name, id_property = self.subject.last_name, setup["property"]
        ops = [{"properties": {name: f"Doubt{i}", id_property: f"c-0000000{i}"}} for i in range(3)]
        lost = self.subject.lose_answers()
        results = self.push(self.connection, "create", ops)["results"]
        self.subject.answers_again()
        outcomes = [r["outcome"] for r in results]
        if lost:  # what is said not to have been sent must not be there afterwards
            self.assertIn("unknown", outcomes, results)
            self.assertEqual(set(outcomes) - {"unknown", "not_sent"}, set(), results)
        else:
            self.assertEqual(set(outcomes), {"done"}, results)
        self.subject.wait(self.connection.info["search_lag_ms"] // 1000 + 1)
        found = self.ok(self.connection.find(object="contact", property=id_property, values=[f"c-0000000{i}" for i in range(4)],
                                             properties=[name, id_property]))["records"]
        self.assertEqual(sorted(r["properties"][name] for r in found), [f"Doubt{i}" for i in range(3) if outcomes[i] != "not_sent"])
        unique = {p["name"]: p["unique"] for p in self.connection.describe(object="contact")["properties"]}[id_property]
        if unique:
            again = self.push(self.connection, "create", ops[:1])["results"][0]
            self.assertEqual(again["outcome"], "exists", again)
            self.assertIn(again["id"], (None, next(r["id"] for r in found if r["properties"][name] == "Doubt0")))

    def test_budget(self):
        """Every request is counted, here as over there; what the vendor says is left is what we have not used."""
        before = self.subject.requests()
        session = self.open()
        record = self.done(session, "create", [{"properties": {self.subject.last_name: "Number 0"}}])[0]
        self.done(session, "update", [{"id": record, "properties": {self.subject.last_name: "Number 1"}}])
        session.describe(object="contact")
        self.pages(session)
        self.get(session, [record], self.listed)
        budget = self.ok(session.budget())
        self.assertEqual(session.calls, self.subject.requests() - before)
        if self.subject.counts_days:
            self.assertEqual(budget["limit"] - budget["remaining"], session.units)
        else:
            self.assertEqual((budget["limit"], session.units), (-1, 0))

    def test_setup_twice(self):
        """The second time finds what the first has made, and sends nothing that changes anything."""
        for obj in ("company", "contact", "deal"):
            first = self.ok(self.connection.setup(object=obj))
            self.assertEqual(first["state"], "created")
            before = self.subject.requests(mutating=True)
            for session in (self.connection, self.open()):
                again = self.ok(session.setup(object=obj))
                self.assertEqual((again["state"], again["property"]), ("present", first["property"]))
            self.assertEqual(self.subject.requests(mutating=True), before)
            self.assertIn(first["property"], {p["name"] for p in self.connection.describe(object=obj)["properties"]})
