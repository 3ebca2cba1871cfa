/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches: read, create, update, upsert, archive.  As recorded: results come in any order; without objectWriteTraceId
 * the first bad input refuses the whole batch, with one on every input the answer is 207 with results and errors; an
 * unknown property and a repeated id always refuse the whole batch; ids that are not there give 207 with one error that
 * lists them.
 */
#include <inttypes.h>
#include <string.h>

#include "hubspot.h"

#define MAX_INPUTS         100
#define MAX_HISTORY_INPUTS 50

struct input {
	const crm_json *json;
	const char *id;    /* NULL for create */
	const char *trace; /* objectWriteTraceId or NULL */
	struct hs_record *record;
	struct hs_changes changes;
	struct hs_refusal refusal;
	bool missing; /* no such record */
	bool created;
};

enum batch_verb { BATCH_READ, BATCH_CREATE, BATCH_UPDATE, BATCH_UPSERT, BATCH_ARCHIVE };

struct batch {
	struct hs_call *call;
	enum hs_type type;
	enum batch_verb verb;
	const char *id_property; /* read: of the request */
	struct input *v;
	size_t n;
	bool traced; /* every input has a trace id */
};

static bool read_inputs(struct batch *b, int *result)
{
	struct hs_call *call = b->call;
	const crm_json *inputs = crm_json_get(call->body, "inputs");
	size_t n = crm_json_size(inputs), most = crm_json_first(crm_json_get(call->body, "propertiesWithHistory"))
							 ? MAX_HISTORY_INPUTS
							 : MAX_INPUTS;
	if (!crm_json_is_array(inputs)) {
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR",
					  "Invalid input JSON: Some required fields were not set: [inputs]");
		return false;
	}
	if (n > most) {
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR",
					  "The number of inputs (%zu) exceeds the maximum batch size of %zu", n, most);
		return false;
	}
	b->v = crm_arena_calloc(call->arena, n + 1, sizeof *b->v);
	if (!b->v) {
		*result = CRM_E_NOMEM;
		return false;
	}
	b->traced = n > 0;
	for (const crm_json *e = crm_json_first(inputs); e; e = crm_json_next(e)) {
		struct input *input = &b->v[b->n++];
		input->json = e;
		input->id = crm_json_text(crm_json_get(e, "id"));
		input->trace = crm_json_get_string(e, "objectWriteTraceId");
		b->traced = b->traced && input->trace;
		if (b->verb != BATCH_CREATE && !input->id) {
			*result = hs_answer_error(call, 400, "VALIDATION_ERROR",
						  "Invalid input JSON: Some required fields were not set: [id]");
			return false;
		}
	}
	return true;
}

/* Repeated ids are an error of every batch but a read, where the record comes once. */
static bool ids_are_unique(struct batch *b, int *result)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t j = 0; j < i; j++) {
			if (!b->v[i].id || strcmp(b->v[i].id, b->v[j].id) != 0)
				continue;
			struct hs_refusal refusal = {
				.status = 400, .category = "VALIDATION_ERROR", .context_name = "ids"};
			refusal.context_value = b->v[i].id;
			refusal.message = hs_format(
				b->call, "Duplicate IDs found in batch input: [%s]. IDs must be unique", b->v[i].id);
			*result = refusal.message ? hs_answer_refusal(b->call, &refusal) : CRM_E_NOMEM;
			return false;
		}
	return true;
}

static bool resolve(struct batch *b, int *result)
{
	for (size_t i = 0; i < b->n; i++) {
		struct input *input = &b->v[i];
		const char *property = b->id_property ? b->id_property : crm_json_get_string(input->json, "idProperty");
		if (!hs_find_by(b->call, b->type, property, input->id, &input->record)) {
			*result = hs_refuse_id_property(b->call, property);
			return false;
		}
		if (b->verb != BATCH_READ && !hs_record_exists(input->record))
			input->record = NULL;
		input->missing = !input->record && b->verb != BATCH_UPSERT;
	}
	return true;
}

/* ---- the answer ----------------------------------------------------------------------------------------------------
 */

