/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the trained part of a model file: nothing may be missing, unknown, or out of its bounds. */
#include "config.h"

#include <config/scalar.h>
#include <config/trained_model.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BITS_MOST  60.0
#define SUM_OFF_BY 0.01 /* that the m of a comparison may differ from 1 */

static const char *const level_keys[] = {"level", "m", "u", "near", "frequency", NULL};
static const char *const comparison_keys[] = {"name", "kind", "levels", "same", NULL};
static const char *const dependence_keys[] = {"from", "to", "common", "rare", "apart", NULL};
static const char *const key_keys[] = {"key", "used", NULL};
static const char *const source_keys[] = {"same", "other", NULL};
static const char *const trained_keys[] = {
	"version", "rows", "threshold", "matches_per_row", "sources", "comparisons", "dependence", "keys", NULL};

struct trained_load {
	struct crm_arena *arena;
	struct config_mistakes *mistakes;
};

static struct config_trained_place place_of(const struct config_node *node)
{
	return (struct config_trained_place){node->at.line, node->at.column};
}

static const struct config_node *find_member(const struct config_node *map, const char *name)
{
	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->entries[i].key->text, name) == 0)
			return map->entries[i].value;
	return NULL;
}

/* The value of a key that must be there, of a kind; NULL with the mistake noted. */
static const struct config_node *need(const struct trained_load *load, const struct config_node *map, const char *name,
				      enum config_node_kind kind)
{
	static const char *const wanted[] = {"a single value", "a list", "a mapping"};
	const struct config_node *node = find_member(map, name);
	if (node == NULL)
		config_mistake_note(load->mistakes, &map->at, "%s is missing: the trained model is incomplete", name);
	else if (node->kind != kind)
		config_mistake_note(load->mistakes, &node->at, "%s is %s (wanted: %s)", name,
				    config_node_kind_name(node), wanted[kind]);
	return node != NULL && node->kind == kind ? node : NULL;
}

static bool is_number(const char *text, double *out)
{
	char *end;
	if (text[strspn(text, "0123456789+-.eE")] != '\0')
		return false;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*out);
}

static double read_value(const struct trained_load *load, const struct config_node *node, const char *name, double min,
			 double max)
{
	double number = 0;
	if (node->kind == CONFIG_SCALAR && is_number(node->text, &number) && number >= min && number <= max)
		return number;
	config_mistake_note(load->mistakes, &node->at, "%s is %s (allowed: a number from %g to %g)", name,
			    node->kind == CONFIG_SCALAR ? config_mistake_quote(load->mistakes, node->text)
							: config_node_kind_name(node),
			    min, max);
	return min;
}

static double need_number(const struct trained_load *load, const struct config_node *map, const char *name, double min,
			  double max)
{
	const struct config_node *node = need(load, map, name, CONFIG_SCALAR);
	return node != NULL ? read_value(load, node, name, min, max) : min;
}

static const char *need_text(const struct trained_load *load, const struct config_node *map, const char *name)
{
	const struct config_node *node = need(load, map, name, CONFIG_SCALAR);
	return node != NULL ? node->text : "";
}

static void note_unknown(const struct trained_load *load, const struct config_node *key, const char *const *known)
{
	struct crm_buf all;
	crm_buf_init(&all, 4096);
	for (size_t i = 0; known[i] != NULL; i++)
		crm_buf_printf(&all, "%s%s", i > 0 ? ", " : "", known[i]);
	config_mistake_note(load->mistakes, &key->at, "unknown key %s (allowed: %s)",
			    config_mistake_quote(load->mistakes, key->text), all.ptr);
	crm_buf_free(&all);
}

static bool is_map(const struct trained_load *load, const struct config_node *node, const char *what,
		   const char *const *known)
{
	if (node->kind != CONFIG_MAP)
		config_mistake_note(load->mistakes, &node->at, "%s is %s (wanted: a mapping)", what,
				    config_node_kind_name(node));
	for (size_t i = 0; node->kind == CONFIG_MAP && i < node->n; i++) {
		size_t k = 0;
		while (known[k] != NULL && strcmp(known[k], node->entries[i].key->text) != 0)
			k++;
		if (known[k] == NULL)
			note_unknown(load, node->entries[i].key, known);
	}
	return node->kind == CONFIG_MAP;
}

/* Room for what a list becomes; NULL if there is no such list or no memory. */
static void *need_list(const struct trained_load *load, const struct config_node *map, const char *name, size_t size,
		       const struct config_node **list)
{
	*list = need(load, map, name, CONFIG_LIST);
	void *room = *list != NULL ? crm_arena_calloc(load->arena, (*list)->n + 1, size) : NULL;
	if (*list != NULL && room == NULL)
		load->mistakes->nomem = true;
	return room;
}

static void read_level(const struct trained_load *load, const struct config_node *node,
		       struct config_trained_level *out)
{
	out->at = place_of(node);
	if (!is_map(load, node, "a level", level_keys))
		return;
	const struct config_node *near = find_member(node, "near");
	out->name = need_text(load, node, "level");
	out->frequency = need_text(load, node, "frequency");
	out->m = need_number(load, node, "m", 0, 1);
	out->u = need_number(load, node, "u", 0, 1);
	out->near = near != NULL ? read_value(load, near, "near", 0, 1000) : 0;
}

static void check_sum(const struct trained_load *load, const struct config_node *node,
		      const struct config_trained_comparison *comparison)
{
	double sum = 0;
	for (size_t i = 0; i < comparison->n_levels; i++)
		sum += comparison->levels[i].m;
	if (fabs(sum - 1) > SUM_OFF_BY)
		config_mistake_note(load->mistakes, &node->at, "the m of comparison %s add up to %.3g (wanted: 1)",
				    config_mistake_quote(load->mistakes, comparison->name), sum);
}

