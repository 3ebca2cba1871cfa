/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/translate.h>

#include <string.h>
#include <strings.h>

#include <sync/model_build.h>

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/* Equal but for case; small and frequent, so without allocation for ASCII. */
static bool same_words(const char *a, const char *b, struct crm_arena *arena)
{
	if (a == NULL || b == NULL || strcasecmp(a, b) == 0)
		return a != NULL && b != NULL;
	if (is_ascii(a) && is_ascii(b))
		return false;
	const char *x = crm_fold_case(a, arena), *y = crm_fold_case(b, arena);
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* ---- which property ---- */

static size_t binding_index(const struct crm_binding *binding, const char *kind, const char **name)
{
	const char *wanted = crm_binding_property(binding, kind);
	*name = wanted;
	for (size_t i = 0; wanted != NULL && binding->properties[i] != NULL; i++) {
		const char *colon = strchr(binding->properties[i], ':');
		const char *plain = colon ? colon + 1 : binding->properties[i];
		bool fits = colon == NULL || kind == NULL ||
			    (strlen(kind) == (size_t)(colon - binding->properties[i]) &&
			     strncmp(kind, binding->properties[i], strlen(kind)) == 0);
		if (fits && strcmp(plain, wanted) == 0)
			return i;
	}
	return 0;
}

static const struct crm_property_info *info_of(const struct crm_link_field *f, size_t index)
{
	return f->infos ? f->infos[index] : NULL;
}

/* ---- reading ---- */

static const struct crm_option *option_by_value(const struct crm_property_info *info, const char *value)
{
	for (size_t i = 0; info != NULL && i < info->n_options; i++)
		if (strcmp(info->options[i].value, value) == 0)
			return &info->options[i];
	return NULL;
}

/* Canonical value of a vendor's code: the value map by code or label, else the option's label, else the code. */
static const char *canonical_code(const struct crm_binding *b, const struct crm_property_info *info, const char *code,
				  struct crm_arena *arena)
{
	const struct crm_option *option = option_by_value(info, code);
	for (size_t i = 0; i < b->n_values; i++)
		if (same_words(b->values[i].value, code, arena) ||
		    (option != NULL && same_words(b->values[i].value, option->label, arena)))
			return b->values[i].name;
	return option != NULL && option->label != NULL ? option->label : code;
}

static const char *owner_email(const struct crm_system *s, const char *id)
{
	for (size_t i = 0; i < s->n_owners; i++)
		if (strcmp(s->owners[i].id, id) == 0)
			return s->owners[i].email;
	return NULL;
}

/* Owners are people, so they are the same by e-mail; the value map is for those whose addresses differ. */
static const char *canonical_owner(const struct crm_system *s, const struct crm_binding *b, const char *id,
				   struct crm_arena *arena)
{
	const char *email = s->connector->info->owners_by_email && strchr(id, '@') != NULL ? id : owner_email(s, id);
	for (size_t i = 0; i < b->n_values; i++)
		if (same_words(b->values[i].value, id, arena) || same_words(b->values[i].value, email, arena))
			return b->values[i].name;
	return email;
}

static bool has_codes(const struct crm_field *f, const struct crm_binding *b)
{
	return f->type == CRM_T_ENUM || f->type == CRM_T_MULTI || b->n_values > 0;
}

/* One text as the core shall see it; NULL: nothing is known (an owner that we cannot see). */
static const char *translate_text(const struct crm_system *s, const struct crm_field *f, const struct crm_binding *b,
				  const struct crm_property_info *info, const char *text, struct crm_arena *arena)
{
	if (text[0] == '\0')
		return text;
	if (f->type == CRM_T_REFERENCE && f->refers == CRM_OWNER)
		return canonical_owner(s, b, text, arena);
	return has_codes(f, b) ? canonical_code(b, info, text, arena) : text;
}

static int translate_list(const struct crm_system *s, const struct crm_field *f, const struct crm_binding *b,
			  const struct crm_property_info *info, const struct crm_value *in, struct crm_arena *arena,
			  struct crm_value *out)
{
	const char **items = crm_arena_calloc(arena, in->n + 1, sizeof *items);
	if (items == NULL)
		return CRM_E_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < in->n; i++) {
		const char *text = translate_text(s, f, b, info, in->items[i], arena);
		if (text != NULL)
			items[n++] = text;
	}
	*out = (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
	return CRM_OK;
}

static int translate_value(const struct crm_system *s, const struct crm_field *f, const struct crm_link_field *link,
			   size_t index, const struct crm_value *in, struct crm_arena *arena, struct crm_value *out)
{
	const struct crm_property_info *info = info_of(link, index);
	*out = *in;
	if (in->kind == CRM_LIST)
		return translate_list(s, f, link->binding, info, in, arena, out);
	if (in->kind != CRM_TEXT)
		return CRM_OK;
	out->text = translate_text(s, f, link->binding, info, in->text, arena);
	if (out->text == NULL)
		*out = (struct crm_value){.kind = CRM_ABSENT};
	return CRM_OK;
}

static int translate_field(const struct crm_system *s, const struct crm_record *r, size_t field,
			   struct crm_arena *arena, struct crm_cell *cell)
{
	const struct crm_model *model = &s->engine->models[r->object];
	const struct crm_link_field *link = &s->fields[r->object][field];
	const char *name = NULL;
	*cell = (struct crm_cell){.kind = CRM_ABSENT};
	if (link->binding == NULL || link->binding->direction == CRM_D_OFF)
		return CRM_OK;
	size_t index = binding_index(link->binding, r->kind, &name);
	const struct crm_value *in = name ? crm_record_get(r, name) : NULL;
	if (in == NULL)
		return CRM_OK;
	struct crm_value value;
	int rc = translate_value(s, &model->fields[field], link, index, in, arena, &value);
	return rc == CRM_OK ? crm_normalise(&model->fields[field], &s->engine->locale, &value, arena, cell) : rc;
}

int crm_translate_record(const struct crm_system *s, const struct crm_record *record, struct crm_arena *arena,
			 struct crm_cell *cells, struct crm_error *err)
{
	struct crm_engine *e = s->engine;
	size_t id_field = e->id_field[record->object];
	for (size_t i = 0; i < id_field; i++)
		if (translate_field(s, record, i, arena, &cells[i]) != CRM_OK)
			return crm_error_no_memory(err);
	const char *id_name = s->id_property[record->object];
	const struct crm_value *id = id_name ? crm_record_get(record, id_name) : NULL;
	cells[id_field] = (struct crm_cell){.kind = CRM_ABSENT};
	if (id != NULL && crm_normalise(&e->models[record->object].fields[id_field], &e->locale, id, arena,
					&cells[id_field]) != CRM_OK)
		return crm_error_no_memory(err);
	return CRM_OK;
}

/* ---- writing ---- */

const char *crm_owner_by_email(const struct crm_system *s, const char *email, bool *inactive)
{
	*inactive = false;
	for (size_t i = 0; i < s->n_owners; i++) {
		if (s->owners[i].email == NULL || email == NULL || strcasecmp(s->owners[i].email, email) != 0)
			continue;
		if (s->owners[i].active)
			return s->owners[i].id;
		*inactive = true;
	}
	return NULL;
}

static const struct crm_option *option_named(const struct crm_property_info *info, const char *text, bool by_label,
					     struct crm_arena *arena)
{
	for (size_t i = 0; info != NULL && i < info->n_options; i++) {
		const struct crm_option *o = &info->options[i];
		if (o->active && same_words(by_label ? o->label : o->value, text, arena))
			return o;
	}
	return NULL;
}

/* A canonical value is a label; what stands in a value map is first of all a code.  It matters where labels are numbers
 * and so are codes. */
static const struct crm_option *option_for(const struct crm_property_info *info, const char *text, bool mapped,
					   struct crm_arena *arena)
{
	const struct crm_option *option = option_named(info, text, !mapped, arena);
	return option ? option : option_named(info, text, mapped, arena);
}

/* A picklist of countries in whatever language. */
static const struct crm_option *country_option(const struct crm_field *f, const struct crm_property_info *info,
					       const struct crm_cell *cell, struct crm_arena *arena)
{
	for (size_t i = 0; info != NULL && i < info->n_options; i++) {
		struct crm_value value = {.kind = CRM_TEXT,
					  .text = info->options[i].label ? info->options[i].label
									 : info->options[i].value};
		struct crm_cell option;
		if (info->options[i].active &&
		    crm_normalise(f, &(struct crm_locale){0}, &value, arena, &option) == CRM_OK && option.valid &&
		    strcmp(option.key, cell->key) == 0)
			return &info->options[i];
	}
	return NULL;
}

/* "Renewables & Environment" and "renewables and environment" are the same words. */
static const char *folded_words(const char *text, struct crm_arena *arena)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	for (; *text != '\0'; text++) {
		if (*text == '&')
			crm_buf_str(&buf, " and ");
		else
			crm_buf_char(&buf, *text);
	}
	const char *folded = buf.failed ? NULL : crm_fold_name(buf.ptr, arena);
	crm_buf_free(&buf);
	return folded;
}

