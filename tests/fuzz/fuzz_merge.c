/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging a field of any sort over any sides: nothing is invented, nobody is written who must not be, and with all
 * writes done a second merge writes nothing.  Every byte chooses one thing.
 */
#include "config.h"

#include <core/merge.h>
#include <string.h>

#include "fuzz_core.h"

#define TEXT(k)                                                                                                        \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)                                               \
	}
#define LIST(array)                                                                                                    \
	{                                                                                                              \
		.kind = CRM_LIST, .valid = true, .items = (array), .n = sizeof(array) / sizeof(array)[0]               \
	}

static const struct crm_cell items_12[] = {TEXT("1"), TEXT("2")}, items_23[] = {TEXT("2"), TEXT("true")},
			     items_3[] = {TEXT("true")};
static const struct crm_cell singles[] = {
	{.kind = CRM_ABSENT},
	{.kind = CRM_DENIED},
	{.kind = CRM_NULL},
	TEXT(""),
	TEXT("1"),
	TEXT("2"),
	TEXT("true"),
	TEXT("false"),
	{.kind = CRM_TEXT, .valid = false, .key = "n/a", .text = "N/A"},
};
static const struct crm_cell sets[] = {
	{.kind = CRM_ABSENT}, {.kind = CRM_DENIED}, {.kind = CRM_NULL}, {.kind = CRM_LIST}, TEXT("1"),
	LIST(items_12),       LIST(items_23),       LIST(items_3),
};
#define N_SINGLES (sizeof singles / sizeof singles[0])
#define N_SETS    (sizeof sets / sizeof sets[0])

struct input {
	const uint8_t *data;
	size_t size, at;
};

static unsigned next(struct input *in, unsigned below)
{
	return in->at < in->size ? in->data[in->at++] % below : 0;
}

static const struct crm_cell *next_cell(struct input *in, bool multiple)
{
	return multiple ? &sets[next(in, N_SETS)] : &singles[next(in, N_SINGLES)];
}

static void fill_side(struct input *in, bool multiple, struct crm_side *side)
{
	unsigned how = next(in, 64);

	*side = (struct crm_side){
		.now = next_cell(in, multiple),
		.base = (how & 1) != 0 ? next_cell(in, multiple) : NULL,
		.contributes = (how & 6) != 0,
		.accepts = (how & 24) != 0,
		.stamps_fields = (how & 32) != 0,
		.modified = next(in, 8) * 1000,
	};
	if (side->base != NULL && next(in, 4) == 0)
		side->agreed = next_cell(in, multiple);
}

static bool holds_value(const struct crm_cell *cell)
{
	return cell != NULL && !crm_cell_unknown(cell) && !crm_cell_blank(cell);
}

/* Every item of golden stands in golden before, in the decision, or in some side's cells. */
static bool has_origin(const char *key, const struct crm_cell *before, const struct crm_cell *decided,
		       const struct crm_side *sides, size_t n)
{
	bool found = crm_cell_contains(before, key) || (decided != NULL && crm_cell_contains(decided, key));

	for (size_t i = 0; i < n && !found; i++) {
		found = crm_cell_contains(sides[i].now, key) ||
			(sides[i].base && crm_cell_contains(sides[i].base, key)) ||
			(sides[i].agreed && crm_cell_contains(sides[i].agreed, key));
	}
	return found;
}

static void check_origin(const struct crm_cell *golden, const struct crm_cell *before, const struct crm_cell *decided,
			 const struct crm_side *sides, size_t n)
{
	if (golden->kind == CRM_TEXT && holds_value(golden))
		HOLDS(has_origin(golden->key, before, decided, sides, n));
	for (size_t i = 0; golden->kind == CRM_LIST && i < golden->n; i++) {
		HOLDS(has_origin(golden->items[i].key, before, decided, sides, n));
		HOLDS(i == 0 || strcmp(golden->items[i - 1].key, golden->items[i].key) < 0);
	}
}

static void check_effects(const struct crm_side *sides, size_t n, const struct crm_merged *m)
{
	for (size_t i = 0; i < n; i++) {
		HOLDS(!(m->write[i] && m->settle[i]));
		HOLDS(!m->write[i] || (sides[i].accepts && sides[i].now->kind != CRM_DENIED && m->why != CRM_WHY_HELD));
		HOLDS(!m->write[i] || !crm_cell_equal(sides[i].now, m->golden));
		HOLDS(!m->settle[i] || !crm_cell_unknown(sides[i].now));
	}
}

static void check_convergence(const struct crm_field *field, struct crm_side *sides, size_t n, struct crm_arena *arena,
			      const struct crm_merged *m)
{
	struct crm_merged again;

	for (size_t i = 0; i < n; i++) {
		if (!m->write[i] && !m->settle[i])
			continue;
		if (m->write[i])
			sides[i].now = m->golden;
		sides[i].base = sides[i].now;
		sides[i].agreed = m->agree[i];
	}
	HOLDS(crm_merge_field(field, m->golden, NULL, sides, n, arena, &again) == 0);
	HOLDS(!again.changed);
	for (size_t i = 0; i < n; i++)
		HOLDS(!again.write[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const order[] = {"1", "2", "true"};
	struct input in = {.data = data, .size = size};
	struct crm_arena *arena = crm_arena_new();
	struct crm_side sides[CRM_MAX_SIDES];
	bool multiple = next(&in, 2) != 0;
	struct crm_field field = {
		.name = "f",
		.type = (enum crm_type)next(&in, CRM_T_COUNTRY + 1),
		.multiple = multiple,
		.rule = (enum crm_rule)next(&in, CRM_R_FORWARD_ONLY + 1),
		.clear = next(&in, 2) != 0 ? CRM_CLEAR_PROPAGATE : CRM_CLEAR_KEEP,
		.order = order,
		.n_order = next(&in, 4),
	};
	const struct crm_cell *before = next_cell(&in, multiple);
	const struct crm_cell *decided = next(&in, 4) == 0 ? next_cell(&in, multiple) : NULL;
	size_t n = next(&in, CRM_MAX_SIDES + 1);
	struct crm_merged m;

	for (size_t i = 0; i < n; i++)
		fill_side(&in, multiple, &sides[i]);
	HOLDS(crm_merge_field(&field, before, decided, sides, n, arena, &m) == 0);
	check_origin(m.golden, before, decided, sides, n);
	check_effects(sides, n, &m);
	check_convergence(&field, sides, n, arena, &m);
	crm_arena_free(arena);
	return 0;
}
