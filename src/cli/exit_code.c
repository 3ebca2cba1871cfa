/* SPDX-License-Identifier: Apache-2.0 */
/* Exit codes that cron and scripts branch on; the table stands in crmsync(1). */
#include <cli/cli.h>

static const struct {
	int code, exit_code;
} table[] = {
	{CRM_OK, 0},         {CRM_E_USAGE, 2},         {CRM_E_CONFIG, 3}, {CRM_E_AUTH, 4},   {CRM_E_PERMISSION, 4},
	{CRM_E_EXPIRED, 4},  {CRM_E_NETWORK, 5},       {CRM_E_RATE, 5},   {CRM_E_BUDGET, 5}, {CRM_E_SERVER, 5},
	{CRM_E_PROTOCOL, 5}, {CRM_E_CURSOR, 5},        {CRM_E_DISK, 5},   {CRM_E_GATE, 7},   {CRM_E_LOCKED, 8},
	{CRM_E_STORE, 9},    {CRM_E_INTERRUPTED, 130},
};

int cli_exit_code(int code)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].code == code)
			return table[i].exit_code;
	return 1;
}
