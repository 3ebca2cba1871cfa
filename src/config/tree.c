/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the tree from libyaml's events; the one file that includes yaml.h. */
#include "config.h"

#include <config/settings.h>
#include <config/tree.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define TREE_MAX_DEPTH   ((size_t)32)
#define TREE_MAX_NODES   ((size_t)100000) /* a walk over the whole tree meets at most so many, aliases followed */
#define TREE_MAX_ANCHORS ((size_t)1000)

struct tree_anchor {
	const char *name;
	const struct config_node *node;
	bool open; /* its end has not come yet */
};

struct tree_frame {
	struct config_node *node;
	size_t first;  /* index of its first child in `pending` */
	size_t anchor; /* index + 1 of its anchor, 0: none */
};

struct tree_builder {
	const struct config_file *file;
	const char *text;
	size_t len;
	struct crm_arena *arena;
	struct config_mistakes *mistakes;
	const struct config_node **pending; /* children of the open nodes, outermost first */
	size_t n_pending, cap_pending;
	struct tree_frame frames[TREE_MAX_DEPTH];
	size_t depth;
	struct tree_anchor *anchors;
	size_t n_anchors;
	size_t visited;
	unsigned documents;
	bool stop; /* the rest is not worth reading */
};

static struct config_place tree_place(const struct tree_builder *b, yaml_mark_t mark)
{
	return (struct config_place){b->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static void tree_out_of_memory(struct tree_builder *b)
{
	b->mistakes->nomem = true;
	b->stop = true;
}

static bool tree_push_pending(struct tree_builder *b, const struct config_node *node)
{
	if (b->n_pending == b->cap_pending) {
		size_t cap = b->cap_pending ? b->cap_pending * 2 : 64;
		const struct config_node **pending = crm_reallocarray(b->pending, cap, sizeof *pending);
		if (!pending) {
			tree_out_of_memory(b);
			return false;
		}
		b->pending = pending;
		b->cap_pending = cap;
	}
	b->pending[b->n_pending++] = node;
	return true;
}

static bool tree_count_nodes(struct tree_builder *b, size_t more, yaml_mark_t mark)
{
	b->visited += more;
	if (b->visited <= TREE_MAX_NODES)
		return true;
	struct config_place at = tree_place(b, mark);
	config_mistake_note(b->mistakes, &at, "too many values, aliases followed (allowed: %zu)", TREE_MAX_NODES);
	b->stop = true;
	return false;
}

static struct config_node *tree_new_node(struct tree_builder *b, enum config_node_kind kind, yaml_mark_t mark)
{
	if (!tree_count_nodes(b, 1, mark))
		return NULL;
	struct config_node *node = crm_arena_calloc(b->arena, 1, sizeof *node);
	if (!node) {
		tree_out_of_memory(b);
		return NULL;
	}
	node->kind = kind;
	node->at = tree_place(b, mark);
	node->weight = 1;
	return node;
}

static void tree_refuse_tag(struct tree_builder *b, const yaml_char_t *tag, yaml_mark_t mark)
{
	if (!tag)
		return;
	struct config_place at = tree_place(b, mark);
	config_mistake_note(b->mistakes, &at, "tag %s is not supported (allowed: values without tags)",
			    config_mistake_quote(b->mistakes, (const char *)tag));
}

/* Index + 1 of the new anchor; 0 without an anchor or on failure. */
static size_t tree_add_anchor(struct tree_builder *b, const yaml_char_t *name, const struct config_node *node,
			      yaml_mark_t mark)
{
	if (!name)
		return 0;
	if (!b->anchors)
		b->anchors = crm_arena_calloc(b->arena, TREE_MAX_ANCHORS, sizeof *b->anchors);
	char *kept = crm_arena_strdup(b->arena, (const char *)name);
	if (!b->anchors || !kept) {
		tree_out_of_memory(b);
		return 0;
	}
	if (b->n_anchors == TREE_MAX_ANCHORS) {
		struct config_place at = tree_place(b, mark);
		config_mistake_note(b->mistakes, &at, "too many anchors (allowed: %zu)", TREE_MAX_ANCHORS);
		b->stop = true;
		return 0;
	}
	b->anchors[b->n_anchors] = (struct tree_anchor){kept, node, node->kind != CONFIG_SCALAR};
	return ++b->n_anchors;
}

static void tree_on_scalar(struct tree_builder *b, const yaml_event_t *event)
{
	struct config_node *node = tree_new_node(b, CONFIG_SCALAR, event->start_mark);
	if (!node)
		return;
	const char *value = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	tree_refuse_tag(b, event->data.scalar.tag, event->start_mark);
	if (memchr(value, '\0', len))
		config_mistake_note(b->mistakes, &node->at,
				    "a text contains a NUL character (allowed: printable text)");
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = crm_arena_strndup(b->arena, value, len);
	if (!node->text) {
		tree_out_of_memory(b);
		return;
	}
	tree_add_anchor(b, event->data.scalar.anchor, node, event->start_mark);
	tree_push_pending(b, node);
}

static void tree_on_start(struct tree_builder *b, enum config_node_kind kind, const yaml_char_t *anchor,
			  const yaml_char_t *tag, yaml_mark_t mark)
{
	struct config_node *node = tree_new_node(b, kind, mark);
	if (!node)
		return;
	tree_refuse_tag(b, tag, mark);
	if (b->depth == TREE_MAX_DEPTH) {
		config_mistake_note(b->mistakes, &node->at, "nested too deeply (allowed: %zu levels)", TREE_MAX_DEPTH);
		b->stop = true;
		return;
	}
	size_t index = tree_add_anchor(b, anchor, node, mark);
	b->frames[b->depth++] = (struct tree_frame){node, b->n_pending, index};
}

static void tree_on_alias(struct tree_builder *b, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct config_place at = tree_place(b, event->start_mark);
	const struct tree_anchor *found = NULL;
	for (size_t i = b->n_anchors; i-- > 0 && !found;) {
		if (strcmp(b->anchors[i].name, name) == 0)
			found = &b->anchors[i];
	}
	if (!found || found->open) {
		config_mistake_note(b->mistakes, &at,
				    found ? "alias %s stands inside its own anchor (allowed: an anchor that has ended)"
					  : "alias %s has no anchor (allowed: an anchor further up)",
				    config_mistake_quote(b->mistakes, name));
		b->stop = true;
		return;
	}
	if (tree_count_nodes(b, found->node->weight, event->start_mark))
		tree_push_pending(b, found->node);
}

static int tree_compare_keys(const void *left, const void *right)
{
	const struct config_node *a = (*(struct config_entry *const *)left)->key;
	const struct config_node *b = (*(struct config_entry *const *)right)->key;
	int order = strcmp(a->text, b->text);
	if (order == 0 && a->at.line != b->at.line)
		order = a->at.line < b->at.line ? -1 : 1;
	if (order == 0 && a->at.column != b->at.column)
		order = a->at.column < b->at.column ? -1 : 1;
	return order;
}

static void tree_note_duplicates(struct tree_builder *b, struct config_entry **sorted, size_t n)
{
	const struct config_node *first = sorted[0]->key;
	for (size_t i = 1; i < n; i++) {
		const struct config_node *key = sorted[i]->key;
		if (strcmp(first->text, key->text) != 0) {
			first = key;
			continue;
		}
		config_mistake_note(b->mistakes, &key->at, "key %s occurs twice (allowed: once; first at line %u)",
				    config_mistake_quote(b->mistakes, key->text), first->at.line);
		sorted[i]->key = NULL;
	}
}

/* Keeps the first entry of each key. */
static bool tree_drop_duplicates(struct tree_builder *b, struct config_entry *entries, size_t *n)
{
	struct config_entry **sorted = crm_arena_alloc(b->arena, *n * sizeof *sorted);
	if (!sorted)
		return false;
	for (size_t i = 0; i < *n; i++)
		sorted[i] = &entries[i];
	qsort(sorted, *n, sizeof *sorted, tree_compare_keys);
	tree_note_duplicates(b, sorted, *n);
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		if (entries[i].key)
			entries[kept++] = entries[i];
	}
	*n = kept;
	return true;
}

static bool tree_accepts_key(struct tree_builder *b, const struct config_node *key)
{
	if (key->kind != CONFIG_SCALAR) {
		config_mistake_note(b->mistakes, &key->at, "a key cannot be %s (allowed: a text)",
				    config_node_kind_name(key));
		return false;
	}
	if (key->plain && strcmp(key->text, "<<") == 0) {
		config_mistake_note(b->mistakes, &key->at,
				    "merge key \"<<\" is not supported (allowed: aliases of whole values)");
		return false;
	}
	return true;
}

static bool tree_end_map(struct tree_builder *b, struct config_node *node, const struct config_node *const *children,
			 size_t n)
{
	struct config_entry *entries = crm_arena_alloc(b->arena, (n / 2 + 1) * sizeof *entries);
	if (!entries)
		return false;
	for (size_t i = 0; i + 1 < n; i += 2) {
		if (tree_accepts_key(b, children[i]))
			entries[node->n++] = (struct config_entry){children[i], children[i + 1]};
	}
	node->entries = entries;
	return node->n < 2 || tree_drop_duplicates(b, entries, &node->n);
}

static bool tree_end_list(struct tree_builder *b, struct config_node *node, const struct config_node *const *children,
			  size_t n)
{
	const struct config_node **items = crm_arena_alloc(b->arena, (n + 1) * sizeof *items);
	if (!items)
		return false;
	if (n)
		memcpy(items, children, n * sizeof *items);
	node->items = items;
	node->n = n;
	return true;
}

static void tree_on_end(struct tree_builder *b)
{
	struct tree_frame *frame = &b->frames[--b->depth];
	struct config_node *node = frame->node;
	size_t n = b->n_pending - frame->first;
	const struct config_node *const *children = n ? b->pending + frame->first : NULL;
	for (size_t i = 0; i < n; i++)
		node->weight += children[i]->weight;
	bool fine = node->kind == CONFIG_MAP ? tree_end_map(b, node, children, n) : tree_end_list(b, node, children, n);
	if (!fine) {
		tree_out_of_memory(b);
		return;
	}
	if (frame->anchor)
		b->anchors[frame->anchor - 1].open = false;
	b->n_pending = frame->first;
	tree_push_pending(b, node);
}

static void tree_on_document(struct tree_builder *b, const yaml_event_t *event)
{
	if (b->documents++ == 0)
		return;
	struct config_place at = tree_place(b, event->start_mark);
	config_mistake_note(b->mistakes, &at, "a second document begins here (allowed: one)");
	b->stop = true;
}

static void tree_on_event(struct tree_builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		tree_on_document(b, event);
		break;
	case YAML_SCALAR_EVENT:
		tree_on_scalar(b, event);
		break;
	case YAML_ALIAS_EVENT:
		tree_on_alias(b, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		tree_on_start(b, CONFIG_LIST, event->data.sequence_start.anchor, event->data.sequence_start.tag,
			      event->start_mark);
		break;
	case YAML_MAPPING_START_EVENT:
		tree_on_start(b, CONFIG_MAP, event->data.mapping_start.anchor, event->data.mapping_start.tag,
			      event->start_mark);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		tree_on_end(b);
		break;
	default:
		break;
	}
}

static bool tree_line_has_tab(const struct tree_builder *b, size_t line)
{
	const char *at = b->text, *end = b->text + b->len;
	for (size_t i = 0; i < line && at < end; i++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		at = next ? next + 1 : end;
	}
	while (at < end && *at == ' ')
		at++;
	return at < end && *at == '\t';
}

static void tree_note_syntax(struct tree_builder *b, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR) {
		tree_out_of_memory(b);
		return;
	}
	struct config_place at = tree_place(b, parser->problem_mark);
	if (tree_line_has_tab(b, parser->problem_mark.line)) {
		config_mistake_note(b->mistakes, &at, "the line is indented with a tab (allowed: blanks)");
		return;
	}
	if (parser->context)
		config_mistake_note(b->mistakes, &at, "not YAML: %s %s (that began at line %zu)", parser->problem,
				    parser->context, parser->context_mark.line + 1);
	else
		config_mistake_note(b->mistakes, &at, "not YAML: %s", parser->problem ? parser->problem : "unknown");
}