static const struct crm_option *option_alike(const struct crm_property_info *info, const char *text,
					     struct crm_arena *arena)
{
	const char *wanted = info && info->n_options > 0 ? folded_words(text, arena) : NULL;
	for (size_t i = 0; wanted != NULL && i < info->n_options; i++) {
		const char *label = info->options[i].label ? info->options[i].label : info->options[i].value;
		const char *folded = info->options[i].active ? folded_words(label, arena) : NULL;
		if (folded != NULL && strcmp(folded, wanted) == 0)
			return &info->options[i];
	}
	return NULL;
}

static const char *mapped_code(const struct crm_binding *b, const char *canonical, struct crm_arena *arena)
{
	for (size_t i = 0; i < b->n_values; i++)
		if (same_words(b->values[i].name, canonical, arena))
			return b->values[i].value;
	return NULL;
}

/* Letters that differ, in one pass over prefixes and suffixes: enough to name the closest option. */
static size_t distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), head = 0, tail = 0;
	while (head < la && head < lb && (a[head] | 32) == (b[head] | 32))
		head++;
	while (tail < la - head && tail < lb - head && (a[la - tail - 1] | 32) == (b[lb - tail - 1] | 32))
		tail++;
	size_t ra = la - head - tail, rb = lb - head - tail;
	return ra > rb ? ra : rb;
}

