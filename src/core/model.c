/* SPDX-License-Identifier: Apache-2.0 */
/* Looking a field up by name. */
#include "config.h"

#include <core/model.h>

#include <string.h>

size_t crm_model_field(const struct crm_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_fields; i++) {
		if (strcmp(model->fields[i].name, name) == 0)
			return i;
	}
	return (size_t)-1;
}
