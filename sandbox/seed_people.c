/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up people, companies and deals, spread over the systems. */
#include "sandbox/seed_people.h"

#include "sandbox/seed.h"

const struct seed_owner spread_owners[WORLD_OWNERS] = {
	{"katrin.vogel@elbwerk.example", "Katrin", "Vogel", true},
	{"jan.petersen@elbwerk.example", "Jan", "Petersen", true},
	{"meral.aydin@elbwerk.example", "Meral", "Aydın", true},
	{"tobias.kuehn@elbwerk.example", "Tobias", "Kühn", true},
	{"emily.carter@elbwerk.example", "Emily", "Carter", true},
	{"david.okafor@elbwerk.example", "David", "Okafor", true},
	{"sophie.lang@elbwerk.example", "Sophie", "Lang", true},
	{"bernd.haase@elbwerk.example", "Bernd", "Haase", false},
};

static unsigned spread_count(uint32_t bits)
{
	unsigned n = 0;
	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

static uint32_t spread_take_bit(struct seed_random *r, uint32_t bits)
{
	for (uint64_t skip = seed_random_below(r, spread_count(bits)); skip > 0; skip--)
		bits &= bits - 1;
	return bits & ~(bits - 1);
}

uint32_t spread_choose_systems(struct spread *s, uint32_t among, unsigned one_permille, unsigned two_permille)
{
	struct seed_random *r = &s->draft.random;
	uint64_t roll = seed_random_below(r, 1000);
	unsigned wanted = roll < one_permille ? 1 : roll < one_permille + two_permille ? 2 : 3;
	uint32_t chosen = 0;
	for (unsigned i = 0; i < wanted && among != chosen; i++)
		chosen |= spread_take_bit(r, among & ~chosen);
	return chosen;
}

static int spread_write_owners(struct spread *s, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t h = 0; h < s->writer->twin->n_hosts; h++)
		for (unsigned i = 0; i < WORLD_OWNERS && rc >= 0; i++)
			rc = seed_write_owner(s->writer, s->writer->twin->hosts[h], spread_owners[i].email,
					      &spread_owners[i], err);
	return rc;
}

static int spread_each(struct spread *s, uint32_t n, int (*one)(struct spread *, uint32_t, struct crm_error *),
		       struct crm_error *err)
{
	int rc = CRM_OK;
	for (uint32_t i = 0; i < n && rc >= 0; i++) {
		crm_arena_reset(s->draft.arena);
		rc = one(s, i, err);
		if (rc >= 0 && s->draft.failed)
			rc = crm_error_no_memory(err);
	}
	return rc;
}

static int spread_all(struct spread *s, struct crm_error *err)
{
	int rc = spread_write_owners(s, err);
	if (rc >= 0)
		rc = spread_each(s, s->world.n_companies, spread_company, err);
	if (rc >= 0)
		rc = spread_each(s, s->world.n_people, spread_person, err);
	if (rc >= 0)
		rc = spread_each(s, s->world.n_deals, spread_deal, err);
	return rc;
}

int seed_people(struct seed_writer *w, uint64_t seed, uint32_t n_people, struct crm_error *err)
{
	if (w->twin->n_hosts == 0)
		return CRM_OK;
	struct spread s = {.writer = w};
	int rc = world_init(&s.world, seed, n_people, err);
	if (rc < 0)
		return rc;
	s.draft.arena = crm_arena_new();
	s.company_systems = crm_calloc((size_t)s.world.n_companies + 1, sizeof *s.company_systems);
	s.contact_systems = crm_calloc((size_t)n_people + 1, sizeof *s.contact_systems);
	if (s.draft.arena && s.company_systems && s.contact_systems)
		rc = spread_all(&s, err);
	else
		rc = crm_error_no_memory(err);
	crm_arena_free(s.draft.arena);
	crm_free(s.company_systems);
	crm_free(s.contact_systems);
	world_free(&s.world);
	return rc;
}