static const struct crm_option *closest_option(const struct crm_property_info *info, const char *text)
{
	const struct crm_option *best = NULL;
	size_t least = (size_t)-1;
	for (size_t i = 0; i < info->n_options; i++) {
		const char *label = info->options[i].label ? info->options[i].label : info->options[i].value;
		size_t d = distance(label, text);
		if (info->options[i].active && d < least) {
			least = d;
			best = &info->options[i];
		}
	}
	return best;
}

static void block(struct crm_write *w, const char *problem)
{
	w->verdict = CRM_WRITE_BLOCKED;
	w->problem = problem ? problem : "out of memory";
}

static void block_option(struct crm_write *w, const struct crm_system *s, const char *text, const char *field,
			 struct crm_arena *arena)
{
	const struct crm_option *near = closest_option(w->info, text);
	const char *closest =
		near ? crm_arena_printf(arena, " (closest: '%s')", near->label ? near->label : near->value) : "";
	w->common = true;
	block(w, closest ? crm_arena_printf(arena,
					    "'%s' has no option '%s'%s; add the option there, or map the value under "
					    "%s.properties.%s.values",
					    w->property, text, closest, field, s->settings->name)
			 : NULL);
}

/* The vendor's code of a canonical value; NULL after blocking the write. */
static const char *vendor_code(const struct crm_system *s, const struct crm_field *f, const struct crm_binding *b,
			       const struct crm_cell *cell, struct crm_arena *arena, struct crm_write *w)
{
	const char *mapped = mapped_code(b, cell->text, arena);
	if (mapped == NULL)
		mapped = mapped_code(b, cell->key, arena);
	const char *text = mapped ? mapped : cell->text;
	const struct crm_option *option = option_for(w->info, text, mapped != NULL, arena);
	if (option == NULL && f->type == CRM_T_COUNTRY)
		option = country_option(f, w->info, cell, arena);
	if (option == NULL)
		option = option_alike(w->info, text, arena);
	if (option != NULL)
		return option->value;
	if (w->info != NULL && w->info->n_options > 0 && w->info->closed_options) {
		block_option(w, s, text, f->name, arena);
		return NULL;
	}
	return text;
}

