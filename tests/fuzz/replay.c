/* SPDX-License-Identifier: Apache-2.0 */
/* Gives every file named, or in a folder named, to a fuzz target: what was found once is tried in every test run, with
 * any compiler.  "-N": N inputs made of the bytes that mean something to readers and terminals, the same on every
 * machine.  libFuzzer has a main() of its own. */
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

static unsigned pick(unsigned below)
{
	static uint64_t state = UINT64_C(88172645463325252);
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 16) % below;
}

static int replay_random(const char *count)
{
	static const char *const pieces[] = {"'",          "\\",         "\"",      "\n",       "\r",
					     "\t",         "\b",         "\f",      "%",        "_",
					     "(",          ")",          ",",       " OR ",     " AND ",
					     "--",         "/*",         "\\u0027", "\xC2\x9B", "\xE2\x80\xAE",
					     "\xC3",       "ü",          "\x1b[",   "0",        "-1.5",
					     "2026-11-21", "T17:50:00Z", "{",       "}",        "[",
					     "]",          ":",          "null",    "a",        "Z",
					     "=",          "\x7f"};
	for (unsigned long n = strtoul(count, NULL, 10); n > 0; n--, replayed++) {
		char text[256];
		size_t len = 0;
		for (unsigned k = pick(12); k > 0; k--) {
			const char *piece = pieces[pick(sizeof pieces / sizeof *pieces)];
			memcpy(text + len, piece, strlen(piece));
			len += strlen(piece);
		}
		LLVMFuzzerTestOneInput((const uint8_t *)text, len);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++) {
		struct stat info;
		bool folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
		failed |= argv[i][0] == '-' ? replay_random(argv[i] + 1)
			  : folder          ? replay_folder(argv[i])
					    : replay_file(argv[i]);
	}
	printf("%lu inputs\n", replayed);
	return failed || replayed == 0;
}
#endif
