/* SPDX-License-Identifier: Apache-2.0 */
/* Gives every file named, or in a folder named, to a fuzz target: what was found once is tried in every test run, with
 * any compiler. libFuzzer has a main() of its own. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz_core.h"

#ifndef CRM_FUZZING
static unsigned long replayed;

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat info;
	if (!file || fstat(fileno(file), &info) != 0) {
		perror(path);
		if (file)
			fclose(file);
		return 1;
	}
	/* exactly as large as the input, so that a sanitizer or valgrind sees reads behind its end */
	size_t size = (size_t)info.st_size;
	uint8_t *data = malloc(size ? size : 1);
	int failed = !data || fread(data, 1, size, file) != size;
	fclose(file);
	if (failed)
		fprintf(stderr, "%s: it cannot be read\n", path);
	else
		LLVMFuzzerTestOneInput(data, size);
	free(data);
	replayed++;
	return failed;
}

static int replay_folder(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort), failed = n < 0;
	for (int i = 0; i < n; i++) {
		char name[4096];
		if (entries[i]->d_name[0] != '.' &&
		    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name) < (int)sizeof name)
			failed |= replay_file(name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++) {
		struct stat info;
		bool folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
		failed |= folder ? replay_folder(argv[i]) : replay_file(argv[i]);
	}
	printf("%lu inputs\n", replayed);
	return failed || replayed == 0;
}
#endif
