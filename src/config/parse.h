/* SPDX-License-Identifier: Apache-2.0 */
/* Loading from memory: what crm_settings_load() does after it has read the file; for tests and fuzzing. */
#ifndef CRM_CONFIG_PARSE_H
#define CRM_CONFIG_PARSE_H

#include <config/settings.h>

struct config_text {
	const char *path; /* for messages */
	const char *text;
	size_t len;
};

/* Where data files come from.  connector NULL: the catalogue, else that connector's mapping.  1 with *out set (living
   in the arena or longer), 0 if there is none, negative with err set if it cannot be read. */
struct config_source {
	int (*find)(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
		    struct crm_error *err);
	const void *ctx;
};

int crm_settings_parse(const struct config_text *config, const struct config_source *source, struct crm_settings **out,
		       struct crm_error *err);

/* Reads a whole file into the arena; CRM_E_CONFIG without the path in the message, CRM_E_NOMEM. */
int config_file_read(const char *path, struct crm_arena *arena, struct config_text *out, struct crm_error *err);
/* Data files in folders; ctx is the NULL-terminated list. */
int config_file_find(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
		     struct crm_error *err);
/* `path` as seen from `folder`, unless it is absolute; NULL on out of memory. */
char *config_file_join(struct crm_arena *arena, const char *folder, const char *path);
/* The folder a file is in, "." if its path names none; NULL on out of memory. */
char *config_file_folder(struct crm_arena *arena, const char *path);

#endif
