/* SPDX-License-Identifier: Apache-2.0 */
/* Each field as a whole: do its type, rule and other parts go together? */
#include "config.h"

#include <config/schema.h>
#include <string.h>

#define FITS(type)  (1u << (type))
#define FITS_ALL    0xFFFFu
#define FITS_RANKED (FITS(CRM_T_DATE) | FITS(CRM_T_DATETIME) | FITS(CRM_T_DECIMAL) | FITS(CRM_T_MONEY))
#define FITS_SEVERAL                                                                                                   \
	(FITS(CRM_T_TEXT) | FITS(CRM_T_EMAIL) | FITS(CRM_T_PHONE) | FITS(CRM_T_ENUM) | FITS(CRM_T_MULTI) |             \
	 FITS(CRM_T_REFERENCE) | FITS(CRM_T_URL) | FITS(CRM_T_DOMAIN) | FITS(CRM_T_COUNTRY))

static const struct {
	unsigned types;        /* that the rule can choose among */
	bool single, multiple; /* fields of one value, of several */
	const char *needs;
} fields_rules[] = {
	[CRM_R_PRIORITY] = {FITS_ALL, true, true, ""},
	[CRM_R_NEWEST] = {FITS_ALL, true, true, ""},
	[CRM_R_HOLD] = {FITS_ALL, true, true, ""},
	[CRM_R_UNION] = {FITS_SEVERAL, false, true, "union needs several values: multiple: true or type multi"},
	[CRM_R_MIN] = {FITS_RANKED, true, false, "min needs one date, datetime, decimal or money"},
	[CRM_R_MAX] = {FITS_RANKED, true, false, "max needs one date, datetime, decimal or money"},
	[CRM_R_MOST_RESTRICTIVE] = {FITS(CRM_T_BOOL), true, false, "most_restrictive needs type bool"},
	[CRM_R_FORWARD_ONLY] = {FITS(CRM_T_ENUM), true, false, "forward_only needs one enum with an order"},
};

struct fields_check {
	struct config_load *load;
	const struct config_object_draft *object;
	struct config_field_draft *field;
};

const struct config_place *config_blame(const struct config_field_draft *field, const struct config_node *first,
					const struct config_node *second, const struct config_node *third)
{
	const struct config_node *const nodes[] = {first, second, third, field->at};
	const struct config_node *any = NULL;
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		if (!nodes[i])
			continue;
		bool by_user = nodes[i]->at.file->rank == 0;
		if (by_user && nodes[i] != field->at)
			return &nodes[i]->at;
		any = any ? any : nodes[i];
	}
	return &any->at;
}

static const char *fields_quote(const struct fields_check *c)
{
	return config_mistake_quote(&c->load->mistakes, c->field->set.name);
}

static bool fields_type_is(const struct fields_check *c, unsigned types)
{
	return (FITS(c->field->set.type) & types) != 0;
}

static bool fields_by_user(const struct config_node *node)
{
	return node && node->at.file->rank == 0;
}

