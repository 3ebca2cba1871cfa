/* SPDX-License-Identifier: Apache-2.0 */
/* Users, v1 only. */
#include <stdlib.h>
#include <string.h>

#include "pipedrive.h"

struct pd_user *pd_user_find(const struct face *face, int64_t id)
{
	for (size_t i = 0; i < face->n_users; i++)
		if (face->users[i].id == id)
			return &face->users[i];
	return NULL;
}

struct pd_user *pd_user_by_email(const struct face *face, const char *email)
{
	for (size_t i = 0; email && i < face->n_users; i++)
		if (strcmp(face->users[i].email, email) == 0)
			return &face->users[i];
	return NULL;
}

struct pd_user *pd_user_add(struct face *face, int64_t id, const char *email, const char *name, bool active)
{
	struct pd_user user = {0};

	if (!pd_grow(&face->users, &face->cap_users, face->n_users, sizeof(*face->users)))
		return NULL;
	user.id = id ? id : face->n_users ? face->users[face->n_users - 1].id + 1 : 1;
	user.email = crm_strdup(email);
	user.name = crm_strdup(name);
	user.active = active;
	user.created = user.modified = pd_now(face);
	if (!user.email || !user.name) {
		crm_free(user.email);
		crm_free(user.name);
		return NULL;
	}
	face->users[face->n_users] = user;
	return &face->users[face->n_users++];
}

/* Whose token it is: the first active user. */
struct pd_user *pd_user_me(struct face *face)
{
	for (size_t i = 0; i < face->n_users; i++)
		if (face->users[i].active)
			return &face->users[i];
	return pd_user_add(face, 0, "admin@sandbox.example", "Sandbox Admin", true);
}

static void time_field(struct crm_json_writer *w, const char *name, int64_t ms)
{
	char text[32];

	pd_v1_time(ms, text);
	crm_jw_field(w, name, text);
}

static void render_access(struct crm_json_writer *w)
{
	static const char *const apps[][2] = {{"sales", "62cc4d7f-4038-4352-abf3-a8c1c822b631"},
					      {"global", "233b7976-39bd-43a9-b305-ef3a2b0998e5"},
					      {"account_settings", "982c5ce5-b8ba-4b47-b102-9da024f4b990"}};

	crm_jw_key(w, "access");
	crm_jw_array(w);
	for (size_t i = 0; i < sizeof(apps) / sizeof(apps[0]); i++) {
		crm_jw_object(w);
		crm_jw_field(w, "app", apps[i][0]);
		crm_jw_field_bool(w, "admin", true);
		crm_jw_field(w, "permission_set_id", apps[i][1]);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void render_members(struct crm_json_writer *w, const struct pd_user *user, bool me)
{
	crm_jw_field_int(w, "id", user->id);
	crm_jw_field(w, "name", user->name);
	crm_jw_field(w, "default_currency", "EUR");
	crm_jw_field(w, "locale", "en_US");
	crm_jw_field_int(w, "lang", 1);
	crm_jw_field(w, "email", user->email);
	crm_jw_field(w, "phone", NULL);
	crm_jw_field_bool(w, "activated", true);
	time_field(w, "last_login", user->modified);
	time_field(w, "created", user->created);
	time_field(w, "modified", user->modified);
	crm_jw_field_bool(w, "has_created_company", me);
	render_access(w);
	crm_jw_field_bool(w, "active_flag", user->active);
	crm_jw_field(w, "timezone_name", "Etc/UTC");
	crm_jw_field(w, "timezone_offset", "+00:00");
	crm_jw_field_int(w, "role_id", 1);
	crm_jw_field(w, "icon_url", NULL);
	crm_jw_field_bool(w, "is_you", me);
	crm_jw_field_bool(w, "is_deleted", false);
}

static void render_user(struct pd_call *call, const struct pd_user *user)
{
	crm_jw_object(&call->json);
	render_members(&call->json, user, user == pd_user_me(call->face));
	crm_jw_end_object(&call->json);
	call->resp->records++;
}

void pd_handle_users_list(struct pd_call *call)
{
	if (!pd_user_me(call->face)) {
		pd_fail_nomem(call);
		return;
	}
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < call->face->n_users; i++)
		render_user(call, &call->face->users[i]);
	crm_jw_end_array(&call->json);
	pd_end(call);
}

void pd_handle_users_me(struct pd_call *call)
{
	const struct pd_user *me = pd_user_me(call->face);
	const char *tenant = pd_option_text(call->face, "tenant");
	int64_t company = call->face->company_id;
	struct crm_json_writer *w = &call->json;
	struct crm_buf domain;

	if (!me) {
		pd_fail_nomem(call);
		return;
	}
	if (tenant)
		(void)pd_parse_int(tenant, &company);
	crm_buf_init(&domain, 256);
	crm_buf_printf(&domain, "sandbox-%lld", (long long)company);
	pd_begin(call);
	crm_jw_object(w);
	render_members(w, me, true);
	crm_jw_field_int(w, "company_id", company);
	crm_jw_field(w, "company_name", "Sandbox");
	crm_jw_field(w, "company_domain", domain.ptr);
	crm_jw_field(w, "company_country", "EE");
	crm_jw_field(w, "company_industry", "IT Services");
	crm_jw_key(w, "language");
	crm_jw_object(w);
	crm_jw_field(w, "language_code", "en");
	crm_jw_field(w, "country_code", "US");
	crm_jw_end_object(w);
	crm_jw_end_object(w);
	pd_end(call);
	call->resp->records = 1;
	crm_buf_free(&domain);
}

void pd_handle_users_find(struct pd_call *call)
{
	const char *term = pd_query(call, "term"), *by_email = pd_query(call, "search_by_email");
	char *wanted = term ? pd_fold(call->face->arena, term) : NULL;
	bool email = by_email && strcmp(by_email, "1") == 0;

	if (!wanted || !*wanted) {
		pd_fail_v1(call, 400, "Term must be given.");
		return;
	}
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < call->face->n_users; i++) {
		const struct pd_user *user = &call->face->users[i];
		const char *text = pd_fold(call->face->arena, email ? user->email : user->name);

		if (text && strstr(text, wanted))
			render_user(call, user);
	}
	crm_jw_end_array(&call->json);
	pd_end(call);
}

/* The 404 body is OpenAPI v1's example. */
void pd_handle_user_get(struct pd_call *call)
{
	const struct pd_user *user = pd_user_find(call->face, call->id);

	if (!user) {
		struct crm_json_writer w;

		call->resp->status = 404;
		crm_jw_init(&w, &call->resp->body);
		crm_jw_object(&w);
		crm_jw_field_bool(&w, "success", false);
		crm_jw_field(&w, "error", "User not found or not accessible.");
		crm_jw_end_object(&w);
		return;
	}
	pd_begin(call);
	render_user(call, user);
	pd_end(call);
}