static void shuffle(struct batch *b)
{
	for (size_t i = b->n; i > 1; i--) {
		size_t j = (size_t)(face_random(b->call->face->host) % i);
		struct input swap = b->v[i - 1];
		b->v[i - 1] = b->v[j];
		b->v[j] = swap;
	}
}

static void write_missing(struct batch *b, struct crm_json_writer *w)
{
	crm_jw_object(w);
	crm_jw_field(w, "status", "error");
	crm_jw_field(w, "category", "OBJECT_NOT_FOUND");
	crm_jw_field(
		w, "message",
		hs_format(b->call,
			  "Could not get some %s objects, they may be deleted or not exist. Check that ids are valid.",
			  hs_types[b->type].upper));
	crm_jw_key(w, "context");
	crm_jw_object(w);
	crm_jw_key(w, "ids");
	crm_jw_array(w);
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].missing)
			crm_jw_string(w, b->v[i].id);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

static size_t write_errors(struct batch *b, struct crm_json_writer *w)
{
	size_t n = 0, missing = 0;
	for (size_t i = 0; i < b->n; i++) {
		missing += b->v[i].missing;
		n += b->v[i].refusal.category != NULL;
	}
	n += missing > 0;
	if (n == 0)
		return 0;
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].refusal.category)
			hs_write_refusal_item(w, &b->v[i].refusal, b->v[i].trace);
	if (missing)
		write_missing(b, w);
	crm_jw_end_array(w);
	crm_jw_field_int(w, "numErrors", (int64_t)n);
	return n;
}

static int write_input(struct batch *b, struct crm_json_writer *w, const struct input *input,
		       const struct hs_show *read)
{
	struct hs_show show = {.is_new = b->verb == BATCH_UPSERT ? input->created : -1, .written = true};
	struct hs_selection selection;
	if (read)
		return hs_record_write(b->call, w, input->record, read);
	if (hs_select_written(b->call, input->record, &input->changes, input->created, &selection) < 0)
		return CRM_E_NOMEM;
	show.properties = &selection;
	if (hs_option_flag(b->call->face, "echo_trace", true))
		show.trace_id = input->trace;
	return hs_record_write(b->call, w, input->record, &show);
}

static int answer(struct batch *b, int status, const struct hs_show *read)
{
	struct crm_json_writer w;
	shuffle(b);
	hs_write_batch_begin(b->call, &w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].record && !b->v[i].refusal.category && write_input(b, &w, &b->v[i], read) < 0)
			return CRM_E_NOMEM;
	crm_jw_end_array(&w);
	b->call->resp->status = write_errors(b, &w) ? 207 : status;
	crm_jw_end_object(&w);
	return CRM_OK;
}

/* ---- read, archive --------------------------------------------------------------------------------------------------
 */

static int batch_read(struct batch *b)
{
	struct hs_call *call = b->call;
	struct hs_selection properties, history;
	int rc;
	const char *archived = hs_query(call, "archived");
	bool want_archived = archived && strcmp(archived, "true") == 0;
	b->id_property = crm_json_get_string(call->body, "idProperty");
	if (!resolve(b, &rc))
		return rc;
	for (size_t i = 0; i < b->n; i++) {
		struct input *input = &b->v[i];
		if (input->record && input->record->archived != want_archived) {
			input->record = NULL;
			input->missing = true;
		}
		for (size_t j = 0; j < i && input->record; j++)
			if (b->v[j].record == input->record)
				input->record = NULL;
	}
	rc = hs_select_json(call, b->type, crm_json_get(call->body, "properties"), false, &properties);
	if (rc == CRM_OK)
		rc = hs_select_json(call, b->type, crm_json_get(call->body, "propertiesWithHistory"), true, &history);
	if (rc < 0)
		return rc;
	return answer(b, 200, &(struct hs_show){.properties = &properties, .history = &history, .is_new = -1});
}

