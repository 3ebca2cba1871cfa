/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets share: bytes in, properties that must hold out. */
#ifndef CRM_TESTS_FUZZ_CORE_H
#define CRM_TESTS_FUZZ_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(cond)                                                                                                    \
	do {                                                                                                           \
		if (!(cond)) {                                                                                         \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #cond);                       \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

#endif
