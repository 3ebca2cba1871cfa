/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the command line. */
#include "sandbox/cmdline.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define CMDLINE_MAX_PEOPLE UINT64_C(10000000)

const char cmdline_help[] =
	"Usage: crmsync-sandbox [OPTION]...\n"
	"Local twin of the CRM vendors' REST APIs, for trying and testing crmsync.\n"
	"\n"
	"  --listen ADDRESS:PORT  loopback address to listen on (default 127.0.0.1:0, any free port)\n"
	"  --port-file FILE       write the port there once requests are answered\n"
	"  --state FILE           load all records from FILE if it exists; save them there at exit and on SIGUSR1\n"
	"  --from STORE           start with what crmsync has pulled into STORE, and serve its systems\n"
	"  --seed demo|empty|N    start with the demo company, with nothing, or with N made-up people (default empty)\n"
	"  --seed-dir DIR         folder of the demo data and of the truth file\n"
	"  --truth FILE           write which record is which person, company or deal (default DIR/truth.jsonl)\n"
	"  --export-csv FILE      write N rows of contacts with the truth in a column of their own, for measuring\n"
	"                         'crmsync dedupe' (needs --seed N), and serve nothing\n"
	"  --random-seed N        make other people, and other random behaviour (default 1)\n"
	"  --system NAME=VENDOR   serve VENDOR under /NAME; may be repeated\n"
	"                         (default hubspot, salesforce and pipedrive under their own names, or those of "
	"STORE)\n"
	"  --quiet                print nothing but errors\n"
	"  --help                 show this text\n"
	"  --version              show the version\n"
	"\n"
	"Control requests are below /__sandbox/, see crmsync-sandbox(1).\n";

enum cmdline_option {
	OPTION_LISTEN = 256,
	OPTION_PORT_FILE,
	OPTION_STATE,
	OPTION_FROM,
	OPTION_SEED,
	OPTION_SEED_DIR,
	OPTION_TRUTH,
	OPTION_EXPORT_CSV,
	OPTION_RANDOM_SEED,
	OPTION_SYSTEM,
	OPTION_QUIET,
	OPTION_HELP,
	OPTION_VERSION
};

static const struct option cmdline_options[] = {
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"port-file", required_argument, NULL, OPTION_PORT_FILE},
	{"state", required_argument, NULL, OPTION_STATE},
	{"from", required_argument, NULL, OPTION_FROM},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"seed-dir", required_argument, NULL, OPTION_SEED_DIR},
	{"truth", required_argument, NULL, OPTION_TRUTH},
	{"export-csv", required_argument, NULL, OPTION_EXPORT_CSV},
	{"random-seed", required_argument, NULL, OPTION_RANDOM_SEED},
	{"system", required_argument, NULL, OPTION_SYSTEM},
	{"quiet", no_argument, NULL, OPTION_QUIET},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{NULL, 0, NULL, 0},
};

static bool cmdline_number(const char *text, uint64_t max, uint64_t *out)
{
	size_t len = strlen(text);
	if (len == 0 || len > 18 || strspn(text, "0123456789") != len)
		return false;
	uint64_t value = strtoull(text, NULL, 10);
	if (value > max)
		return false;
	*out = value;
	return true;
}

static int cmdline_read_seed(struct cmdline *c, const char *text, struct crm_error *err)
{
	if (strcmp(text, "demo") == 0)
		c->seed = CMDLINE_SEED_DEMO;
	else if (strcmp(text, "empty") == 0)
		c->seed = CMDLINE_SEED_EMPTY;
	else if (cmdline_number(text, CMDLINE_MAX_PEOPLE, &c->people))
		c->seed = CMDLINE_SEED_PEOPLE;
	else
		return crm_error_set(err, CRM_E_USAGE, "seed '%s' must be demo, empty or a number of people up to %llu",
				     text, (unsigned long long)CMDLINE_MAX_PEOPLE);
	return CRM_OK;
}

static bool cmdline_is_name(const char *text, size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	return len > 0 && text[0] != '_' && text[0] != '.' && text[0] != '-' && strspn(text, allowed) >= len;
}