static int batch_archive(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		uint64_t id;
		struct hs_record *record =
			hs_parse_id(b->v[i].id, &id) ? hs_record_by_id(b->call->face, b->type, id) : NULL;
		if (!hs_record_exists(record))
			continue;
		if (hs_record_archive(b->call->face, record, b->call->now) < 0)
			return CRM_E_NOMEM;
		b->call->resp->records++;
	}
	b->call->resp->status = 204;
	return CRM_OK;
}

/* ---- writes
 * ----------------------------------------------------------------------------------------------------------- */

static int check_input(struct batch *b, struct input *input)
{
	struct hs_call *call = b->call;
	const crm_json *properties = crm_json_get(input->json, "properties");
	if (input->missing)
		return CRM_OK;
	int rc = hs_changes_read(call, b->type, properties, false, input->record, &input->changes, &input->refusal);
	if (rc == CRM_OK && !input->refusal.category && !input->record && b->verb == BATCH_CREATE)
		rc = hs_links_read(call, b->type, NULL, crm_json_get(input->json, "associations"), &input->refusal);
	return rc;
}

/* An upsert's key is a value of the new record, whether the properties repeat it or not. */
static int add_key(struct batch *b, struct input *input)
{
	const char *property = crm_json_get_string(input->json, "idProperty");
	if (b->verb != BATCH_UPSERT || input->record || !property || strcmp(property, "hs_additional_emails") == 0)
		return CRM_OK;
	hs_slot slot = hs_slot_of(b->call->face, b->type, property);
	if (slot == HS_NO_SLOT || hs_change_text(&input->changes, slot))
		return CRM_OK;
	const char *text;
	struct hs_fault *fault;
	int rc = hs_value_check(b->call, b->type, slot, input->id, false, NULL, &text, &fault);
	if (rc < 0)
		return rc;
	if (fault) {
		input->refusal.status = 400;
		input->refusal.category = "VALIDATION_ERROR";
		input->refusal.faults = fault;
		return CRM_OK;
	}
	struct hs_change *v = crm_arena_alloc(b->call->arena, (input->changes.n + 1) * sizeof *v);
	if (!v)
		return CRM_E_NOMEM;
	memcpy(v, input->changes.v, input->changes.n * sizeof *v);
	v[input->changes.n++] = (struct hs_change){.slot = slot, .text = text};
	input->changes.v = v;
	return CRM_OK;
}

static void refuse_without_id(struct batch *b, struct input *input)
{
	const char *property = crm_json_get_string(input->json, "idProperty");
	if (b->verb == BATCH_UPSERT && !input->record && !input->refusal.category &&
	    (!property || strcmp(property, "hs_object_id") == 0)) {
		input->missing = true;
		return;
	}
	if (!input->record && !input->missing && !input->refusal.category &&
	    hs_create_is_empty(b->call, b->type, &input->changes))
		input->refusal = (struct hs_refusal){.status = 400,
						     .category = "VALIDATION_ERROR",
						     .message = "Some required properties were not set"};
}

/* All faults of all inputs in one refusal; false: there are none, or each may be told with its own trace id. */
static bool refuse_whole(struct batch *b, int *result)
{
	struct hs_refusal whole = {0};
	bool malformed = false;
	struct hs_fault **end = &whole.faults;
	for (size_t i = 0; i < b->n; i++)
		malformed = malformed || (b->v[i].refusal.category && b->v[i].refusal.malformed);
	if (b->traced && !malformed)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		struct hs_refusal *refusal = &b->v[i].refusal;
		if (!refusal->category)
			continue;
		if (!whole.category) {
			struct hs_fault *none = whole.faults;
			whole = *refusal;
			whole.faults = none;
		}
		for (*end = refusal->faults; *end;)
			end = &(*end)->next;
	}
	if (!whole.category)
		return false;
	if (whole.faults && whole.message && whole.faults->next)
		whole.message = NULL;
	*result = hs_answer_refusal(b->call, &whole);
	return true;
}

