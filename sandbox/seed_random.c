/* SPDX-License-Identifier: Apache-2.0 */
/* SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
#include "sandbox/seed_random.h"

#define SEED_GAMMA UINT64_C(0x9e3779b97f4a7c15)

static uint64_t seed_random_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

struct seed_random seed_random_at(uint64_t seed, unsigned stream, uint64_t index)
{
	uint64_t state = seed_random_mix(seed + SEED_GAMMA);
	state = seed_random_mix(state ^ (stream * SEED_GAMMA));
	return (struct seed_random){seed_random_mix(state + index * SEED_GAMMA)};
}

uint64_t seed_random_next(struct seed_random *r)
{
	r->state += SEED_GAMMA;
	return seed_random_mix(r->state);
}

uint64_t seed_random_below(struct seed_random *r, uint64_t n)
{
	return seed_random_next(r) % n;
}

uint64_t seed_random_skewed(struct seed_random *r, uint64_t n)
{
	uint64_t u =
		seed_random_next(r) >> 40; /* 24 bits, so that the square has 48 and n may have 16 more than needed */
	uint64_t squared = (u * u) >> 24;
	return squared * n >> 24;
}

bool seed_random_chance(struct seed_random *r, unsigned permille)
{
	return seed_random_below(r, 1000) < permille;
}
