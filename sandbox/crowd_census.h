/* SPDX-License-Identifier: Apache-2.0 */
/* Names in the United States with their numbers; generated, see generate/census_names.py. */
#ifndef SANDBOX_CROWD_CENSUS_H
#define SANDBOX_CROWD_CENSUS_H

#include <stddef.h>
#include <stdint.h>

#define CROWD_CENSUS_NAME 16 /* bytes of the longest name with its NUL */

/* From name `first` on, each has this weight. */
struct crowd_census_step {
	uint16_t first, weight;
};

extern const char crowd_census_last[][CROWD_CENSUS_NAME];
extern const char crowd_census_female[][CROWD_CENSUS_NAME];
extern const char crowd_census_male[][CROWD_CENSUS_NAME];
extern const struct crowd_census_step crowd_census_last_steps[];
extern const struct crowd_census_step crowd_census_female_steps[];
extern const struct crowd_census_step crowd_census_male_steps[];
extern const size_t crowd_n_census_last, crowd_n_census_last_steps;
extern const size_t crowd_n_census_female, crowd_n_census_female_steps;
extern const size_t crowd_n_census_male, crowd_n_census_male_steps;

#endif
