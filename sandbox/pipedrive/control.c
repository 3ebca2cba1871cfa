/* SPDX-License-Identifier: Apache-2.0 */
/* What the control requests do: listing everything, and a person's edits, deletes and merges in the web UI. */
#include <string.h>

#include "pipedrive.h"

static int unknown_object(struct crm_error *err, const char *object)
{
	return crm_error_set(err, CRM_E_NOT_FOUND, "no object '%s'", object);
}

static int unknown_record(struct crm_error *err, const char *object, const char *id)
{
	return crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", object, id);
}

static void id_field(struct crm_json_writer *w, const char *name, int64_t id)
{
	struct crm_buf text;

	crm_buf_init(&text, 32);
	crm_buf_printf(&text, "%lld", (long long)id);
	crm_jw_field(w, name, id ? text.ptr : NULL);
	crm_buf_free(&text);
}

static void write_record(const struct face *face, const struct pd_record *record, struct crm_buf *out)
{
	static const struct pd_view view = {.all = true};
	struct crm_json_writer w;

	crm_jw_init(&w, out);
	crm_jw_object(&w);
	id_field(&w, "id", record->id);
	crm_jw_field(&w, "object", pd_schemas[record->object].control);
	crm_jw_field_bool(&w, "archived", record->deleted);
	id_field(&w, "merged_into", record->merged_into);
	crm_jw_key(&w, "properties");
	pd_render(face, &w, record, &view);
	if (record->object == PD_DEAL) {
		crm_jw_key(&w, "@contacts");
		crm_jw_array(&w);
		for (size_t i = 0; i < record->n_participants; i++)
			crm_jw_int(&w, record->participants[i].person_id);
		crm_jw_end_array(&w);
	}
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static void write_user(const struct pd_user *user, struct crm_buf *out)
{
	struct crm_json_writer w;

	crm_jw_init(&w, out);
	crm_jw_object(&w);
	id_field(&w, "id", user->id);
	crm_jw_field(&w, "object", "owner");
	crm_jw_field_bool(&w, "archived", !user->active);
	crm_jw_field(&w, "merged_into", NULL);
	crm_jw_key(&w, "properties");
	crm_jw_object(&w);
	crm_jw_field_int(&w, "id", user->id);
	crm_jw_field(&w, "name", user->name);
	crm_jw_field(&w, "email", user->email);
	crm_jw_field_bool(&w, "active_flag", user->active);
	crm_jw_end_object(&w);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static bool is_owner(const char *object)
{
	return strcmp(object, "owner") == 0 || strcmp(object, "user") == 0;
}

int pd_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err)
{
	enum pd_object which;

	crm_arena_reset(face->arena);
	if (is_owner(object)) {
		for (size_t i = 0; i < face->n_users; i++)
			write_user(&face->users[i], out);
	} else if (pd_object_from_control(object, &which)) {
		for (size_t i = 0; i < face->tables[which].n; i++)
			write_record(face, face->tables[which].items[i], out);
	} else {
		return unknown_object(err, object);
	}
	return out->failed ? pd_no_memory(err) : CRM_OK;
}

static bool replace(char **text, const char *with)
{
	char *copy = crm_strdup(with);

	if (!copy)
		return !with;
	crm_free(*text);
	*text = copy;
	return true;
}

static int edit_user(struct face *face, const char *id, const crm_json *fields, struct crm_buf *out,
		     struct crm_error *err)
{
	const char *name = crm_json_get_string(fields, "name"), *email = crm_json_get_string(fields, "email");
	const crm_json *active = crm_json_get(fields, "active_flag");
	struct pd_user *user = NULL;
	int64_t number;

	if (id && pd_parse_int(id, &number))
		user = pd_user_find(face, number);
	if (id && !user)
		return unknown_record(err, "owner", id);
	if (!id)
		user = pd_user_add(face, 0, email ? email : "", name ? name : "", true);
	if (!user || !replace(&user->name, name) || !replace(&user->email, email))
		return pd_no_memory(err);
	if (active)
		user->active = crm_json_true(active);
	user->modified = pd_now(face);
	write_user(user, out);
	return out->failed ? pd_no_memory(err) : CRM_OK;
}

static struct pd_record *record_by_text(const struct face *face, enum pd_object object, const char *id)
{
	struct pd_record *record;
	int64_t number;

	if (!pd_parse_int(id, &number))
		return NULL;
	record = pd_find(face, object, number);
	return record && !record->merged_into ? record : NULL;
}

static int edit_record(struct face *face, enum pd_object object, struct pd_record *record, const crm_json *fields,
		       struct crm_buf *out, struct crm_error *err)
{
	struct pd_check check;
	struct pd_patch patch;
	int code = CRM_OK;

	pd_check_init(&check, face, object, record ? PD_MODE_UI_EDIT : PD_MODE_UI_CREATE);
	check.record = record;
	if (!pd_check_body(&check, fields, &patch)) {
		code = check.nomem || check.errors.failed ? pd_no_memory(err)
							  : crm_error_set(err, CRM_E_REJECTED, "%s", check.errors.ptr);
	} else if (record ? !pd_update(face, record, &patch) : !(record = pd_create(face, object, &patch))) {
		code = pd_no_memory(err);
	} else {
		write_record(face, record, out);
		if (out->failed)
			code = pd_no_memory(err);
	}
	crm_buf_free(&check.errors);
	return code;
}

int pd_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err)
{
	struct pd_record *record = NULL;
	enum pd_object which;

	crm_arena_reset(face->arena);
	if (!crm_json_is_object(fields))
		return crm_error_set(err, CRM_E_INVALID, "fields must be an object");
	if (is_owner(object))
		return edit_user(face, id, fields, out, err);
	if (!pd_object_from_control(object, &which))
		return unknown_object(err, object);
	if (id) {
		record = record_by_text(face, which, id);
		if (!record)
			return unknown_record(err, object, id);
	}
	return edit_record(face, which, record, fields, out, err);
}

int pd_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err)
{
	struct pd_record *record;
	enum pd_object which;
	int64_t number;

	crm_arena_reset(face->arena);
	if (is_owner(object)) {
		struct pd_user *user = pd_parse_int(id, &number) ? pd_user_find(face, number) : NULL;

		if (!user)
			return unknown_record(err, object, id);
		user->active = false;
		return CRM_OK;
	}
	if (!pd_object_from_control(object, &which))
		return unknown_object(err, object);
	record = record_by_text(face, which, id);
	if (!record || record->deleted)
		return unknown_record(err, object, id);
	pd_delete(face, record);
	return CRM_OK;
}

int pd_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err)
{
	struct pd_record *kept, *gone;
	enum pd_object which;

	crm_arena_reset(face->arena);
	if (!pd_object_from_control(object, &which))
		return unknown_object(err, object);
	kept = record_by_text(face, which, winner);
	gone = record_by_text(face, which, loser);
	if (!kept || kept->deleted)
		return unknown_record(err, object, winner);
	if (!gone || gone->deleted)
		return unknown_record(err, object, loser);
	if (kept == gone)
		return crm_error_set(err, CRM_E_REJECTED, "%s '%s' cannot be merged with itself", object, winner);
	if (!pd_merge(face, kept, gone))
		return pd_no_memory(err);
	write_record(face, kept, out);
	return out->failed ? pd_no_memory(err) : CRM_OK;
}
