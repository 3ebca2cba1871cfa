/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part `trained:` of a model file of `crmsync dedupe`: parameters by name.  What names there have to be, and which
 * comparisons the columns make, the matcher knows; everything here carries its place for messages about that.
 */
#ifndef CRM_CONFIG_TRAINED_MODEL_H
#define CRM_CONFIG_TRAINED_MODEL_H

#include <config/tree.h>

#define CONFIG_TRAINED_VERSION 1

struct config_trained_place {
	unsigned line, column;
};

struct config_trained_level {
	struct config_trained_place at;
	const char *name, *frequency;
	double m, u, near; /* near is 0 where it is not given */
};

struct config_trained_comparison {
	struct config_trained_place at;
	const char *name, *kind;
	const struct config_trained_level *levels;
	size_t n_levels;
	const double *same;
	size_t n_same;
};

struct config_trained_dependence {
	struct config_trained_place at;
	const char *from, *to;
	double common, rare, apart;
};

struct config_trained_key {
	struct config_trained_place at;
	const char *name;
	bool used;
};

struct config_trained_model {
	struct config_trained_place at;
	double rows, threshold, copies;
	double source_same, source_other; /* bits */
	const struct config_trained_comparison *comparisons;
	size_t n_comparisons;
	const struct config_trained_dependence *dependence;
	size_t n_dependence;
	const struct config_trained_key *keys;
	size_t n_keys;
};

/* Every mistake is noted; NULL if there is any, or on out of memory (mistakes->nomem). */
const struct config_trained_model *config_trained_model_read(const struct config_node *node, struct crm_arena *arena,
							     struct config_mistakes *mistakes);

#endif
