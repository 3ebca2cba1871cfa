# SPDX-License-Identifier: Apache-2.0
"""Large listings of Salesforce are read by query jobs of the Bulk API 2.0 where that costs fewer calls, and whatever becomes of a job, every record is read."""
import json
import re
import signal
import urllib.request

from world import Story, main, send_signal

SF = "salesforce"
PEOPLE = 3400  # some 2,400 contacts and 1,100 leads
OPTIONS = {"page_size": 100, "daily_limit": 10**7, "burst_limit": 0}  # pages so small that jobs pay
ODD = [{"LastName": 'Quo"te, Comma', "Description": 'first\nsecond, "third"\r\nfourth'}, {"LastName": "Ümlaut ' 日本", "Title": ";|^`\t"},
       {"LastName": "Null", "Email": None, "HasOptedOutOfEmail": True}, {"LastName": "#N/A", "Title": "=1+1"}]


class Bulk(Story):
    def org(self, options=None, **settings):
        world = self.world((SF,), seed=PEOPLE)
        for person in ODD:
            world.create(SF, "contact", **person)
        world.options(SF, **{**OPTIONS, **(options or {})})
        world.write_config(**settings)
        return world

    def pull(self, world, *args, codes=(0,)):
        """Pulls the contacts; gives what was said."""
        world.forget_history()
        return self.run_ok(world, "pull", "--only", "contact", *args, codes=codes)

    def stored(self, world):
        return {row[0]: row[1:] for row in world.sql("SELECT s.vendor_id, s.life, s.kind, s.modified, c.cells FROM source s JOIN object o ON o.id = s.object "
                                                     "JOIN source_content c ON c.source = s.id WHERE o.name = 'contact'")}

    def people(self, world):
        """Converted leads are left out of full listings."""
        return {r["id"] for obj in ("contact", "lead") for r in world.records(SF, obj) if r["properties"].get("IsConverted") not in (True, "true")}

    def assert_all_read(self, world):
        self.assertEqual(sorted({i for i, row in self.stored(world).items() if row[0] == 0} ^ self.people(world)), [])

    def jobs(self, world):
        """Requests about query jobs: made, looked at, read."""
        paths = [(h["method"], h["path"].split("?")[0]) for h in world.history() if "/jobs/query" in h["path"]]
        kinds = [("made", "POST", r"/jobs/query$"), ("looks", "GET", r"/jobs/query/\w+$"), ("sets", "GET", r"/results$")]
        return {name: sum(1 for m, p in paths if m == method and re.search(path, p)) for name, method, path in kinds}

    def pages(self, world):
        return sum(1 for h in world.history() if re.search(r"/query(All)?/0r8", h["path"]))

    def bulk_write(self, world, operation, csv):
        """Somebody's data loader."""
        base = f"http://127.0.0.1:{world.port}/{SF}/services/data/v60.0/jobs/ingest"

        def send(method, path, body, content_type="application/json"):
            request = urllib.request.Request(base + path, data=body, method=method, headers={"Authorization": "Bearer loader", "Content-Type": content_type})
            with urllib.request.urlopen(request) as answer:
                return answer.read()
        job = json.loads(send("POST", "", json.dumps({"object": "Contact", "operation": operation}).encode()))["id"]
        send("PUT", f"/{job}/batches", csv.encode(), "text/csv")
        send("PATCH", f"/{job}", b'{"state":"UploadComplete"}')

    # ---- as by pages

    def test_what_a_job_reads_is_what_pages_read(self):
        world = self.org({"bulk_page_size": 900})
        self.pull(world)
        self.assertEqual(self.jobs(world), {"made": 1, "looks": 1, "sets": 3})  # the leads are too few for a job
        self.assertEqual([h for h in world.history() if h["mutating"]], [])
        self.assert_all_read(world)
        by_job = self.stored(world)
        world.write_config(salesforce="options: {bulk: false}")
        self.pull(world, "--full")
        self.assertEqual(self.jobs(world), {"made": 0, "looks": 0, "sets": 0})
        self.assertGreater(self.pages(world), 20)
        self.assertEqual(self.stored(world), by_job)

    def test_few_records_or_large_pages_need_no_job(self):
        world = self.org({"page_size": 2000})
        self.pull(world)
        self.assertEqual(self.jobs(world)["made"], 0)
        self.assert_all_read(world)

    def test_changes_and_deletions_come_by_a_job_as_well(self):
        world = self.org()
        self.pull(world)
        contacts = sorted(r["id"] for r in world.records(SF, "contact"))
        world.advance(7200)
        gone = contacts[:50]
        self.bulk_write(world, "update", "Id,Title\n" + "".join(f"{i},Loaded\n" for i in contacts[50:]))
        self.bulk_write(world, "delete", "Id\n" + "".join(f"{i}\n" for i in gone))
        world.merge(SF, "contact", contacts[60], contacts[61])
        world.advance(60)
        self.pull(world)
        self.assertEqual(self.jobs(world)["made"], 1)
        stored = self.stored(world)
        self.assertTrue(all(stored[i][0] == 1 for i in gone))
        self.assertEqual(stored[contacts[61]][0], 3)
        self.assertTrue(all("Loaded" in stored[i][3] for i in contacts[62:]))

    # ---- jobs that go wrong

    def test_a_job_that_does_not_succeed_gives_way_to_pages(self):
        for options in ({"bulk_outcome": "Failed"}, {"bulk_outcome": "Aborted"}, {"bulk_denied": True}):
            with self.subTest(options):
                world = self.org(options)
                result = self.pull(world)
                self.assertIn("is read page by page", result.err)
                self.assertEqual(self.jobs(world)["made"], 1)
                self.assert_all_read(world)

    def test_a_job_that_never_ends_gives_way_to_pages(self):
        world = self.org({"bulk_job_s": 10**6})
        result = self.pull(world)
        self.assertIn("still under way", result.err)
        self.assertEqual(self.jobs(world), {"made": 1, "looks": 60, "sets": 0})
        self.assert_all_read(world)

    def test_a_job_that_takes_its_time_is_waited_for(self):
        world = self.org({"bulk_job_s": 86400})
        hold = world.hold(system=SF, method="GET", path="/jobs/query/[A-Za-z0-9]+$", nth=2)
        process = self.background(world, "pull", "--only", "contact")
        self.wait_held(world, process, hold)
        world.advance(86400)
        world.release(hold)
        self.finish(process)
        self.assertEqual(self.jobs(world), {"made": 1, "looks": 3, "sets": 1})
        self.assert_all_read(world)

    def test_a_job_that_vanished_is_made_anew_once(self):
        world = self.org({"bulk_page_size": 900})
        gone = {"code": 404, "body": json.dumps([{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]), "action": "status", "system": SF}
        world.fault(path="/results.*locator", nth=1, **gone)
        self.pull(world)
        self.assertEqual(self.jobs(world)["made"], 2)
        self.assert_all_read(world)
        world.no_faults()
        world.fault(path="/jobs/query/", every=1, **gone)
        result = self.pull(world, "--full")
        self.assertIn("is read page by page", result.err)
        self.assertEqual(self.jobs(world)["made"], 2)
        self.assert_all_read(world)

    # ---- answers that go wrong

    def test_lost_and_broken_answers(self):
        make, look, read, read_on = ("POST", "/jobs/query$"), ("GET", "/jobs/query/[A-Za-z0-9]+$"), ("GET", "/results"), ("GET", "/results.*locator")
        lost, cut, html, busy = {"action": "drop_after"}, {"action": "truncate"}, {"action": "html"}, {"action": "status", "code": 503}
        world = self.org({"bulk_page_size": 900})
        self.pull(world)
        expected, pages = self.stored(world), self.pages(world)
        for (method, path), fault in ((make, lost), (look, lost), (read, lost), (read_on, lost), (make, busy), (look, html), (read, cut), (read_on, cut),
                                      (read, html), (read_on, busy)):
            with self.subTest(path=path, **fault):
                world.no_faults()
                world.fault(system=SF, method=method, path=path, nth=1, **fault)
                self.pull(world, "--full")
                self.assertTrue(any(h.get("fault") for h in world.history()))
                self.assertEqual(self.jobs(world)["sets"], 4 if "results" in path else 3)
                self.assertEqual(self.pages(world), pages)
                self.assertEqual(self.stored(world).keys(), expected.keys())

    def test_answers_that_stay_broken_give_way_to_pages(self):
        world = self.org()
        world.fault(system=SF, path="/results", every=1, action="html")
        result = self.pull(world)
        self.assertIn("is read page by page", result.err)
        self.assert_all_read(world)

    def test_a_set_that_is_cut_short_is_not_believed(self):
        """Whole rows, fewer than the answer's header says."""
        world = self.org()
        world.fault(system=SF, path="/results", nth=1, action="status", code=200, body='"Id","SystemModstamp"\n',
                    headers={"Content-Type": "text/csv;charset=UTF-8", "Sforce-NumberOfRecords": "2000", "Sforce-Locator": "null"})
        self.pull(world)
        self.assertEqual(self.jobs(world)["sets"], 2)
        self.assert_all_read(world)

    # ---- runs that end in the middle

    def test_a_run_that_is_killed_goes_on_with_its_job(self):
        world = self.org({"bulk_page_size": 900})
        hold = world.hold(system=SF, path="/results.*locator", nth=2)
        process = self.background(world, "pull", "--only", "contact")
        self.wait_held(world, process, hold)
        process.send_signal(signal.SIGKILL)
        process.wait()
        world.release(hold)
        before = len(self.stored(world))
        self.assertGreater(before, 1800)
        self.pull(world)
        self.assertEqual(self.jobs(world), {"made": 0, "looks": 0, "sets": 1})
        self.assert_all_read(world)

    def test_a_run_that_is_killed_while_a_job_is_under_way_looks_at_it_again(self):
        world = self.org()
        hold = world.hold(system=SF, method="GET", path="/jobs/query/[A-Za-z0-9]+$", nth=1)
        process = self.background(world, "pull", "--only", "contact")
        self.wait_held(world, process, hold)
        process.send_signal(signal.SIGKILL)
        process.wait()
        world.release(hold)
        self.pull(world)
        self.assertEqual(self.jobs(world), {"made": 0, "looks": 1, "sets": 1})
        self.assert_all_read(world)

    def test_ctrl_c_while_a_job_is_waited_for(self):
        world = self.org({"bulk_job_s": 86400})
        hold = world.hold(system=SF, method="GET", path="/jobs/query/[A-Za-z0-9]+$", nth=2)
        process = self.background(world, "pull", "--only", "contact")
        self.wait_held(world, process, hold)
        send_signal(process, signal.SIGINT)
        world.release(hold)
        self.finish(process, codes=(130,))
        world.advance(86400)
        self.pull(world)
        self.assertEqual(self.jobs(world), {"made": 0, "looks": 1, "sets": 1})
        self.assert_all_read(world)

    def test_what_changes_while_a_job_is_read_is_seen_later(self):
        world = self.org({"bulk_page_size": 900})
        hold = world.hold(system=SF, path="/results.*locator", nth=1)
        process = self.background(world, "pull", "--only", "contact")
        self.wait_held(world, process, hold)
        someone = max(r["id"] for r in world.records(SF, "contact"))
        world.edit(SF, "contact", someone, Title="Promoted")
        fresh = world.create(SF, "contact", LastName="Late")
        world.release(hold)
        self.finish(process)
        self.assertNotIn(fresh, self.stored(world))
        self.pull(world)
        self.assertIn("Promoted", self.stored(world)[someone][3])
        self.assert_all_read(world)


if __name__ == "__main__":
    main()
