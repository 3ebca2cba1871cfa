/* SPDX-License-Identifier: Apache-2.0 */
/* Blocking: the keys by which records are brought together to be compared. */
#ifndef CRM_LINKAGE_BLOCK_H
#define CRM_LINKAGE_BLOCK_H

#include <core/linkage/parts.h>

/* What a key takes from a field's value. */
enum atom_form {
	ATOM_NONE,
	ATOM_VALUE,
	ATOM_SOUND,   /* of a name's first word */
	ATOM_INITIAL, /* first letter */
	ATOM_LOCAL,   /* of an e-mail, no role */
	ATOM_WORD,    /* the rarest word, the second and third rarest in further columns */
	ATOM_PAIR,    /* two of the three rarest words */
	ATOM_NAMES    /* sounds of given and family name, in either order; `field` is the given name */
};

struct atom {
	enum atom_form form;
	unsigned field;
	unsigned slot;
};

#define PASS_ATOMS   3
#define PASS_COLUMNS 3

struct pass {
	struct atom atoms[PASS_ATOMS]; /* all must have a value */
	struct atom split[PASS_ATOMS]; /* added one by one where a block is too large */
	unsigned column, n_columns;    /* of the matrix of keys */
};

/* block_atom.c: the hash of what the atom takes from a value, 0 for nothing; `column` tells the rarest words apart. */
uint32_t block_atom_hash(const struct linkage *link, const struct atom *atom, uint32_t value, unsigned column);
/* The passes for the fields there are. */
unsigned block_plan(const struct linkage *link, struct pass passes[MAX_PASSES]);
/* What people call the key. */
void block_name_pass(const struct linkage *link, const struct pass *pass, char name[64]);
/* block_yield.c: takes a key's pairs out of the candidates; those that a later key brings together too are its own. */
void block_leave_out(struct linkage *link, unsigned pass);
#endif