static int cmdline_read_system(struct cmdline *c, const char *text, struct crm_error *err)
{
	struct cmdline_system s = {0};
	const char *equals = strchr(text, '=');
	size_t name_len = equals ? (size_t)(equals - text) : 0;
	size_t vendor_len = equals ? strlen(equals + 1) : 0;
	if (!cmdline_is_name(text, name_len) || name_len >= sizeof s.name || vendor_len == 0 ||
	    vendor_len >= sizeof s.vendor)
		return crm_error_set(err, CRM_E_USAGE,
				     "system '%s' must be NAME=VENDOR, NAME of letters, digits, '-', '_', '.'", text);
	memcpy(s.name, text, name_len);
	memcpy(s.vendor, equals + 1, vendor_len);
	for (size_t i = 0; i < c->n_systems; i++)
		if (strcmp(c->systems[i].name, s.name) == 0)
			return crm_error_set(err, CRM_E_USAGE, "system '%s' is named twice", s.name);
	if (c->n_systems == CMDLINE_MAX_SYSTEMS)
		return crm_error_set(err, CRM_E_USAGE, "more than %d systems", CMDLINE_MAX_SYSTEMS);
	c->systems[c->n_systems++] = s;
	return CRM_OK;
}

static int cmdline_apply(struct cmdline *c, int option, const char *value, struct crm_error *err)
{
	switch (option) {
	case OPTION_LISTEN:
		return listen_parse(value, &c->address, err);
	case OPTION_PORT_FILE:
		c->port_file = value;
		return CRM_OK;
	case OPTION_STATE:
		c->state = value;
		return CRM_OK;
	case OPTION_FROM:
		c->from = value;
		return CRM_OK;
	case OPTION_SEED:
		c->seeded = true;
		return cmdline_read_seed(c, value, err);
	case OPTION_SEED_DIR:
		c->seed_dir = value;
		return CRM_OK;
	case OPTION_TRUTH:
		c->truth = value;
		return CRM_OK;
	case OPTION_EXPORT_CSV:
		c->export_csv = value;
		c->task = CMDLINE_EXPORT;
		return CRM_OK;
	case OPTION_RANDOM_SEED:
		if (cmdline_number(value, UINT64_MAX, &c->random_seed))
			return CRM_OK;
		return crm_error_set(err, CRM_E_USAGE, "random seed '%s' must be a whole number", value);
	case OPTION_SYSTEM:
		return cmdline_read_system(c, value, err);
	case OPTION_QUIET:
		c->quiet = true;
		return CRM_OK;
	case OPTION_HELP:
		c->task = CMDLINE_HELP;
		return CRM_OK;
	default:
		c->task = CMDLINE_VERSION;
		return CRM_OK;
	}
}

/* What has to do with serving says nothing to an export. */
static int cmdline_check_export(const struct cmdline *c, struct crm_error *err)
{
	if (c->task != CMDLINE_EXPORT)
		return CRM_OK;
	if (c->seed != CMDLINE_SEED_PEOPLE || c->people == 0)
		return crm_error_set(err, CRM_E_USAGE,
				     "'--export-csv' needs '--seed' with a number of rows, at least 1");
	if (c->state || c->from || c->truth || c->seed_dir || c->port_file || c->n_systems > 0)
		return crm_error_set(
			err, CRM_E_USAGE,
			"'--export-csv' serves nothing: beside '--seed' and '--random-seed' no option goes "
			"with it");
	return CRM_OK;
}

int cmdline_parse(int argc, char *const argv[], struct cmdline *out, struct crm_error *err)
{
	struct cmdline c = {.seed = CMDLINE_SEED_EMPTY, .random_seed = 1};
	int rc = listen_parse("127.0.0.1:0", &c.address, err);
	optind = 0;
	while (rc == CRM_OK) {
		int at = optind > 0 ? optind : 1;
		int option = getopt_long(argc, argv, ":", cmdline_options, NULL);
		if (option == -1)
			break;
		if (option == ':')
			return crm_error_set(err, CRM_E_USAGE, "option '%s' needs a value", argv[at]);
		if (option == '?')
			return crm_error_set(err, CRM_E_USAGE, "unknown option '%s'", argv[at]);
		rc = cmdline_apply(&c, option, optarg, err);
	}
	if (rc < 0)
		return rc;
	if (optind < argc)
		return crm_error_set(err, CRM_E_USAGE, "unexpected argument '%s'", argv[optind]);
	if (c.from && (c.seeded || c.truth || c.seed_dir))
		return crm_error_set(err, CRM_E_USAGE,
				     "'--from' brings its own records: it does not go with '--seed', '--seed-dir' or "
				     "'--truth'");
	rc = cmdline_check_export(&c, err);
	if (rc < 0)
		return rc;
	*out = c;
	return CRM_OK;
}
