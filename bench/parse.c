/* SPDX-License-Identifier: Apache-2.0 */
/* The least that a pull can do: parses a file of JSON lines, one record each, and nothing more: bench/parse FILE. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/json.h>

static int parse_lines(FILE *file, long *n, struct crm_error *err)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int rc = CRM_OK;
	while (rc == CRM_OK && (len = getline(&line, &room, file)) >= 0) {
		crm_json *json = NULL;
		rc = crm_json_parse(line, (size_t)len, &json, err);
		crm_json_free(json);
		*n += rc == CRM_OK;
	}
	free(line);
	return rc;
}

int main(int argc, char **argv)
{
	struct crm_error err = {0};
	long n = 0;
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	if (!file) {
		fprintf(stderr, argc == 2 ? "parse: cannot open '%s': %s\n" : "usage: parse FILE\n", argv[argc - 1],
			strerror(errno));
		return 2;
	}
	int rc = parse_lines(file, &n, &err);
	if (rc == CRM_OK)
		printf("%ld records\n", n);
	else
		fprintf(stderr, "parse: line %ld: %s\n", n + 1, crm_error_text(&err));
	crm_error_clear(&err);
	fclose(file);
	return rc == CRM_OK ? 0 : 1;
}