static void tree_run(struct tree_builder *b, yaml_parser_t *parser)
{
	bool done = false;
	while (!done && !b->stop) {
		yaml_event_t event;
		if (!yaml_parser_parse(parser, &event)) {
			tree_note_syntax(b, parser);
			b->stop = true;
			return;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		tree_on_event(b, &event);
		yaml_event_delete(&event);
	}
}

static const struct config_node *tree_root(struct tree_builder *b)
{
	if (b->stop)
		return NULL;
	if (b->n_pending == 1 && !config_node_is_null(b->pending[0]))
		return b->pending[0];
	struct config_node *empty = crm_arena_calloc(b->arena, 1, sizeof *empty);
	if (!empty) {
		tree_out_of_memory(b);
		return NULL;
	}
	empty->kind = CONFIG_MAP;
	empty->at = (struct config_place){b->file, 1, 1};
	empty->weight = 1;
	return empty;
}

const struct config_node *config_tree_parse(const struct config_file *file, const char *text, size_t len,
					    struct crm_arena *arena, struct config_mistakes *mistakes)
{
	if (len > CONFIG_FILE_MAX) {
		struct config_place whole = {.file = file};
		config_mistake_note(mistakes, &whole, "the file is too large (allowed: %zu MiB)",
				    CONFIG_FILE_MAX >> 20);
		return NULL;
	}
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (!config_text_check(file, text, len, mistakes))
		return NULL;
	struct tree_builder builder = {.file = file, .text = text, .len = len, .arena = arena, .mistakes = mistakes};
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		mistakes->nomem = true;
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	tree_run(&builder, &parser);
	yaml_parser_delete(&parser);
	const struct config_node *root = tree_root(&builder);
	crm_free(builder.pending);
	return root;
}

bool config_node_is_null(const struct config_node *node)
{
	return node->kind == CONFIG_SCALAR && node->plain &&
	       (node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const char *config_node_kind_name(const struct config_node *node)
{
	if (node->kind == CONFIG_LIST)
		return "a list";
	if (node->kind == CONFIG_MAP)
		return "a mapping";
	if (config_node_is_null(node))
		return "nothing";
	return node->plain ? "a plain value" : "a text in quotes";
}

const char *crm_settings_library_version(void)
{
	return yaml_get_version_string();
}
