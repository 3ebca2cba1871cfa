/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as crmsync.yaml: either settings that make sense, or mistakes with positions; never a crash, never a hang.
   clang -g -fsanitize=fuzzer,address,undefined; tests replay the corpus without libFuzzer. */
#include "config.h"

#include <config/parse.h>
#include <crmsync/mem.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char fuzz_catalogue[] =
	"catalogue: 1\n"
	"contact:\n"
	"  match: [email, phone+last_name]\n"
	"  fields:\n"
	"    last_name: {type: text}\n"
	"    email: {type: email}\n"
	"    additional_emails: {type: email, multiple: true, rule: union, matches_as: email}\n"
	"    phone: {type: phone}\n"
	"    company: {type: reference, refers: company}\n"
	"    lifecycle: {type: enum, rule: forward_only, order: [lead, customer]}\n"
	"    opted_out: {type: bool, rule: most_restrictive}\n"
	"company: {match: [name], fields: {name: {type: text}, domain: {type: domain}}}\n"
	"deal: {match: [name+company], fields: {name: {type: text}, company: {type: reference, refers: company}}}\n";

static const char fuzz_mapping[] =
	"mapping: 1\n"
	"contact: {email: email, phone: [Contact:Phone, Lead:Phone], lifecycle: {property: stage, "
	"values: {lead: [new, open], customer: won}}}\n"
	"company: {name: name}\n";

static int fuzz_find(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
		     struct crm_error *err)
{
	(void)ctx;
	(void)arena;
	(void)err;
	const char *text = connector ? fuzz_mapping : fuzz_catalogue;
	*out = (struct config_text){connector ? "mapping" : "catalogue", text, strlen(text)};
	return 1;
}

/* Everything reachable is read once, so that a sanitizer sees what is not ours. */
static size_t fuzz_walk(const struct crm_settings *settings)
{
	size_t seen = strlen(settings->store) + strlen(settings->region) + strlen(settings->timezone);
	for (size_t i = 0; i < settings->n_systems; i++)
		seen += strlen(settings->systems[i].name) + strlen(settings->systems[i].connector);
	for (unsigned object = 0; object <= CRM_DEAL; object++) {
		const struct crm_object_settings *of = &settings->objects[object];
		for (size_t i = 0; i < of->n_fields; i++) {
			for (size_t j = 0; j < of->fields[i].n_bindings; j++) {
				const struct crm_binding *binding = &of->fields[i].bindings[j];
				const char *property = crm_binding_property(binding, NULL);
				/* a binding without a property would be written to nowhere */
				if (!property || !property[0] || binding->system >= settings->n_systems ||
				    binding->direction == CRM_D_OFF)
					abort();
				seen += strlen(property) + strlen(binding->file);
			}
		}
	}
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_settings *settings = NULL;
	struct crm_error err = {0};
	char *text = crm_alloc(size + 1);
	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	const struct config_text config = {"crmsync.yaml", text, size};
	const struct config_source source = {.find = fuzz_find};
	int code = crm_settings_parse(&config, &source, &settings, &err);
	if (code == CRM_OK ? fuzz_walk(settings) == 0 : (code != CRM_E_CONFIG && code != CRM_E_NOMEM))
		abort();
	if (code == CRM_E_CONFIG && strncmp(crm_error_text(&err), "crmsync.yaml:", 13) != 0)
		abort();
	crm_settings_free(settings);
	crm_error_clear(&err);
	crm_free(text);
	return 0;
}