/* E.164 is understood everywhere; a number that carries its country code already keeps its writer's spelling. */
static const char *phone_text(const struct crm_cell *cell, struct crm_arena *arena)
{
	if (!cell->valid || cell->text[0] == '+')
		return cell->text;
	const char *extension = strchr(cell->key, ';');
	if (extension == NULL)
		return cell->key;
	return crm_arena_printf(arena, "%.*s ext. %s", (int)(extension - cell->key), cell->key,
				extension + strlen(";ext="));
}

static bool is_active_owner(const struct crm_system *s, const char *id)
{
	for (size_t i = 0; id != NULL && i < s->n_owners; i++)
		if (strcmp(s->owners[i].id, id) == 0)
			return s->owners[i].active;
	return false;
}

static const char *owner_id(const struct crm_system *s, const struct crm_binding *b, const struct crm_cell *cell,
			    struct crm_arena *arena, struct crm_write *w)
{
	bool inactive;
	const char *mapped = mapped_code(b, cell->key, arena);
	if (s->connector->info->owners_by_email)
		return mapped ? mapped : cell->key;
	const char *id = crm_owner_by_email(s, mapped ? mapped : cell->key, &inactive);
	if (id == NULL && is_active_owner(s, mapped))
		id = mapped;
	if (id == NULL) {
		w->verdict = CRM_WRITE_OWNER;
		w->problem = crm_arena_printf(arena, "owner '%s' %s in %s", cell->text,
					      inactive ? "is not active" : "does not exist", s->settings->name);
	}
	return id;
}

/* Spelling of one value in the target; NULL where the write is blocked. */
static const char *target_text(const struct crm_system *s, const struct crm_field *f, const struct crm_binding *b,
			       const struct crm_cell *cell, struct crm_arena *arena, struct crm_write *w)
{
	if (f->type == CRM_T_REFERENCE)
		return f->refers == CRM_OWNER ? owner_id(s, b, cell, arena, w) : cell->key;
	if (has_codes(f, b) || (w->info != NULL && w->info->closed_options && w->info->n_options > 0))
		return vendor_code(s, f, b, cell, arena, w);
	switch (f->type) {
	case CRM_T_PHONE:
		return phone_text(cell, arena);
	case CRM_T_DATE:
	case CRM_T_DATETIME:
	case CRM_T_DECIMAL:
	case CRM_T_MONEY:
	case CRM_T_BOOL:
		if (!cell->valid)
			block(w, crm_arena_printf(arena,
						  "'%s' is no %s; correct it where it was entered, or say "
						  "%s.properties.%s.direction: pull",
						  cell->text, crm_type_name(f->type), f->name, s->settings->name));
		return cell->valid ? cell->key : NULL;
	default:
		return cell->text;
	}
}

static const char *fit_length(const struct crm_field_settings *fs, struct crm_write *w, const char *text,
			      struct crm_arena *arena)
{
	unsigned limit = w->info ? w->info->max_length : 0;
	size_t length = limit ? crm_text_length(text) : 0;
	if (limit == 0 || length <= limit)
		return text;
	if (fs->too_long == CRM_TOO_LONG_TRUNCATE)
		return crm_text_truncate(text, limit, arena);
	block(w, crm_arena_printf(arena, "%zu characters, '%s' takes %u; shorten it, or set %s.on_too_long: truncate",
				  length, w->property, limit, fs->name));
	return NULL;
}