static void read_comparison(const struct trained_load *load, const struct config_node *node,
			    struct config_trained_comparison *out)
{
	const struct config_node *levels, *same;
	const size_t before = load->mistakes->n;
	out->at = place_of(node);
	out->name = out->kind = "";
	if (!is_map(load, node, "a comparison", comparison_keys))
		return;
	out->name = need_text(load, node, "name");
	out->kind = need_text(load, node, "kind");
	struct config_trained_level *room = need_list(load, node, "levels", sizeof *room, &levels);
	for (size_t i = 0; room != NULL && i < levels->n; i++)
		read_level(load, levels->items[i], &room[i]);
	double *shares = need_list(load, node, "same", sizeof *shares, &same);
	for (size_t i = 0; shares != NULL && i < same->n; i++)
		shares[i] = read_value(load, same->items[i], "same", 0, 1);
	out->levels = room;
	out->n_levels = room != NULL ? levels->n : 0;
	out->same = shares;
	out->n_same = shares != NULL ? same->n : 0;
	if (load->mistakes->n == before && !load->mistakes->nomem)
		check_sum(load, node, out);
}

static void read_dependence(const struct trained_load *load, const struct config_node *node,
			    struct config_trained_dependence *out)
{
	out->at = place_of(node);
	out->from = out->to = "";
	if (!is_map(load, node, "a dependence", dependence_keys))
		return;
	out->from = need_text(load, node, "from");
	out->to = need_text(load, node, "to");
	out->common = need_number(load, node, "common", 0, 1);
	out->rare = need_number(load, node, "rare", 0, 1);
	out->apart = need_number(load, node, "apart", 0, 1);
}

static void read_key(const struct trained_load *load, const struct config_node *node, struct config_trained_key *out)
{
	out->at = place_of(node);
	out->name = "";
	if (!is_map(load, node, "a key", key_keys))
		return;
	out->name = need_text(load, node, "key");
	const struct config_node *used = need(load, node, "used", CONFIG_SCALAR);
	if (used != NULL && !config_scalar_bool(used->text, &out->used))
		config_mistake_note(load->mistakes, &used->at, "used is %s (allowed: true, false)",
				    config_mistake_quote(load->mistakes, used->text));
}

static void read_lists(const struct trained_load *load, const struct config_node *node,
		       struct config_trained_model *out)
{
	const struct config_node *list;
	struct config_trained_comparison *comparisons =
		need_list(load, node, "comparisons", sizeof *comparisons, &list);
	for (size_t i = 0; comparisons != NULL && i < list->n; i++)
		read_comparison(load, list->items[out->n_comparisons++], &comparisons[i]);
	struct config_trained_dependence *dependence = need_list(load, node, "dependence", sizeof *dependence, &list);
	for (size_t i = 0; dependence != NULL && i < list->n; i++)
		read_dependence(load, list->items[out->n_dependence++], &dependence[i]);
	struct config_trained_key *keys = need_list(load, node, "keys", sizeof *keys, &list);
	for (size_t i = 0; keys != NULL && i < list->n; i++)
		read_key(load, list->items[out->n_keys++], &keys[i]);
	out->comparisons = comparisons;
	out->dependence = dependence;
	out->keys = keys;
}

static void read_numbers(const struct trained_load *load, const struct config_node *node,
			 struct config_trained_model *out)
{
	const struct config_node *sources = need(load, node, "sources", CONFIG_MAP);
	out->rows = need_number(load, node, "rows", 2, 1e12);
	out->threshold = need_number(load, node, "threshold", 1e-9, 1 - 1e-9);
	out->copies = need_number(load, node, "matches_per_row", 1e-9, 1000);
	if (sources != NULL && is_map(load, sources, "sources", source_keys)) {
		out->source_same = need_number(load, sources, "same", -BITS_MOST, 0);
		out->source_other = need_number(load, sources, "other", -BITS_MOST, BITS_MOST);
	}
}

static bool is_known_version(const struct trained_load *load, const struct config_node *node)
{
	int64_t version;
	const struct config_node *at = need(load, node, "version", CONFIG_SCALAR);
	if (at == NULL)
		return false;
	if (!config_scalar_whole(at->text, &version) || version < 1)
		config_mistake_note(load->mistakes, &at->at, "version is %s (allowed: a whole number from 1)",
				    config_mistake_quote(load->mistakes, at->text));
	else if (version > CONFIG_TRAINED_VERSION)
		config_mistake_note(load->mistakes, &at->at,
				    "the model is of version %lld and from a newer crmsync, this one reads up to %d",
				    (long long)version, CONFIG_TRAINED_VERSION);
	else
		return true;
	return false;
}

const struct config_trained_model *config_trained_model_read(const struct config_node *node, struct crm_arena *arena,
							     struct config_mistakes *mistakes)
{
	const struct trained_load load = {arena, mistakes};
	const size_t before = mistakes->n;
	struct config_trained_model *out = crm_arena_calloc(arena, 1, sizeof *out);
	if (out == NULL)
		mistakes->nomem = true;
	if (out == NULL)
		return NULL;
	out->at = place_of(node);
	/* Of another version, what else is there cannot be judged. */
	if (node->kind == CONFIG_MAP && !is_known_version(&load, node))
		return NULL;
	if (!is_map(&load, node, "trained", trained_keys))
		return NULL;
	read_numbers(&load, node, out);
	read_lists(&load, node, out);
	return mistakes->n == before && !mistakes->nomem ? out : NULL;
}
