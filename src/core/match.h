/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From evidence to groups.  Records that share a key, or that the matcher finds to be the same, belong together unless
 * that would be a guess; guesses are held for a person.  What a person said outweighs all of it.
 */
#ifndef CRM_CORE_MATCH_H
#define CRM_CORE_MATCH_H

#include <core/cell.h>

struct crm_match_key {
	unsigned level;   /* index of the key spec in the model: 0 is the strongest */
	const char *text; /* "email:jim@firma.example"; equal texts match */
};

/* Keys of a record: for each spec the combinations of its parts' values (at most CRM_MATCH_KEYS in all), strongest
   first, no text twice.  Text: the spec's name, ":", the values joined by "|" ('|' and '\\' in a value are escaped
   with '\\').  E-mail parts: role mailboxes (info@) make a key only together with the folded full name
   ("email+name:info@firma.example|jim smith"; fields first_name and last_name, failing these name); text parts are
   folded by crm_fold_name; domains that everybody shares (crm_domain_is_shared: free-mail providers, public suffixes,
   facebook.com) make no key, and web addresses beside a domain count as their domain; invalid, blank or unknown values
   make none.  Reference parts use the cell's key as it stands (the engine gives golden ids). */
#define CRM_MATCH_KEYS 64
int crm_match_keys(const struct crm_model *model, const struct crm_cell *cells, struct crm_arena *arena,
		   struct crm_match_key **keys, size_t *n);

struct crm_match_node {
	int64_t source; /* caller's id */
	unsigned system;
	bool secondary;    /* of a kind that may stand beside the main kind for one person (an unconverted lead beside a
			      contact) */
	int64_t golden;    /* golden record it is linked to already, 0 if none */
	bool primary;      /* linked to that one as the record of its system */
	const char *order; /* tells which of two unlinked records of one system is the first: the vendor's id */
	const char *given, *family; /* folded names for the same-e-mail-different-person check, NULL or "" unknown
				       (always for companies, deals) */
	const char *born;           /* day of birth, NULL or "" unknown */
	unsigned suffix;            /* generation that a name tells (Sr., Jr.: crm_name_suffix()), 0 unknown */
};

enum crm_match_evidence {
	CRM_MATCH_BY_KEY,  /* both have the key */
	CRM_MATCH_BY_OWN,  /* the same, and it is a person's very own: crmsync id, e-mail */
	CRM_MATCH_SCORED,  /* the matcher is sure */
	CRM_MATCH_DOUBTFUL /* the matcher is in doubt: never joins, but holds */
};

struct crm_match_edge {
	size_t a, b;     /* nodes */
	unsigned level;  /* one kind of evidence per level */
	const char *key; /* the shared key's text; for scored ones any text that is the pair's own */
	enum crm_match_evidence evidence;
};

/* What a person decided about two nodes. */
struct crm_match_said {
	size_t a, b;
	bool same; /* else apart */
};

enum crm_match_verdict {
	CRM_MATCH_ALONE,  /* a group of its own */
	CRM_MATCH_JOINED, /* in a group with others */
	CRM_MATCH_HELD    /* held: joining would be a guess */
};
enum crm_match_reason {
	CRM_MATCH_OK,
	CRM_MATCH_SEVERAL,  /* several records of one system share the key */
	CRM_MATCH_NAMES,    /* same key, but names that do not go together */
	CRM_MATCH_LINKED,   /* would join records that are linked to different golden records */
	CRM_MATCH_OCCUPIED, /* the golden record it fits has another record of this system already */
	CRM_MATCH_BORN,     /* same key, but other days of birth */
	CRM_MATCH_CHAIN,    /* all hang together, but not all with each other */
	CRM_MATCH_DOUBT,    /* they may be the same */
	CRM_MATCH_APART     /* a person keeps two of them apart */
};

struct crm_match_outcome {
	enum crm_match_verdict verdict;
	enum crm_match_reason reason;
	size_t group;   /* equal for members of a group, and for held nodes of one question; from 0, ordered by their
			   smallest source */
	int64_t golden; /* golden record the group has already, 0: a new one; 0 for held nodes */
	bool secondary_link; /* link as secondary (lead beside contact; second of two that a person said are the same)
			      */
	const char *key;     /* key that joined or held it first, NULL if alone or linked before; CRM_MATCH_PERSON */
};
#define CRM_MATCH_PERSON "person:"

/*
 * Resolves one closure of nodes connected by edges, strongest level first.
 *
 * Nodes with the same golden record are a group from the start, whatever they look like.  At each level, groups
 * connected by edges of that level are a candidate.  A candidate with at most one primary record per system, names that
 * go together and at most one golden record is joined; what a group holds already is not judged again, only what would
 * come together. Otherwise nothing in it is joined at this level: groups that exist already (linked, or joined at a
 * stronger level) stay and go on to weaker levels; the others are held and stay so.  What reaches a held node at a
 * weaker level is held with it: joining it elsewhere would answer the question by a guess.  Reasons, first that
 * applies: linked, occupied, several, apart, born, names, chain, doubt.  Secondary nodes count as a system of their
 * own; joined with a primary node of their system they become secondary links.
 *
 * Jr. and Sr. are names that do not go together.  Days of birth count where the evidence is not a person's very own.
 * Groups that come together by scores must each hang together with each other, so that no chain joins strangers.
 * Doubtful edges join nothing and hold what stands alone.
 *
 * What a person said comes first: nodes that are the same are a group from the start, whatever they look like, unless
 * they are linked to different golden records; edges between groups that are apart do not count, and no candidate with
 * two that are apart is joined.
 *
 * Deterministic: independent of the order of nodes and edges.  outcomes has n places.  Returns 0 or CRM_E_NOMEM.
 */
struct crm_match_problem {
	const struct crm_match_node *nodes;
	size_t n;
	const struct crm_match_edge *edges;
	size_t n_edges;
	const struct crm_match_said *said;
	size_t n_said;
};
int crm_match_resolve(const struct crm_match_problem *problem, struct crm_arena *arena,
		      struct crm_match_outcome *outcomes);

/* Do two people's names (folded by crm_fold_name, NULL or "" unknown) go together?  True if one of the four is unknown,
   if family or given names fit, or if they fit swapped; false when all are known and nothing fits.  Two names fit when
   each word of the shorter one is, or is the initial of, a word of the other: "j" and "jim", "hans" and "hans peter",
   "dr anna" and "anna". */
bool crm_names_compatible(const char *given_a, const char *family_a, const char *given_b, const char *family_b);

#endif