static bool fields_check_type(const struct fields_check *c)
{
	if (c->field->type_at)
		return true;
	struct config_mistakes *mistakes = &c->load->mistakes;
	const char *near = config_nearest_field(c->load, c->object, c->field);
	config_mistake_note(mistakes, &c->field->at->at,
			    "%s is no default field and has no type%s%s%s (allowed: type: text, ...)", fields_quote(c),
			    near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return false;
}

static void fields_check_reference(const struct fields_check *c)
{
	const struct config_field_draft *field = c->field;
	struct config_mistakes *mistakes = &c->load->mistakes;
	bool reference = field->set.type == CRM_T_REFERENCE;
	if (reference && !field->refers_at)
		config_mistake_note(mistakes, config_blame(field, field->type_at, NULL, NULL),
				    "reference %s does not say what it refers to (allowed: refers: contact, company, "
				    "deal or owner)",
				    fields_quote(c));
	else if (!reference && fields_by_user(field->refers_at))
		config_mistake_note(mistakes, &field->refers_at->at,
				    "%s is no reference (allowed: refers with type: reference)", fields_quote(c));
	else if (reference && field->set.refers <= CRM_DEAL && !c->load->objects[field->set.refers].enabled)
		config_mistake_note(mistakes, config_blame(field, field->refers_at, NULL, NULL),
				    "%s refers to %s, which is switched off (allowed: objects with enabled: true)",
				    fields_quote(c), crm_object_name(field->set.refers));
}

static void fields_check_multiple(const struct fields_check *c)
{
	struct config_field_draft *field = c->field;
	if (field->set.type == CRM_T_MULTI) {
		if (field->multiple_at && !field->set.multiple)
			config_mistake_note(&c->load->mistakes,
					    config_blame(field, field->multiple_at, field->type_at, NULL),
					    "%s of type multi always has several values (allowed: multiple: true)",
					    fields_quote(c));
		field->set.multiple = true;
	} else if (field->set.multiple && !fields_type_is(c, FITS_SEVERAL)) {
		config_mistake_note(
			&c->load->mistakes, config_blame(field, field->multiple_at, field->type_at, NULL),
			"%s of type %s cannot have several values (allowed: types text, email, phone, enum, multi, "
			"reference, url, domain, country)",
			fields_quote(c), crm_type_name(field->set.type));
	}
}

/* False if the rule does not fit, so that there is no point in looking at what else it needs. */
static bool fields_check_rule(const struct fields_check *c)
{
	const struct config_field_draft *field = c->field;
	struct config_mistakes *mistakes = &c->load->mistakes;
	enum crm_rule rule = field->set.rule;
	if (field->consent && rule != CRM_R_MOST_RESTRICTIVE) {
		config_mistake_note(mistakes, &field->rule_at->at,
				    "the rule of consent field %s is fixed (allowed: most_restrictive)",
				    fields_quote(c));
		return false;
	}
	bool fits = fields_type_is(c, fields_rules[rule].types) &&
		    (field->set.multiple ? fields_rules[rule].multiple : fields_rules[rule].single);
	if (!fits)
		config_mistake_note(mistakes, config_blame(field, field->rule_at, field->multiple_at, field->type_at),
				    "rule %s does not fit %s, %s of type %s (allowed: %s)", crm_rule_name(rule),
				    fields_quote(c), field->set.multiple ? "several values" : "one value",
				    crm_type_name(field->set.type), fields_rules[rule].needs);
	if (rule == CRM_R_MOST_RESTRICTIVE && field->set.clear == CRM_CLEAR_PROPAGATE)
		config_mistake_note(mistakes, config_blame(field, field->clear_at, field->rule_at, NULL),
				    "consent in %s cannot be cleared (allowed: clear: keep)", fields_quote(c));
	return fits;
}

static bool fields_in_list(char *const *list, const char *text)
{
	for (; list && *list; list++) {
		if (strcmp(*list, text) == 0)
			return true;
	}
	return false;
}

static void fields_check_order(const struct fields_check *c)
{
	struct config_field_draft *field = c->field;
	struct config_mistakes *mistakes = &c->load->mistakes;
	if (field->set.rule != CRM_R_FORWARD_ONLY) {
		if (fields_by_user(field->order_at))
			config_mistake_note(
				mistakes, &field->order_at->at,
				"the order of %s has no effect under rule %s (allowed: with rule: forward_only)",
				fields_quote(c), crm_rule_name(field->set.rule));
		field->set.order = NULL;
		return;
	}
	if (!field->set.order || !field->set.order[0] || !field->set.order[1]) {
		config_mistake_note(mistakes, config_blame(field, field->order_at, field->rule_at, NULL),
				    "rule forward_only of %s needs an order (allowed: order: [FIRST, SECOND, ...])",
				    fields_quote(c));
		return;
	}
	if (!field->set.values)
		field->set.values = field->set.order;
	for (char **value = field->set.order; *value; value++) {
		if (!fields_in_list(field->set.values, *value))
			config_mistake_note(
				mistakes, config_blame(field, field->order_at, field->values_at, NULL),
				"%s stands in the order of %s but not in its values (allowed: one of the values)",
				config_mistake_quote(mistakes, *value), fields_quote(c));
	}
}

static void fields_check_values(const struct fields_check *c)
{
	struct config_field_draft *field = c->field;
	bool listed = fields_type_is(c, FITS(CRM_T_ENUM) | FITS(CRM_T_MULTI));
	if (!listed && fields_by_user(field->values_at))
		config_mistake_note(&c->load->mistakes, &field->values_at->at,
				    "%s of type %s has no list of values (allowed: types enum, multi)", fields_quote(c),
				    crm_type_name(field->set.type));
	else if (listed && field->set.values && !field->set.values[0])
		config_mistake_note(&c->load->mistakes, config_blame(field, field->values_at, NULL, NULL),
				    "the values of %s are an empty list (allowed: at least one value)",
				    fields_quote(c));
	if (!listed)
		field->set.values = NULL;
}

static void fields_check_too_long(const struct fields_check *c)
{
	const struct config_field_draft *field = c->field;
	if (field->set.too_long == CRM_TOO_LONG_TRUNCATE && field->set.type != CRM_T_TEXT)
		config_mistake_note(&c->load->mistakes, config_blame(field, field->too_long_at, field->type_at, NULL),
				    "%s of type %s cannot be cut (allowed: on_too_long: truncate with type text)",
				    fields_quote(c), crm_type_name(field->set.type));
}

static bool fields_types_match(enum crm_type from, enum crm_type to)
{
	return from == to || (from == CRM_T_URL && to == CRM_T_DOMAIN) || (from == CRM_T_DOMAIN && to == CRM_T_URL);
}

/* True if the field may stand for the one it names; otherwise noted. */
static bool fields_alias_fits(const struct fields_check *c)
{
	const struct config_field_draft *field = c->field;
	struct config_mistakes *mistakes = &c->load->mistakes;
	const struct config_field_draft *other = config_find_field(c->object, field->set.matches_as);
	const char *quoted = config_mistake_quote(mistakes, field->set.matches_as);
	const struct config_place *at = config_blame(field, field->matches_as_at, NULL, NULL);
	if (!other)
		config_note_unknown_field(c->load, field->matches_as_at, field->set.matches_as,
					  (enum crm_object)(c->object - c->load->objects));
	else if (other->off)
		config_mistake_note(mistakes, at, "%s matches as %s, which is switched off (allowed: a field in use)",
				    fields_quote(c), quoted);
	else if (other == field || other->set.matches_as)
		config_mistake_note(mistakes, config_blame(field, field->matches_as_at, other->matches_as_at, NULL),
				    "%s cannot match as %s (allowed: a field that matches as itself)", fields_quote(c),
				    quoted);
	else if (!other->broken && other->type_at && !fields_types_match(field->set.type, other->set.type))
		config_mistake_note(
			mistakes, config_blame(field, field->matches_as_at, field->type_at, NULL),
			"%s of type %s cannot match as %s of type %s (allowed: the same type, or url and domain)",
			fields_quote(c), crm_type_name(field->set.type), quoted, crm_type_name(other->set.type));
	else
		return true;
	return false;
}

static void fields_check_matches_as(const struct fields_check *c)
{
	/* without it nothing else complains about the same mistake */
	if (c->field->set.matches_as && !fields_alias_fits(c))
		c->field->set.matches_as = NULL;
}

static void fields_check_required(const struct fields_check *c)
{
	const struct config_field_draft *field = c->field;
	const struct crm_settings *settings = c->load->settings;
	for (size_t i = 0; field->set.required_in && field->set.required_in[i]; i++) {
		const struct config_node *at = field->required_in_at->items[i];
		size_t system = config_find_system(c->load, field->set.required_in[i]);
		if (system == settings->n_systems)
			config_note_unknown_system(c->load, at, field->set.required_in[i]);
		else if (!field->bindings[system].property)
			config_mistake_note(
				&c->load->mistakes, &at->at,
				"%s is required in %s but has no property there (allowed: systems that the field is "
				"mapped to)",
				fields_quote(c),
				config_mistake_quote(&c->load->mistakes, settings->systems[system].name));
	}
}

static void fields_check_one(const struct fields_check *c)
{
	if (!fields_check_type(c))
		return;
	fields_check_reference(c);
	fields_check_multiple(c);
	fields_check_values(c);
	if (fields_check_rule(c))
		fields_check_order(c);
	fields_check_too_long(c);
	fields_check_matches_as(c);
	fields_check_required(c);
}

void config_check_fields(struct config_load *load)
{
	for (size_t i = 0; i < CONFIG_OBJECTS; i++) {
		struct config_object_draft *object = &load->objects[i];
		for (size_t j = 0; j < object->n_fields; j++) {
			struct fields_check check = {load, object, object->fields[j]};
			if (!check.field->off && !check.field->broken)
				fields_check_one(&check);
		}
	}
}
