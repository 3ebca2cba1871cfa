/* SPDX-License-Identifier: Apache-2.0 */
/* The model file of `crmsync dedupe`: which columns are compared, and as what. */
#ifndef CRM_CONFIG_MATCH_MODEL_H
#define CRM_CONFIG_MATCH_MODEL_H

#include <stddef.h>

#include <config/trained_model.h>
#include <crmsync/error.h>
#include <crmsync/mem.h>

struct config_match_field {
	const char *column;
	unsigned type;     /* index into the words that are allowed */
	unsigned line, at; /* of the column's name, from 1 */
};

struct config_match_model {
	const char *path;
	const struct config_match_field *fields;
	size_t n;
	const struct config_trained_model *trained; /* NULL: the model has to be estimated */
};

/* `types` ends in NULL.  CRM_E_CONFIG with a line per mistake as file:line:column. */
int config_match_model_read(const char *path, const char *const *types, struct crm_arena *arena,
			    struct config_match_model *out, struct crm_error *err);

#endif
