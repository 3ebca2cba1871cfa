/* SPDX-License-Identifier: Apache-2.0 */
/* What a column's name tells. */
#ifndef CRM_LINKAGE_GUESS_WORDS_H
#define CRM_LINKAGE_GUESS_WORDS_H

#include <core/linkage/linkage.h>

struct guess_phrase {
	const char *words;
	enum linkage_type type;
	bool surely; /* whatever the values are */
};

/* `folded`: words in lower-case ASCII with single blanks between them.  NULL if it tells nothing. */
const struct guess_phrase *guess_find_phrase(const char *folded);

#endif
