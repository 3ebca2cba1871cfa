# SPDX-License-Identifier: Apache-2.0
"""Story 4: e-mail addresses that differ in case, blanks or letters beyond ASCII."""
import unicodedata

from pairs import pairs, tell, trios
from people import desks
from world import Story, main

SPELLINGS = ("Joehn.Doe@Example.COM ", "joehn.doe@example.com", "JOEHN.DOE@EXAMPLE.COM")
UMLAUT = ("J\u00f6hn.Doe@Example.COM", "j\u00f6hn.doe@example.com", unicodedata.normalize("NFD", "J\u00d6HN.doe@example.com"))


class EmailCase(Story):
    def one_person(self, systems, spellings):
        world = self.world(systems)
        at = list(desks(world).values())
        ids = [d.create("contact", first="John", last="Doe", email=e) for d, e in zip(at, spellings)]
        before = [d.raw("contact", record) for d, record in zip(at, ids)]
        self.first_sync(world)
        self.assertEqual([d.count("contact") for d in at], [1] * len(at))
        self.assertEqual(world.sql("SELECT count(*) FROM v_contact"), [(1,)])
        self.assertEqual([d.raw("contact", record)[self.email_field(d)] for d, record in zip(at, ids)],
                         [row[self.email_field(d)] for d, row in zip(at, before)])
        self.assert_silence(world, 1)
        return world, at, ids

    @staticmethod
    def email_field(d):
        return d.words["contact"]["email"]

    def case_and_blanks(self, *systems):
        self.one_person(systems, SPELLINGS)

    def beyond_ascii(self, *systems):
        self.one_person(systems, UMLAUT)

    def capitals_later(self, a, b):
        """Changing capitals is no edit."""
        world, at, ids = self.one_person((a, b), SPELLINGS)
        world.advance(3600)
        for d, record in zip(at, ids):
            d.edit("contact", record, email="John.DOE@example.com".replace("John", "JOEHN"))
            self.assert_silence(world, 1)

    def company_domain(self, a, b):
        """A company's web address likewise."""
        world = self.world((a, b))
        first, second = desks(world).values()
        first.create("company", name="Firma", website="HTTPS://WWW.Firma.Example/")
        second.create("company", name="Firma GmbH", website="firma.example")
        self.first_sync(world)
        self.assertEqual((first.count("company"), second.count("company")), (1, 1))
        self.assert_silence(world, 1)


tell(EmailCase, "case_and_blanks", pairs(), 2)
tell(EmailCase, "case_and_blanks", trios(), 1)
tell(EmailCase, "beyond_ascii", [p for p in pairs()], 2)
tell(EmailCase, "capitals_later", pairs(), 2)
tell(EmailCase, "company_domain", pairs(), 2)

if __name__ == "__main__":
    main()
