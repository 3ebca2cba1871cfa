/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of one made-up record: built in an arena, in the spellings that people use. */
#ifndef SANDBOX_SEED_DRAFT_H
#define SANDBOX_SEED_DRAFT_H

#include <crmsync/mem.h>

#include "sandbox/seed_names.h"
#include "sandbox/seed_random.h"

/* All functions return text in the arena, never NULL; out of memory sets failed, which is asked once at the end. */
struct seed_draft {
	struct crm_arena *arena;
	struct seed_random random;
	bool failed;
};

const char *draft_printf(struct seed_draft *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Random item, each as likely, or the first ones more often. */
const char *draft_pick(struct seed_draft *d, const struct seed_list *list);
const char *draft_pick_common(struct seed_draft *d, const struct seed_list *list);
/* `count` random digits, at most 15, the first of them one of `first`. */
const char *draft_digits(struct seed_draft *d, const char *first, unsigned count);
/* 2021-01-01 to 2025-12-31, ms; and from there to 2026-06-30. */
int64_t draft_created(struct seed_draft *d);
int64_t draft_modified(struct seed_draft *d, int64_t created);

/* Letters beyond ASCII as people write them without: ue, ss, e. */
const char *draft_fold(struct seed_draft *d, const char *text);
/* Folded, lower case, all that is no letter or digit becomes a single `dash`. */
const char *draft_slug(struct seed_draft *d, const char *text, char dash);
/* ASCII letters in upper case. */
const char *draft_upper(struct seed_draft *d, const char *text);
/* Two neighbouring letters inside the text change places. */
const char *draft_typo(struct seed_draft *d, const char *text);
/* A short form of a given name, or the name itself if there is none. */
const char *draft_nickname(struct seed_draft *d, const struct seed_language *language, const char *name);
/* A telephone number in one of the ways that it is written; area without trunk prefix.  Only German ones come without
   country code. */
const char *draft_phone(struct seed_draft *d, const struct seed_country *country, const char *area, const char *number);

#endif
