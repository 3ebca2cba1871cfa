# SPDX-License-Identifier: Apache-2.0
"""Story 24: the access token expires in the middle of a run."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main, wait_until

N = 24


class TokenExpires(Story):
    def credentials(self, world, name):
        for secret in ("client_id", "client_secret", "refresh_token"):
            world.write(f"{name}.{secret}", f"{secret}-of-{name}")
        parts = ", ".join(f"{secret}: {{file: {name}.{secret}}}" for secret in ("client_id", "client_secret", "refresh_token"))
        return "{" + parts + "}"

    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        world.write_config(**{f"{d.name}_credentials": self.credentials(world, d.name) for d in at})
        for i in range(N):
            at[i % len(at)].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at

    def refused(self, world, d):
        return [h for h in world.history() if h["system"] == d.name and h["status"] == 401]

    def complete(self, world, at):
        for d in at:
            rows = sorted(r["last"] for r in d.rows("contact").values())
            self.assertEqual(rows, sorted(f"Number {i}" for i in range(N)), d.name)

    def refused_once(self, *systems):
        """The vendor takes the token back at any request: one new token, the same request again, no double."""
        world, at = self.start(systems)
        for d in at:
            for nth in (4, 9, 17):
                world.fault(system=d.name, path="^/(api|crm|v1|services/data)", nth=nth, action="status", code=401,
                            body={"message": "expired"} if d.vendor != "salesforce" else
                            [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
        self.run_ok(world, "sync", "--first-sync")
        self.assertTrue(all(self.refused(world, d) for d in at))
        self.complete(world, at)
        world.no_faults()
        self.assert_silence(world, 1)

    def short_life(self, *systems):
        """Tokens that live shorter than the run: hours pass while a request is answered, three times at each vendor."""
        world, at = self.start(systems)
        for d in at:
            world.options(d.name, token_ttl_s=1800)
        holds = [world.hold(system=d.name, path="^/(api|crm|v1|services/data)", nth=nth) for d in at for nth in (4, 9, 17)]
        run = self.background(world, "sync", "--first-sync", "--jobs", "1")
        while holds and run.poll() is None:
            wait_until(lambda: any(map(world.held, holds)) or run.poll() is not None, "a request or the end")
            for hold in [h for h in holds if world.held(h)]:
                world.advance(7200)
                world.release(hold)
                holds.remove(hold)
        self.finish(run)
        world.no_faults()  # a vendor may have been asked less often
        for d in at:
            tokens = [h for h in world.history() if h["system"] == d.name and "token" in h["path"] and h["status"] == 200]
            self.assertGreater(len(tokens), 1)
        self.complete(world, at)
        self.assert_silence(world, 1)

    def refused_for_good(self, *systems):
        """Credentials that no longer work at all: exit 4, after one attempt to renew, nothing written."""
        world, at = self.start(systems)
        world.fault(system=at[0].name, path="^/(api|crm|v1|services/data)", every=1, action="status", code=401,
                    body=[{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
        result = self.run_ok(world, "sync", "--first-sync", codes=(4,))
        self.assertIn(at[0].name, result.err)
        self.assertLessEqual(len(self.refused(world, at[0])), 4)
        self.assertEqual([w for w in world.writes() if "token" not in w["path"]], [])


tell(TokenExpires, "refused_once", pairs() + trios(), 2)
tell(TokenExpires, "short_life", pairs(), 1)
tell(TokenExpires, "refused_for_good", pairs(), 1)

if __name__ == "__main__":
    main()
