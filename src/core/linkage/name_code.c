/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes of names.  The sound follows the classes of H. J. Postel, "Die Kölner Phonetik" (IBM-Nachrichten 19, 1969),
 * which serve other European languages as well, simplified to classes of single letters and a few digraphs.
 */
#include "config.h"

#include <core/linkage/values.h>

#include <string.h>

#define SOUND_MAX 8

/* By letter: a class of consonants, '0' for vowels, ' ' for what is not heard. */
static const char classes[] = "01420"
			      "34 00"
			      "45660"
			      "14782"
			      "03380"
			      "8";

struct digraph {
	char letters[3];
	char sound;
};

static const struct digraph digraphs[] = {
	{"ph", '3'}, {"ch", '4'}, {"sh", '8'}, {"th", '2'}, {"ck", '4'}, {"dt", '2'}, {"tz", '8'}, {"cz", '8'},
	{"sz", '8'}, {"rz", '8'}, {"gh", ' '}, {"ce", '8'}, {"ci", '8'}, {"cy", '8'}, {"ts", '8'}, {"ds", '8'},
};

static char sound_of(const char *text, size_t len, size_t *used)
{
	*used = 3;
	if (len > 2 && memcmp(text, "sch", 3) == 0)
		return '8';
	*used = 1;
	for (size_t i = 0; len > 1 && i < sizeof digraphs / sizeof *digraphs; i++)
		if (memcmp(text, digraphs[i].letters, 2) == 0) {
			*used = strchr("eiy", text[1]) == NULL ? 2 : 1;
			return digraphs[i].sound;
		}
	if (*text < 'a' || *text > 'z')
		return (unsigned char)*text > 127 ? *text : ' ';
	return classes[*text - 'a'];
}

uint32_t name_sound(const char *text, size_t len)
{
	char code[SOUND_MAX];
	size_t n = 0, used;
	char last = ' ';
	for (size_t i = 0; i < len && n < SOUND_MAX; i += used) {
		const char sound = sound_of(text + i, len - i, &used);
		if (sound != ' ' && sound != last && (sound != '0' || n == 0))
			code[n++] = sound;
		last = sound;
	}
	return n != 0 ? (uint32_t)(linkage_hash(code, n) >> 32) | 1 : 0;
}

uint32_t name_loose(const char *text, size_t len)
{
	char out[SIMILARITY_LOOSE];
	size_t n = 0;
	for (size_t i = 0; i < len && n < sizeof out; i++) {
		char c = text[i];
		const char next = i + 1 < len ? text[i + 1] : '\0';
		if (c == ' ' || (n != 0 && out[n - 1] == c))
			continue;
		if (next == 'e' && (c == 'a' || c == 'o' || c == 'u'))
			i++;
		else if (next == 'h' && (c == 'p' || c == 't'))
			c = c == 'p' ? 'f' : 't', i++;
		else if (c == 'y' || c == 'j')
			c = 'i';
		else if (c == 'z')
			c = 's';
		else if (c == 'k')
			c = 'c';
		if (n == 0 || out[n - 1] != c)
			out[n++] = c;
	}
	return n != 0 ? (uint32_t)(linkage_hash(out, n) >> 32) | 1 : 0;
}
