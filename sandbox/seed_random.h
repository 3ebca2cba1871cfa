/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers that are the same on every machine: each made-up thing has its own stream, found by its number. */
#ifndef SANDBOX_SEED_RANDOM_H
#define SANDBOX_SEED_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seed_random {
	uint64_t state;
};

/* `stream` tells kinds of things apart, `index` things of a kind. */
struct seed_random seed_random_at(uint64_t seed, unsigned stream, uint64_t index);
uint64_t seed_random_next(struct seed_random *r);
/* 0 to n-1; n is at least 1. */
uint64_t seed_random_below(struct seed_random *r, uint64_t n);
/* 0 to n-1, the small ones more often: the square of an even distribution. */
uint64_t seed_random_skewed(struct seed_random *r, uint64_t n);
/* True `permille` times in a thousand. */
bool seed_random_chance(struct seed_random *r, unsigned permille);

#endif