static int write_list(const struct crm_system *s, const struct crm_field *f, const struct crm_field_settings *fs,
		      const struct crm_binding *b, const struct crm_cell *cell, struct crm_arena *arena,
		      struct crm_write *w)
{
	size_t n = cell->kind == CRM_LIST ? cell->n : 1;
	const struct crm_cell *cells = cell->kind == CRM_LIST ? cell->items : cell;
	const char **items = crm_arena_calloc(arena, n + 1, sizeof *items);
	if (items == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *text = target_text(s, f, b, &cells[i], arena, w);
		items[i] = text ? fit_length(fs, w, text, arena) : NULL;
		if (items[i] == NULL)
			return w->verdict == CRM_WRITE_OK ? CRM_E_NOMEM : CRM_OK;
	}
	bool takes_one = w->info != NULL && !w->info->multiple && w->info->type != CRM_P_MULTI;
	if (takes_one && n > 1) {
		w->common = true;
		block(w, crm_arena_printf(arena,
					  "'%s' takes one value, but some have several; map the field to a property "
					  "that takes a list, or only pull it",
					  w->property));
	}
	w->value = takes_one ? (struct crm_value){.kind = CRM_TEXT, .text = items[0]}
			     : (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
	return CRM_OK;
}

static int write_text(const struct crm_system *s, const struct crm_field *f, const struct crm_field_settings *fs,
		      const struct crm_binding *b, const struct crm_cell *cell, struct crm_arena *arena,
		      struct crm_write *w)
{
	const char *text = target_text(s, f, b, cell, arena, w);
	if (text != NULL)
		text = fit_length(fs, w, text, arena);
	if (text == NULL)
		return w->verdict == CRM_WRITE_OK ? CRM_E_NOMEM : CRM_OK;
	w->value = (struct crm_value){.kind = CRM_TEXT, .text = text};
	return CRM_OK;
}

/* May this property be written at all?  A default mapping that the account cannot take is left out; one of the user's
 * own is blocked. */
static bool is_writable(const struct crm_system *s, const char *field, const struct crm_link_field *link, bool creating,
			struct crm_arena *arena, struct crm_write *w)
{
	const char *system = s->settings->name;
	const char *problem = NULL;
	if (link->infos != NULL && w->info == NULL)
		problem = crm_arena_printf(arena,
					   "'%s' does not exist (any more); correct the mapping, or say "
					   "%s.properties.%s: false",
					   w->property, field, system);
	else if (w->info != NULL && (w->info->read_only || (w->info->create_only && !creating)))
		problem = crm_arena_printf(arena,
					   "'%s' cannot be written%s; map another property, or say "
					   "%s.properties.%s.direction: pull",
					   w->property, w->info->read_only ? "" : " after creation", field, system);
	if (problem == NULL)
		return true;
	if (link->binding->is_default)
		w->verdict = CRM_WRITE_SKIP;
	else
		block(w, problem);
	return false;
}

int crm_translate_write(const struct crm_system *s, enum crm_object object, size_t field, const char *kind,
			bool creating, const struct crm_cell *cell, struct crm_arena *arena, struct crm_write *out,
			struct crm_error *err)
{
	const struct crm_field *f = &s->engine->models[object].fields[field];
	const struct crm_field_settings *fs = &s->engine->settings->objects[object].fields[field];
	const struct crm_link_field *link = &s->fields[object][field];
	*out = (struct crm_write){.verdict = CRM_WRITE_OK};
	const char *name = NULL;
	size_t index = link->binding && link->writes ? binding_index(link->binding, kind, &name) : 0;
	if (name == NULL) {
		out->verdict = CRM_WRITE_SKIP;
		return CRM_OK;
	}
	out->property = name;
	out->info = info_of(link, index);
	out->association =
		name[0] == '@' && out->info != NULL && out->info->association && !(creating && out->info->with_create);
	if (!is_writable(s, f->name, link, creating, arena, out))
		return CRM_OK;
	int rc = CRM_OK;
	if (crm_cell_blank(cell))
		out->value = (struct crm_value){.kind = CRM_NULL};
	else if (f->multiple)
		rc = write_list(s, f, fs, link->binding, cell, arena, out);
	else
		rc = write_text(s, f, fs, link->binding, cell, arena, out);
	return rc == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}
