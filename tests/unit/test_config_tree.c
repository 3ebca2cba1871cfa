/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML that is understood, and the YAML that is refused. */
#include "config.h"

#include "config_fixture.h"

#include <config/tree.h>
#include <crmsync/buf.h>
#include <string.h>

static struct crm_arena *tree_arena;
static struct config_mistakes tree_mistakes;
static const struct config_file tree_file = {.path = "t.yaml"};

static void tree_setup(void)
{
	tree_arena = crm_arena_new();
	ck_assert_ptr_nonnull(tree_arena);
	config_mistakes_init(&tree_mistakes, tree_arena);
}

static void tree_teardown(void)
{
	config_mistakes_free(&tree_mistakes);
	crm_arena_free(tree_arena);
}

static const struct config_node *tree_parse_bytes(const char *text, size_t len)
{
	return config_tree_parse(&tree_file, text, len, tree_arena, &tree_mistakes);
}

static const struct config_node *tree_parse(const char *text)
{
	const struct config_node *root = tree_parse_bytes(text, strlen(text));
	ck_assert_ptr_nonnull(root);
	ck_assert_uint_eq(tree_mistakes.n, 0);
	return root;
}

static void tree_refuse_bytes(const char *text, size_t len, const char *message)
{
	tree_setup();
	struct crm_error err = {0};
	tree_parse_bytes(text, len);
	ck_assert_int_eq(config_mistakes_tell(&tree_mistakes, &err), CRM_E_CONFIG);
	ck_assert_str_eq(crm_error_text(&err), message);
	crm_error_clear(&err);
	tree_teardown();
}

static void tree_refuse(const char *text, const char *message)
{
	tree_refuse_bytes(text, strlen(text), message);
}

static void tree_assert_at(const struct config_node *node, unsigned line, unsigned column)
{
	ck_assert_uint_eq(node->at.line, line);
	ck_assert_uint_eq(node->at.column, column);
}

START_TEST(positions)
{
	tree_setup();
	const struct config_node *root = tree_parse("# comment\n"
						    "a: 1\n"
						    "größe: {b: [x, \"y\"]}\n"
						    "c:\n"
						    "  - - z\n");
	ck_assert_int_eq(root->kind, CONFIG_MAP);
	ck_assert_uint_eq(root->n, 3);
	tree_assert_at(root, 2, 1);
	tree_assert_at(root->entries[0].value, 2, 4);
	tree_assert_at(root->entries[1].key, 3, 1);
	const struct config_node *list = root->entries[1].value->entries[0].value;
	ck_assert_int_eq(list->kind, CONFIG_LIST);
	tree_assert_at(list, 3, 12); /* columns count characters, not bytes */
	tree_assert_at(list->items[1], 3, 16);
	ck_assert(list->items[0]->plain);
	ck_assert(!list->items[1]->plain);
	tree_assert_at(root->entries[2].value->items[0]->items[0], 5, 7);
	tree_teardown();
}
END_TEST

START_TEST(scalars_stay_text)
{
	tree_setup();
	const struct config_node *root = tree_parse("- NO\n- 2026-03\n- 0123\n- ~\n- null\n-\n- ''\n- \"~\"\n");
	static const struct {
		const char *text;
		bool null;
	} expected[] = {{"NO", false},  {"2026-03", false}, {"0123", false}, {"~", true},
			{"null", true}, {"", true},         {"", false},     {"~", false}};
	ck_assert_uint_eq(root->n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < root->n; i++) {
		ck_assert_str_eq(root->items[i]->text, expected[i].text);
		ck_assert(config_node_is_null(root->items[i]) == expected[i].null);
	}
	tree_teardown();
}
END_TEST

START_TEST(nothing_is_an_empty_map)
{
	tree_setup();
	static const char *const texts[] = {"",    "# only a comment\n", "---\n", "---\n...\n",
					    "~\n", "\xEF\xBB\xBF",       "{}"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct config_node *root = tree_parse(texts[i]);
		ck_assert_int_eq(root->kind, CONFIG_MAP);
		ck_assert_uint_eq(root->n, 0);
	}
	tree_teardown();
}
END_TEST

START_TEST(empty_list)
{
	tree_setup();
	const struct config_node *root = tree_parse("[]");
	ck_assert_int_eq(root->kind, CONFIG_LIST);
	ck_assert_uint_eq(root->n, 0);
	tree_teardown();
}
END_TEST

START_TEST(byte_order_mark_is_skipped)
{
	tree_setup();
	const struct config_node *root = tree_parse("\xEF\xBB\xBF"
						    "a: b\n");
	ck_assert_str_eq(root->entries[0].key->text, "a");
	tree_assert_at(root->entries[0].key, 1, 1);
	tree_teardown();
}
END_TEST

START_TEST(aliases)
{
	tree_setup();
	const struct config_node *root = tree_parse("a: &x {b: 1}\nc: *x\nd: &x two\ne: *x\n");
	ck_assert_ptr_eq(root->entries[1].value, root->entries[0].value);
	ck_assert_str_eq(root->entries[3].value->text, "two");
	ck_assert_uint_eq(root->weight, 5 + 3 + 3 + 1 + 1);
	tree_teardown();
}
END_TEST