static bool same_value(const struct batch *b, const struct input *a, const struct input *other)
{
	for (size_t i = 0; i < a->changes.n; i++) {
		const struct hs_property *p = hs_property_at(b->call->face, b->type, a->changes.v[i].slot);
		bool unique = (p->flags & HS_UNIQUE) || (b->type == HS_CONTACT && strcmp(p->name, "email") == 0);
		const char *text = unique ? hs_change_text(&other->changes, a->changes.v[i].slot) : NULL;
		if (text && *text && strcmp(text, a->changes.v[i].text) == 0)
			return true;
	}
	return false;
}

/* Without trace ids a collision refuses all: with what is there, and among the inputs themselves. */
static bool collide_whole(struct batch *b, int *result)
{
	size_t n = 0;
	struct hs_refusal first = {0};
	for (size_t i = 0; i < b->n; i++) {
		struct input *input = &b->v[i];
		struct hs_refusal refusal = {0};
		if (input->missing)
			continue;
		*result = hs_changes_conflict(b->call, b->type, &input->changes, input->record, &refusal);
		if (*result < 0)
			return true;
		for (size_t j = 0; j < i && !refusal.category; j++)
			if (same_value(b, input, &b->v[j]))
				refusal = (struct hs_refusal){
					.status = 409,
					.category = "CONFLICT",
					.message = hs_format(b->call, "%s already exists", hs_types[b->type].title)};
		if (refusal.category && n++ == 0)
			first = refusal;
	}
	if (n == 0)
		return false;
	if (n > 1 && first.status == 409)
		first.message = hs_format(b->call, "%s already exists", hs_types[b->type].title);
	*result = hs_answer_refusal(b->call, &first);
	return true;
}

static int write_one(struct batch *b, struct input *input)
{
	struct hs_call *call = b->call;
	if (input->missing || input->refusal.category)
		return CRM_OK;
	int rc = hs_changes_conflict(call, b->type, &input->changes, input->record, &input->refusal);
	if (rc < 0 || input->refusal.category)
		return rc;
	if (input->record)
		return hs_update(call, input->record, &input->changes, HS_BY_INTEGRATION);
	rc = hs_create(call, b->type, &input->changes, HS_BY_INTEGRATION, &input->record);
	input->created = rc == CRM_OK;
	if (rc == CRM_OK && b->verb == BATCH_CREATE)
		rc = hs_links_read(call, b->type, input->record, crm_json_get(input->json, "associations"),
				   &input->refusal);
	return rc == CRM_OK ? hs_auto_company(call, input->record) : rc;
}

static int batch_write(struct batch *b)
{
	int rc = CRM_OK;
	if (b->verb != BATCH_CREATE && !resolve(b, &rc))
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++) {
		rc = check_input(b, &b->v[i]);
		if (rc == CRM_OK && !b->v[i].refusal.category)
			rc = add_key(b, &b->v[i]);
		if (rc == CRM_OK)
			refuse_without_id(b, &b->v[i]);
	}
	if (rc < 0)
		return rc;
	if (refuse_whole(b, &rc) || (!b->traced && collide_whole(b, &rc)))
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++)
		rc = write_one(b, &b->v[i]);
	return rc < 0 ? rc : answer(b, b->verb == BATCH_CREATE ? 201 : 200, NULL);
}

int hs_batch_api(struct hs_call *call, enum hs_type type)
{
	static const char *const verbs[] = {"read", "create", "update", "upsert", "archive"};
	struct batch b = {.call = call, .type = type};
	size_t verb = 0;
	int rc;
	while (verb < 5 && strcmp(verbs[verb], call->segment[2]) != 0)
		verb++;
	if (verb == 5)
		return hs_answer_html_404(call);
	if (!hs_method(call, "POST"))
		return hs_answer_method(call);
	b.verb = (enum batch_verb)verb;
	call->resp->mutating = b.verb != BATCH_READ;
	if (!hs_call_body(call, &rc) || !read_inputs(&b, &rc))
		return rc;
	if (b.verb == BATCH_READ)
		return batch_read(&b);
	if ((b.verb == BATCH_UPDATE || b.verb == BATCH_UPSERT) && !ids_are_unique(&b, &rc))
		return rc;
	return b.verb == BATCH_ARCHIVE ? batch_archive(&b) : batch_write(&b);
}
