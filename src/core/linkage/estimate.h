/* SPDX-License-Identifier: Apache-2.0 */
/* Estimating the model from the data: what the files of it share. */
#ifndef CRM_LINKAGE_ESTIMATE_H
#define CRM_LINKAGE_ESTIMATE_H

#include <core/linkage/parts.h>

/* Pairs with their outcomes, n_fields for each. */
struct sample {
	struct outcome *outcomes;
	uint32_t (*pairs)[2];
	double *p; /* that they are the same */
	size_t n, cap;
	double scale; /* pairs that each stands for */
};

void sample_free(struct sample *sample);

/* estimate_u.c: from random pairs and the frequencies of values. */
int estimate_u(struct linkage *link);
/* examples.c: pairs that agree in a field and surely differ, since the anchor does: first names, names of companies. */
struct example_list {
	uint32_t (*pairs)[2];
	struct outcome *outcomes;
	bool *rare; /* the value that they have in common is */
	size_t n;
};
struct examples {
	unsigned anchor;                      /* NO_FIELD: there are none */
	struct example_list list[MAX_FIELDS]; /* by the field that agrees */
};
/* By so many pairs for each field. */
int examples_find(struct linkage *link, unsigned pairs, struct examples *out);
void examples_free(struct examples *examples);
/* dependence.c: what else agrees among pairs that differ, where a field agrees, by so many pairs for each field. */
int estimate_together(struct linkage *link, unsigned pairs);
/* What is usual, before there is an estimate and where the data is thin. */
void usual_dependence(struct linkage *link);
/* The same for disagreement, among the pairs of the sample that are the same. */
int estimate_apart(struct linkage *link, const struct sample *sample);
/* block_yield.c: leaves out the keys of many pairs of which next to none are the same.  The sample's p are set, and
   link->passes tell how many pairs of each key were drawn for it. */
void block_drop_poor(struct linkage *link, const struct sample *sample);
/* estimate_source.c: what the sources of two records tell, from the same pairs. */
int estimate_source(struct linkage *link, const struct sample *sample);
/* Sets the logarithms of m and u. */
void model_refresh(struct linkage *link);

#endif