START_TEST(alias_bomb)
{
	struct crm_buf text;
	crm_buf_init(&text, 1 << 20);
	crm_buf_str(&text, "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++)
		crm_buf_printf(&text, "l%d: &l%d [*l%d, *l%d, *l%d, *l%d, *l%d]\n", i, i, i - 1, i - 1, i - 1, i - 1,
			       i - 1);
	tree_refuse(text.ptr, "t.yaml:7:15: too many values, aliases followed (allowed: 100000)");
	crm_buf_free(&text);
}
END_TEST

START_TEST(bad_aliases)
{
	tree_refuse("a: *x\n", "t.yaml:1:4: alias \"x\" has no anchor (allowed: an anchor further up)");
	tree_refuse("a: &x [*x]\n",
		    "t.yaml:1:8: alias \"x\" stands inside its own anchor (allowed: an anchor that has ended)");
	struct crm_buf text;
	crm_buf_init(&text, 1 << 20);
	for (int i = 0; i < 1001; i++)
		crm_buf_printf(&text, "- &a%d x\n", i);
	tree_refuse(text.ptr, "t.yaml:1001:3: too many anchors (allowed: 1000)");
	crm_buf_free(&text);
}
END_TEST

START_TEST(duplicate_keys)
{
	tree_refuse("a: 1\nb: 2\na: 3\n'a': 4\n",
		    "t.yaml:3:1: key \"a\" occurs twice (allowed: once; first at line 1)\n"
		    "t.yaml:4:1: key \"a\" occurs twice (allowed: once; first at line 1)");
	tree_refuse("x: {y: {b: 1, b: 2}}\n", "t.yaml:1:15: key \"b\" occurs twice (allowed: once; first at line 1)");
}
END_TEST

START_TEST(unsupported_yaml)
{
	tree_refuse("a: &x {b: 1}\nc:\n  <<: *x\n",
		    "t.yaml:3:3: merge key \"<<\" is not supported (allowed: aliases of whole values)");
	tree_refuse("a: !!int 1\nb: !own [c]\nd: ! e\nf: !!map {}\n",
		    "t.yaml:1:4: tag \"tag:yaml.org,2002:int\" is not supported (allowed: values without tags)\n"
		    "t.yaml:2:4: tag \"!own\" is not supported (allowed: values without tags)\n"
		    "t.yaml:3:4: tag \"!\" is not supported (allowed: values without tags)\n"
		    "t.yaml:4:4: tag \"tag:yaml.org,2002:map\" is not supported (allowed: values without tags)");
	tree_refuse("? [a]\n: b\n", "t.yaml:1:3: a key cannot be a list (allowed: a text)");
	tree_refuse("a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins here (allowed: one)");
	tree_refuse("a: \"x\\0y\"\n", "t.yaml:1:4: a text contains a NUL character (allowed: printable text)");
}
END_TEST

START_TEST(syntax)
{
	tree_refuse("a: [1, 2\nb: 3\n", "t.yaml:2:2: not YAML: did not find expected ',' or ']' while parsing a flow "
					"sequence (that began at line 1)");
	tree_refuse("a: b: c\n", "t.yaml:1:5: not YAML: mapping values are not allowed in this context");
	tree_refuse("a:\n\tb: c\n", "t.yaml:2:1: the line is indented with a tab (allowed: blanks)");
	tree_refuse("a:\n  b: 1\n \tc: 2\n", "t.yaml:3:2: the line is indented with a tab (allowed: blanks)");
}
END_TEST

START_TEST(not_utf8)
{
	tree_refuse("a: b\nc: \xFC\n", "t.yaml:2:4: byte 0xfc is not UTF-8 (allowed: a file in UTF-8)");
	tree_refuse("a: \xC0\xAF\n", "t.yaml:1:4: byte 0xc0 is not UTF-8 (allowed: a file in UTF-8)");
	tree_refuse("ä: \xED\xA0\x80\n", "t.yaml:1:4: byte 0xed is not UTF-8 (allowed: a file in UTF-8)");
	tree_refuse("a: \xE2\x82", "t.yaml:1:4: byte 0xe2 is not UTF-8 (allowed: a file in UTF-8)");
	tree_refuse_bytes("\xFF\xFE"
			  "a\0",
			  4, "t.yaml:1:1: byte 0xff is not UTF-8 (allowed: a file in UTF-8)");
	tree_refuse_bytes("a: b\0c\n", 7, "t.yaml:1:5: character U+0000 is not allowed (allowed: printable text)");
	tree_refuse("a: \x1b[0m\n", "t.yaml:1:4: character U+001B is not allowed (allowed: printable text)");
}
END_TEST

START_TEST(sizes)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	for (int i = 0; i < 33; i++)
		crm_buf_char(&text, '[');
	tree_refuse(text.ptr, "t.yaml:1:33: nested too deeply (allowed: 32 levels)");
	crm_buf_reset(&text);
	for (int i = 0; i < 100000; i++)
		crm_buf_str(&text, "- x\n");
	tree_refuse(text.ptr, "t.yaml:100000:3: too many values, aliases followed (allowed: 100000)");
	crm_buf_reset(&text);
	while (text.len <= CONFIG_FILE_MAX)
		crm_buf_str(&text, "# a comment that goes on and on\n");
	tree_refuse(text.ptr, "t.yaml: the file is too large (allowed: 4 MiB)");
	crm_buf_free(&text);
}
END_TEST

int main(void)
{
	static const TTest *tests[16];
	size_t n = 0;
	tests[n++] = positions;
	tests[n++] = scalars_stay_text;
	tests[n++] = nothing_is_an_empty_map;
	tests[n++] = empty_list;
	tests[n++] = byte_order_mark_is_skipped;
	tests[n++] = aliases;
	tests[n++] = alias_bomb;
	tests[n++] = bad_aliases;
	tests[n++] = duplicate_keys;
	tests[n++] = unsupported_yaml;
	tests[n++] = syntax;
	tests[n++] = not_utf8;
	tests[n++] = sizes;
	return fixture_run("config tree", tests);
}
