/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A YAML document as a tree of nodes that know where they stand.
 *
 * Less than all of YAML, on purpose: UTF-8 only, one document, at most 4 MiB; anchors and aliases work but cannot blow
 * the tree up; tags, merge keys (<<), keys that are not text and keys that occur twice are mistakes.  Scalars stay
 * text: what a scalar means is for the schema to say, so "NO" is never a bool and "2026-03" never a date.
 */
#ifndef CRM_CONFIG_TREE_H
#define CRM_CONFIG_TREE_H

#include <config/mistakes.h>

#define CONFIG_FILE_MAX ((size_t)4 << 20) /* bytes */

enum config_node_kind { CONFIG_SCALAR, CONFIG_LIST, CONFIG_MAP };

struct config_node;

struct config_entry {
	const struct config_node *key; /* a scalar */
	const struct config_node *value;
};

struct config_node {
	enum config_node_kind kind;
	struct config_place at;
	bool plain;                             /* scalar without quotes */
	const char *text;                       /* scalar: never NULL, no NUL inside */
	const struct config_node *const *items; /* list */
	const struct config_entry *entries;     /* map, in order; each key once, a text */
	size_t n;                               /* of items or entries */
	size_t weight;                          /* nodes seen by a walk through it, aliases followed */
};

/* NULL with at least one mistake noted (or out of memory) if there is no usable tree; mistakes may be noted beside a
   tree as well. An empty document gives an empty map.  The tree lives in the arena and borrows `file`. */
const struct config_node *config_tree_parse(const struct config_file *file, const char *text, size_t len,
					    struct crm_arena *arena, struct config_mistakes *mistakes);

/* A plain scalar that stands for nothing: empty, ~ or null. */
bool config_node_is_null(const struct config_node *node);
/* "a text", "a list", ... for messages. */
const char *config_node_kind_name(const struct config_node *node);

/* False with a mistake noted at the first byte that is not UTF-8 or a character that YAML forbids. */
bool config_text_check(const struct config_file *file, const char *text, size_t len, struct config_mistakes *mistakes);

#endif
