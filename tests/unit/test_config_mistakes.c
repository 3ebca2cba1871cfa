/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of mistake, with its exact position and words. */
#include "config.h"

#include "config_fixture.h"

struct mistake_case {
	const char *config, *message;
};

#define SOURCES     "{file: PATH}, {env: NAME}, {command: [PROGRAM, ARGUMENT]} or {systemd: NAME}"
#define SYSTEMS     "systems: {hubspot: {}, salesforce: {}}\n"
#define SYSTEM      "systems:\n  hubspot:\n    "
#define CREDENTIALS SYSTEM "credentials: "
#define OBJECTS     SYSTEMS "objects:\n  "
#define FIELDS      OBJECTS "contact:\n    fields:\n      "
#define IN_TOP      "(allowed: version, store, locale, systems, objects, match, gates, schedule, retry, jobs)"
#define IN_SYSTEM                                                                                                      \
	"(allowed: connector, base_url, api_version, tenant, credentials, options, read_only, direction, filters, "    \
	"create_as, id_property, canary, limits)"
#define IN_FIELD                                                                                                       \
	"type, multiple, refers, rule, order, values, clear, on_too_long, matches_as, required_in, direction, "        \
	"properties)"
#define TYPES                                                                                                          \
	"(allowed: text, email, phone, date, datetime, decimal, money, bool, enum, multi, reference, url, domain, "    \
	"country)"
#define WRITTEN " already (allowed: one field; direction: pull for the other, or switch it off: "

static const struct mistake_case mistake_top[] = {
	{"", "c.yaml:1:1: there are no systems (allowed: at least one under systems)"},
	{"systems: {}\n", "c.yaml:1:1: there are no systems (allowed: at least one under systems)"},
	{"systems: [a]\n", "c.yaml:1:10: \"systems\" cannot be a list (allowed: a mapping of systems)"},
	{"- a\n", "c.yaml:1:1: the file cannot be a list (allowed: a mapping with version, store, locale, systems, "
		  "objects, match, gates, schedule, retry, jobs)"},
	{SYSTEMS "version: 2\n", "c.yaml:2:10: this version of the format is not known (allowed: 1)"},
	{SYSTEMS "version: one\n", "c.yaml:2:10: this version of the format is not known (allowed: 1)"},
	{SYSTEMS "stor: x\n", "c.yaml:2:1: unknown key \"stor\", did you mean \"store\"? " IN_TOP},
	{SYSTEMS "zzzzzz: x\n", "c.yaml:2:1: unknown key \"zzzzzz\" " IN_TOP},
	{SYSTEMS "store: [x]\n", "c.yaml:2:8: \"store\" cannot be a list (allowed: a text)"},
	{SYSTEMS "store:\n", "c.yaml:2:7: \"store\" cannot be nothing (allowed: a text)"},
	{SYSTEMS "store: ''\n", "c.yaml:2:8: \"store\" cannot be \"\" (allowed: a text that is not empty)"},
	{SYSTEMS "store: true\n",
	 "c.yaml:2:8: \"store\" cannot be \"true\" (allowed: a text; in quotes if this is one)"},
	{SYSTEMS "store: ~/crm.db\n", "c.yaml:2:8: \"store\" cannot be \"~/crm.db\" (allowed: an absolute path, or one "
				      "relative to the config's folder; ~ is not expanded)"},
	{SYSTEMS "locale: {region: UK}\n",
	 "c.yaml:2:18: \"region\" cannot be \"UK\" (allowed: GB for the United Kingdom)"},
	{SYSTEMS "locale: {region: de}\n",
	 "c.yaml:2:18: \"region\" cannot be \"de\" (allowed: two capital letters of ISO 3166-1 such as DE)"},
	{SYSTEMS "locale: {timezone: Europe/../etc}\n",
	 "c.yaml:2:20: \"timezone\" cannot be \"Europe/../etc\" (allowed: a name of the time zone database such as "
	 "Europe/Berlin or UTC)"},
	{SYSTEMS "locale: {currency: euro}\n",
	 "c.yaml:2:20: \"currency\" cannot be \"euro\" (allowed: three capital letters of ISO 4217 such as EUR)"},
	{SYSTEMS "locale: {regoin: DE}\n", "c.yaml:2:10: unknown key \"regoin\" in \"locale\", did you mean "
					   "\"region\"? (allowed: region, timezone, currency)"},
	{SYSTEMS "match: {contact: {auto: 99%}}\n",
	 "c.yaml:2:25: \"auto\" cannot be \"99%\" (allowed: a number over 0, up to 1)"},
	{SYSTEMS "match: {contact: {auto: 1.01}}\n",
	 "c.yaml:2:25: \"auto\" cannot be \"1.01\" (allowed: a number over 0, up to 1)"},
	{SYSTEMS "match: {deal: {review: 0}}\n",
	 "c.yaml:2:24: \"review\" cannot be \"0\" (allowed: a number over 0, up to 1)"},
	{SYSTEMS "match: {person: {}}\n",
	 "c.yaml:2:9: unknown key \"person\" in \"match\" (allowed: contact, company, deal)"},
	{SYSTEMS "match: {company: {auto: 0.4}}\n",
	 "c.yaml:2:8: \"review\" of company is more than its \"auto\" (allowed: at most as much)"},
	{SYSTEMS "gates: {max_create: 101%}\n",
	 "c.yaml:2:21: \"max_create\" cannot be \"101%\" (allowed: a number such as 500 or a percentage such as 20%)"},
	{SYSTEMS "gates: {max_delete: -1}\n",
	 "c.yaml:2:21: \"max_delete\" cannot be \"-1\" (allowed: a number such as 500 or a percentage such as 20%)"},
	{SYSTEMS "gates: {floor: -1}\n", "c.yaml:2:16: \"floor\" cannot be \"-1\" (allowed: a whole number from 0)"},
	{SYSTEMS "gates: {shrink: 200%}\n",
	 "c.yaml:2:17: \"shrink\" cannot be \"200%\" (allowed: a percentage from 0% to 100%)"},
	{SYSTEMS "schedule: {full_every: 7}\n",
	 "c.yaml:2:24: \"full_every\" cannot be \"7\" (allowed: a duration such as 30s, 10m, 2h or 7d, up to 365d)"},
	{SYSTEMS "schedule: {full_every: 400d}\n",
	 "c.yaml:2:24: \"full_every\" cannot be \"400d\" (allowed: a duration such as 30s, 10m, 2h or 7d, up to 365d)"},
	{SYSTEMS "jobs: many\n", "c.yaml:2:7: \"jobs\" cannot be \"many\" (allowed: a whole number from 0 to 16)"},
	{SYSTEMS "jobs: 17\n", "c.yaml:2:7: \"jobs\" cannot be \"17\" (allowed: a whole number from 0 to 16)"},
	{SYSTEMS "jobs: \"4\"\n",
	 "c.yaml:2:7: \"jobs\" cannot be a text in quotes (allowed: a whole number from 0 to 16)"},
	{SYSTEMS "jobs: 1\njobs: 2\n", "c.yaml:3:1: key \"jobs\" occurs twice (allowed: once; first at line 2)"},
	{SYSTEMS "jobs: \"\\x1b[31m\"\n",
	 "c.yaml:2:7: \"jobs\" cannot be a text in quotes (allowed: a whole number from 0 to 16)"},
	{SYSTEMS "store: \"~\\x1b[31m\"\n", "c.yaml:2:8: \"store\" cannot be \"~\\x1b[31m\" (allowed: an absolute "
					    "path, or one relative to the config's folder; ~ is not expanded)"},
};

static const struct mistake_case mistake_systems[] = {
	{SYSTEM "conector: x\n",
	 "c.yaml:3:5: unknown key \"conector\" in \"hubspot\", did you mean \"connector\"? " IN_SYSTEM},
	{SYSTEM "connector: ../x\n", "c.yaml:3:16: \"connector\" cannot be \"../x\" (allowed: a lower-case letter, "
				     "then letters, digits, _ and -, at most 32)"},
	{SYSTEM "base_url: ftp://x\n",
	 "c.yaml:3:15: \"base_url\" cannot be \"ftp://x\" (allowed: https://HOST, or http:// to this very machine)"},
	{SYSTEM "base_url: http://example.com\n", "c.yaml:3:15: \"base_url\" cannot be \"http://example.com\" "
						  "(allowed: https; plain http only to localhost, 127.0.0.1 or [::1])"},
	{SYSTEM "base_url: http://localhost.example.com\n",
	 "c.yaml:3:15: \"base_url\" cannot be \"http://localhost.example.com\" (allowed: https; plain http only to "
	 "localhost, 127.0.0.1 or [::1])"},
	{SYSTEM "base_url: https://\n", "c.yaml:3:15: \"base_url\" cannot be \"https://\" (allowed: https://host or "
					"https://host/path without user, query and fragment)"},
	{SYSTEM "base_url: https://host/?a=b\n", "c.yaml:3:15: \"base_url\" cannot be \"https://host/?a=b\" (allowed: "
						 "https://host or https://host/path without user, query and fragment)"},
	{SYSTEM "tenant: null\n", "c.yaml:3:13: \"tenant\" cannot be nothing (allowed: a text)"},
	{SYSTEM "read_only: yes\n", "c.yaml:3:16: \"read_only\" cannot be \"yes\" (allowed: true, false)"},
	{SYSTEM "read_only: \"true\"\n",
	 "c.yaml:3:16: \"read_only\" cannot be a text in quotes (allowed: true, false)"},
	{SYSTEM "direction: pul\n",
	 "c.yaml:3:16: \"direction\" cannot be \"pul\", did you mean \"pull\"? (allowed: both, pull, push, off)"},
	{SYSTEM "direction: {contact: puhs}\n",
	 "c.yaml:3:26: \"contact\" cannot be \"puhs\", did you mean \"push\"? (allowed: both, pull, push, off)"},
	{SYSTEM "direction: {owner: pull}\n",
	 "c.yaml:3:17: unknown key \"owner\" in \"direction\" (allowed: contact, company, deal)"},
	{SYSTEM "filters: {contcat: x}\n",
	 "c.yaml:3:15: unknown object \"contcat\", did you mean \"contact\"? (allowed: company, contact, deal)"},
	{SYSTEM "filters: {owner: x}\n", "c.yaml:3:15: unknown object \"owner\" (allowed: company, contact, deal)"},
	{SYSTEM "filters: x\n",
	 "c.yaml:3:14: \"filters\" cannot be a plain value (allowed: a mapping with company, contact, deal)"},
	{SYSTEM "create_as: {contact: [Lead]}\n", "c.yaml:3:26: \"contact\" cannot be a list (allowed: a text)"},
	{SYSTEM "id_property: {deals: x}\n",
	 "c.yaml:3:19: unknown object \"deals\", did you mean \"deal\"? (allowed: company, contact, deal)"},
	{SYSTEM "limits: {budget_share: 0}\n",
	 "c.yaml:3:28: \"budget_share\" cannot be \"0\" (allowed: a percentage from 1% to 100%)"},
	{SYSTEM "limits: {daily_budget: 0}\n",
	 "c.yaml:3:28: \"daily_budget\" cannot be \"0\" (allowed: a whole number from 1)"},
	{SYSTEM "limits: {requests_per_second: 0}\n",
	 "c.yaml:3:35: \"requests_per_second\" cannot be \"0\" (allowed: a number over 0, up to 1000)"},
	{SYSTEM "limits: {requests_per_second: 1e3}\n",
	 "c.yaml:3:35: \"requests_per_second\" cannot be \"1e3\" (allowed: a number over 0, up to 1000)"},
	{SYSTEM "limits: {concurrency: 65}\n",
	 "c.yaml:3:27: \"concurrency\" cannot be \"65\" (allowed: a whole number from 1 to 64)"},
	{SYSTEM "limits: {lookback: 31d}\n",
	 "c.yaml:3:24: \"lookback\" cannot be \"31d\" (allowed: a duration such as 30s, 10m, 2h or 7d, up to 30d)"},
	{SYSTEM "limits: {search_lag: 25h}\n",
	 "c.yaml:3:26: \"search_lag\" cannot be \"25h\" (allowed: a duration such as 30s, 10m, 2h or 7d, up to 1d)"},
	{SYSTEM "limits: {settle: 5}\n",
	 "c.yaml:3:22: \"settle\" cannot be \"5\" (allowed: a duration such as 30s, 10m, 2h or 7d, up to 1d)"},
	{SYSTEM "options: {client_secret: abc}\n",
	 "c.yaml:3:15: \"client_secret\" looks like a secret (allowed: under credentials, as " SOURCES ")"},
	{SYSTEM "options: {auth: [token]}\n", "c.yaml:3:21: \"auth\" cannot be a list (allowed: a single value)"},
	{SYSTEM "options: auth\n", "c.yaml:3:14: \"options\" cannot be a plain value (allowed: a mapping of options)"},
};

static const struct mistake_case mistake_credentials[] = {
	{CREDENTIALS "pat-na1-secret\n",
	 "c.yaml:3:18: \"credentials\" cannot be a plain value (allowed: a mapping of credentials)"},
	{CREDENTIALS "{token: pat-na1-secret}\n",
	 "c.yaml:3:26: the secret \"token\" must not stand in the config itself (allowed: " SOURCES ")"},
	{CREDENTIALS "{token: }\n",
	 "c.yaml:3:26: the secret \"token\" must not stand in the config itself (allowed: " SOURCES ")"},
	{CREDENTIALS "{Token: {env: X}}\n", "c.yaml:3:19: a credential cannot be named \"Token\" (allowed: a "
					    "lower-case letter, then lower-case letters, digits and _, at most 64)"},
	{CREDENTIALS "{token: {}}\n", "c.yaml:3:26: \"token\" needs exactly one source (allowed: " SOURCES ")"},
	{CREDENTIALS "{token: {file: a, env: B}}\n",
	 "c.yaml:3:26: \"token\" needs exactly one source (allowed: " SOURCES ")"},
	{CREDENTIALS "{token: {fiel: a}}\n", "c.yaml:3:27: unknown key \"fiel\" in \"token\", did you mean \"file\"? "
					     "(allowed: file, env, command, systemd)"},
	{CREDENTIALS "{token: {env: $TOKEN}}\n",
	 "c.yaml:3:32: \"env\" cannot be \"$TOKEN\" (allowed: the name of an environment variable, without $)"},
	{CREDENTIALS "{token: {command: pass show x}}\n",
	 "c.yaml:3:36: \"command\" cannot be a plain value (allowed: a list of texts)"},
	{CREDENTIALS "{token: {command: []}}\n",
	 "c.yaml:3:26: the command is empty (allowed: a list of a program and its arguments)"},
	{CREDENTIALS "{token: {systemd: ../x}}\n",
	 "c.yaml:3:36: \"systemd\" cannot be \"../x\" (allowed: a credential's name, without /)"},
	{CREDENTIALS "{token: {file: ~/token}}\n", "c.yaml:3:33: \"file\" cannot be \"~/token\" (allowed: an absolute "
						   "path, or one relative to the config's folder; ~ is not expanded)"},
};

static const struct mistake_case mistake_fields[] = {
	{FIELDS "nick: {properties: {hubspot: nick}}\n",
	 "c.yaml:5:7: \"nick\" is no default field and has no type (allowed: type: text, ...)"},
	{FIELDS "emial: {rule: hold}\n", "c.yaml:5:7: \"emial\" is no default field and has no type, did you mean "
					 "\"email\"? (allowed: type: text, ...)"},
	{FIELDS "emial: false\n",
	 "c.yaml:5:7: unknown field \"emial\", did you mean \"email\"? (allowed: a field of contact)"},
	{FIELDS "Nick: {type: text}\n", "c.yaml:5:7: a field cannot be named \"Nick\" (allowed: a lower-case letter, "
					"then lower-case letters, digits and _, at most 64)"},
	{FIELDS "birthday: true\n",
	 "c.yaml:5:17: \"birthday\" cannot be a plain value (allowed: a mapping with " IN_FIELD},
	{FIELDS "nick: {type: strng}\n", "c.yaml:5:20: \"type\" cannot be \"strng\" " TYPES},
	{FIELDS "nick: {type: txt}\n", "c.yaml:5:20: \"type\" cannot be \"txt\", did you mean \"text\"? " TYPES},
	{FIELDS "nick: {type: text}\n",
	 "c.yaml:5:7: \"nick\" has no properties (allowed: properties: {SYSTEM: PROPERTY})"},
	{FIELDS "email: {rul: hold}\n",
	 "c.yaml:5:15: unknown key \"rul\" in \"email\", did you mean \"rule\"? (allowed: " IN_FIELD},
	{FIELDS "email: {rule: holds}\n", "c.yaml:5:21: \"rule\" cannot be \"holds\", did you mean \"hold\"? (allowed: "
					  "priority, newest, hold, union, min, max, most_restrictive, forward_only)"},
	{FIELDS "email: {rule: union}\n", "c.yaml:5:21: rule union does not fit \"email\", one value of type email "
					  "(allowed: union needs several values: multiple: true or type multi)"},
	{FIELDS "additional_emails: {multiple: false}\n",
	 "c.yaml:5:37: rule union does not fit \"additional_emails\", one value of type email (allowed: union needs "
	 "several values: multiple: true or type multi)"},
	{FIELDS "additional_emails: {rule: min}\n",
	 "c.yaml:5:33: rule min does not fit \"additional_emails\", several values of type email (allowed: min needs "
	 "one date, datetime, decimal or money)"},
	{FIELDS "email: {rule: max}\n", "c.yaml:5:21: rule max does not fit \"email\", one value of type email "
					"(allowed: max needs one date, datetime, decimal or money)"},
	{FIELDS "email: {rule: most_restrictive}\n", "c.yaml:5:21: rule most_restrictive does not fit \"email\", one "
						     "value of type email (allowed: most_restrictive needs type bool)"},
	{FIELDS "email: {rule: forward_only}\n", "c.yaml:5:21: rule forward_only does not fit \"email\", one value of "
						 "type email (allowed: forward_only needs one enum with an order)"},
	{FIELDS "colour: {type: enum, rule: forward_only, properties: {hubspot: colour}}\n",
	 "c.yaml:5:34: rule forward_only of \"colour\" needs an order (allowed: order: [FIRST, SECOND, ...])"},
	{FIELDS "colour: {type: enum, rule: forward_only, order: [red], properties: {hubspot: colour}}\n",
	 "c.yaml:5:55: rule forward_only of \"colour\" needs an order (allowed: order: [FIRST, SECOND, ...])"},
	{FIELDS "lifecycle: {order: [lead, lead, customer]}\n",
	 "c.yaml:5:33: \"lead\" stands twice in \"order\" (allowed: once)"},
	{FIELDS "email: {order: [a, b]}\n",
	 "c.yaml:5:22: the order of \"email\" has no effect under rule priority (allowed: with rule: forward_only)"},
	{FIELDS "opted_out: {rule: priority}\n",
	 "c.yaml:5:25: the rule of consent field \"opted_out\" is fixed (allowed: most_restrictive)"},
	{FIELDS "opted_out: {clear: propagate}\n",
	 "c.yaml:5:26: consent in \"opted_out\" cannot be cleared (allowed: clear: keep)"},
	{FIELDS "opted_out: {type: text}\n", "c.yaml:5:25: rule most_restrictive does not fit \"opted_out\", one value "
					     "of type text (allowed: most_restrictive needs type bool)"},
	{FIELDS "email: {clear: no}\n", "c.yaml:5:22: \"clear\" cannot be \"no\" (allowed: keep, propagate)"},
	{FIELDS "email: {on_too_long: truncate}\n",
	 "c.yaml:5:28: \"email\" of type email cannot be cut (allowed: on_too_long: truncate with type text)"},
	{FIELDS "birthday: {multiple: true}\n",
	 "c.yaml:5:28: \"birthday\" of type date cannot have several values (allowed: types text, email, phone, enum, "
	 "multi, reference, url, domain, country)"},
	{FIELDS "tags: {type: multi, multiple: false, properties: {hubspot: tags}}\n",
	 "c.yaml:5:37: \"tags\" of type multi always has several values (allowed: multiple: true)"},
	{FIELDS "boss: {type: reference, properties: {hubspot: boss}}\n",
	 "c.yaml:5:20: reference \"boss\" does not say what it refers to (allowed: refers: contact, company, deal or "
	 "owner)"},
	{FIELDS "boss: {type: text, refers: contact, properties: {hubspot: boss}}\n",
	 "c.yaml:5:34: \"boss\" is no reference (allowed: refers with type: reference)"},
	{FIELDS "boss: {type: reference, refers: pipeline, properties: {hubspot: boss}}\n",
	 "c.yaml:5:39: \"refers\" cannot be \"pipeline\" (allowed: company, contact, deal, owner)"},
	{FIELDS "email: {matches_as: phon}\n",
	 "c.yaml:5:27: unknown field \"phon\", did you mean \"phone\"? (allowed: a field of contact)"},
	{FIELDS "email: {matches_as: email}\n",
	 "c.yaml:5:27: \"email\" cannot match as \"email\" (allowed: a field that matches as itself)"},
	{FIELDS "birthday: {matches_as: email}\n", "c.yaml:5:30: \"birthday\" of type date cannot match as \"email\" "
						   "of type email (allowed: the same type, or url and domain)"},
	{FIELDS "email: {values: [a]}\n",
	 "c.yaml:5:23: \"email\" of type email has no list of values (allowed: types enum, multi)"},
	{FIELDS "colour: {type: enum, values: [], properties: {hubspot: colour}}\n",
	 "c.yaml:5:36: the values of \"colour\" are an empty list (allowed: at least one value)"},
	{FIELDS "email: {required_in: [hubspt]}\n",
	 "c.yaml:5:29: unknown system \"hubspt\", did you mean \"hubspot\"? (allowed: hubspot, salesforce)"},
	{FIELDS "phone: {required_in: [hubspot, salesforce]}\n",
	 "c.yaml:5:38: \"phone\" is required in \"salesforce\" but has no property there (allowed: systems that the "
	 "field is mapped to)"},
};

static const struct mistake_case mistake_bindings[] = {
	{FIELDS "email: {properties: {hubspt: x}}\n",
	 "c.yaml:5:28: unknown system \"hubspt\", did you mean \"hubspot\"? (allowed: hubspot, salesforce)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {direction: pull}}}\n",
	 "c.yaml:5:48: \"hubspot\" has no property for this field (allowed: property: NAME)"},
	{FIELDS "nick: {type: text, properties: {hubspot: }}\n",
	 "c.yaml:5:48: \"property\" cannot be nothing (allowed: a text)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {proprty: a}}}\n",
	 "c.yaml:5:49: unknown key \"proprty\" in \"hubspot\", did you mean \"property\"? (allowed: property, "
	 "direction, values)"},
	{FIELDS "nick: {type: text, properties: {hubspot: \"Lead:\"}}\n",
	 "c.yaml:5:48: \"Lead:\" is no property (allowed: Property or Kind:Property)"},
	{FIELDS "nick: {type: text, properties: {hubspot: \":x\"}}\n",
	 "c.yaml:5:48: \":x\" is no property (allowed: Property or Kind:Property)"},
	{FIELDS "nick: {type: text, properties: {hubspot: []}}\n",
	 "c.yaml:5:48: a list of 0 properties is not possible (allowed: 1 to 16, one per kind of record)"},
	{FIELDS "nick: {type: text, properties: {hubspot: [a, b]}}\n",
	 "c.yaml:5:52: \"a\" and \"b\" belong to the same kind of record (allowed: one property per kind, as in "
	 "[Contact:Email, Lead:Email])"},
	{FIELDS "nick: {type: text, properties: {hubspot: [Lead:A, Lead:B]}}\n",
	 "c.yaml:5:57: \"Lead:A\" and \"Lead:B\" belong to the same kind of record (allowed: one property per kind, as "
	 "in [Contact:Email, Lead:Email])"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, direction: push}}}\n",
	 "c.yaml:5:38: no system gives a value for \"nick\" (allowed: at least one with direction both or pull)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {}}}}\n",
	 "c.yaml:5:70: \"values\" cannot be empty (allowed: a mapping of 1 to 1000 of the field's own values to the "
	 "system's)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {a: }}}}\n",
	 "c.yaml:5:74: a value cannot be translated to an empty text (allowed: a text or a list of texts)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {a: {b: c}}}}}\n",
	 "c.yaml:5:74: a value cannot be translated to a mapping (allowed: a text or a list of texts)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {a: [x, x]}}}}\n",
	 "c.yaml:5:78: \"x\" stands twice for one value (allowed: once)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {Red: r, red: s}}}}\n",
	 "c.yaml:5:79: \"Red\" and \"red\" are the same value, so it is not clear what to write (allowed: one of them, "
	 "with a list of what it may be read from)"},
	{FIELDS "nick: {type: text, properties: {hubspot: {property: n, values: {a: x, a: y}}}}\n",
	 "c.yaml:5:77: key \"a\" occurs twice (allowed: once; first at line 5)"},
	{FIELDS "vip: {type: bool, properties: {hubspot: {property: vip, values: {maybe: x}}}}\n",
	 "c.yaml:5:72: \"maybe\" is no value of a bool (allowed: true, false)"},
	{FIELDS "lifecycle: {properties: {hubspot: {values: {leed: x}}}}\n",
	 "c.yaml:5:51: \"leed\" is not among the values of \"lifecycle\", did you mean \"lead\"? (allowed: lead, "
	 "opportunity, customer)"},
	{FIELDS "lifecycle: {order: [lead, customer_for_life]}\n",
	 "c.yaml:5:26: the default translation for \"hubspot\" has \"customer\", which is not among these values of "
	 "\"lifecycle\" (allowed: values of your own under properties for that system)"},
	{FIELDS "birthday: {properties: {hubspot: {property: b, values: {a: b}}}}\n",
	 "c.yaml:5:62: values of type date are not translated, as they are for \"hubspot\" (allowed: types text, enum, "
	 "multi, bool, country, references to owners)"},
	{FIELDS "nick: {type: text, properties: {hubspot: email}}\n",
	 "c.yaml:5:48: property \"email\" of \"hubspot\" is written by field \"email\"" WRITTEN "email: false)"},
	{FIELDS "a: {type: text, properties: {hubspot: x}}\n      b: {type: text, properties: {hubspot: X}}\n",
	 "c.yaml:6:45: property \"X\" of \"hubspot\" is written by field \"a\"" WRITTEN "a: false)"},
	{FIELDS "a: {type: text, properties: {salesforce: Lead:MobilePhone}}\n",
	 "c.yaml:5:48: property \"Lead:MobilePhone\" of \"salesforce\" is written by field \"mobile_phone\"" WRITTEN
	 "mobile_phone: false)"},
	{FIELDS "a: {type: text, properties: {salesforce: MobilePhone}}\n",
	 "c.yaml:5:48: property \"MobilePhone\" of \"salesforce\" is written by field \"mobile_phone\"" WRITTEN
	 "mobile_phone: false)"},
	{FIELDS "first_name: {properties: {hubspot: email}}\n",
	 "c.yaml:5:42: property \"email\" of \"hubspot\" is written by field \"email\"" WRITTEN "email: false)"},
	{FIELDS "lifecycle: {type: date, rule: min}\n",
	 "c.yaml:5:25: values of type date are not translated, as they are for \"hubspot\" (allowed: types text, enum, "
	 "multi, bool, country, references to owners)"},
	{FIELDS "opted_out: {direction: both, properties: {hubspot: {direction: both}}}\n      email: {properties: "
		"{salesforce: [Lead:MobilePhone, Email]}}\n",
	 "c.yaml:6:40: property \"Lead:MobilePhone\" of \"salesforce\" is written by field \"mobile_phone\"" WRITTEN
	 "mobile_phone: false)"},
	{"systems: {hubspot: {direction: pull}, salesforce: {}}\nobjects: {contact: {fields: {email: {properties: "
	 "{hubspot: {direction: push}}}}}}\n",
	 "c.yaml:2:72: direction push of \"email\" contradicts direction pull of system \"hubspot\" (allowed: pull, "
	 "off)"},
};

static const struct mistake_case mistake_objects[] = {
	{OBJECTS "contcat: {}\n", "c.yaml:3:3: unknown key \"contcat\" in \"objects\", did you mean \"contact\"? "
				  "(allowed: contact, company, deal)"},
	{OBJECTS "owner: {}\n", "c.yaml:3:3: unknown key \"owner\" in \"objects\" (allowed: contact, company, deal)"},
	{OBJECTS "contact: {enable: true}\n", "c.yaml:3:13: unknown key \"enable\" in \"contact\", did you mean "
					      "\"enabled\"? (allowed: enabled, deletes, match, fields)"},
	{OBJECTS "contact: {enabled: on}\n", "c.yaml:3:22: \"enabled\" cannot be \"on\" (allowed: true, false)"},
	{OBJECTS "contact: {deletes: kep}\n",
	 "c.yaml:3:22: \"deletes\" cannot be \"kep\", did you mean \"keep\"? (allowed: keep, propagate)"},
	{OBJECTS "contact: {fields: [a]}\n", "c.yaml:3:21: \"fields\" cannot be a list (allowed: a mapping of fields)"},
	{OBJECTS "contact: {match: email}\n", "c.yaml:3:20: \"match\" cannot be a plain value (allowed: a list of 1 to "
					      "50 keys such as email or phone+last_name)"},
	{OBJECTS "contact: {match: []}\n",
	 "c.yaml:3:20: \"match\" cannot be empty (allowed: a list of 1 to 50 keys such as email or phone+last_name)"},
	{OBJECTS "contact: {match: [emial]}\n",
	 "c.yaml:3:21: unknown field \"emial\", did you mean \"email\"? (allowed: a field of contact)"},
	{OBJECTS "contact: {match: [phone+]}\n",
	 "c.yaml:3:21: \"phone+\" is no match key (allowed: 1 to 8 fields joined by +)"},
	{OBJECTS "contact: {match: [email + email]}\n",
	 "c.yaml:3:21: match key \"email + email\" names \"email\" twice (allowed: once)"},
	{OBJECTS "contact: {match: [email+phone, phone+email]}\n",
	 "c.yaml:3:34: match key \"phone+email\" stands twice (allowed: once)"},
	{OBJECTS "contact: {match: [company+birthday]}\n",
	 "c.yaml:3:21: match key \"company+birthday\" would join records that have nothing to do with each other "
	 "(allowed: at least one field of type text, email, phone, url or domain)"},
	{OBJECTS "contact: {match: [mobile_phone]}\n",
	 "c.yaml:3:21: field \"mobile_phone\" counts as \"phone\" in match keys (allowed: phone)"},
	{OBJECTS "contact: {match: [email], fields: {email: false}}\n",
	 "c.yaml:3:21: match key \"email\" needs field \"email\", which is switched off (allowed: fields in use)"},
	{OBJECTS "contact: {fields: {email: false, phone: false}}\n",
	 "c.yaml:3:12: no match key of contact is left (allowed: match: [FIELD, FIELD+FIELD])"},
	{OBJECTS "{company: {enabled: false}, contact: {fields: {firm: {type: reference, refers: company, properties: "
		 "{hubspot: firm}}}}}\n",
	 "c.yaml:3:82: \"firm\" refers to company, which is switched off (allowed: objects with enabled: true)"},
};

#define EXPECT_ALL(cases)                                                                                              \
	do {                                                                                                           \
		for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++)                                           \
			fixture_expect((cases)[i].config, NULL, (cases)[i].message);                                   \
	} while (0)

START_TEST(top_mistakes)
{
	EXPECT_ALL(mistake_top);
}
END_TEST

START_TEST(systems_mistakes)
{
	EXPECT_ALL(mistake_systems);
}
END_TEST

START_TEST(credentials_mistakes)
{
	EXPECT_ALL(mistake_credentials);
}
END_TEST

START_TEST(fields_mistakes)
{
	EXPECT_ALL(mistake_fields);
}
END_TEST

START_TEST(bindings_mistakes)
{
	EXPECT_ALL(mistake_bindings);
}
END_TEST

START_TEST(objects_mistakes)
{
	EXPECT_ALL(mistake_objects);
}
END_TEST

/* One file with a mistake in every part: all are told, in order, whatever found them. */
START_TEST(many_mistakes_at_once)
{
	fixture_expect(
		"version: 2\n"
		"objects:\n"
		"  contact:\n"
		"    match: [emial]\n"
		"    fields:\n"
		"      email: {rule: union}\n"
		"      nick: {type: text, properties: {hubspt: nick, hubspot: email}}\n"
		"systems:\n"
		"  hubspot:\n"
		"    base_url: http://example.com\n"
		"    credentials: {token: secret-value}\n"
		"jobs: -1\n",
		NULL,
		"c.yaml:1:10: this version of the format is not known (allowed: 1)\n"
		"c.yaml:4:13: unknown field \"emial\", did you mean \"email\"? (allowed: a field of contact)\n"
		"c.yaml:6:21: rule union does not fit \"email\", one value of type email (allowed: union needs "
		"several values: multiple: true or type multi)\n"
		"c.yaml:7:39: unknown system \"hubspt\", did you mean \"hubspot\"? (allowed: hubspot)\n"
		"c.yaml:7:62: property \"email\" of \"hubspot\" is written by field \"email\"" WRITTEN "email: false)\n"
		"c.yaml:10:15: \"base_url\" cannot be \"http://example.com\" (allowed: https; plain http only to "
		"localhost, 127.0.0.1 or [::1])\n"
		"c.yaml:11:26: the secret \"token\" must not stand in the config itself (allowed: " SOURCES ")\n"
		"c.yaml:12:7: \"jobs\" cannot be \"-1\" (allowed: a whole number from 0 to 16)");
}
END_TEST

/* Mistakes of data files bear their names and come after the user's own; systems that share a connector tell them once.
 */
START_TEST(data_files_are_named)
{
	const struct fixture_file files[] = {
		{NULL, "catalogue: 1\n"
		       "contact:\n"
		       "  match: [mail]\n"
		       "  fields: {email: {type: email, rule: min}}\n"
		       "deal: {match: [name], fields: {name: {type: text, properties: {}}}}\n"
		       "company: {match: [name], fields: {name: {type: text}}}\n"},
		{"hubspot", "contact: {emails: email, email: {property: [a, b]}}\nlead: {}\n"},
		{NULL, NULL}};
	fixture_expect(
		"systems: {one: {connector: hubspot}, two: {connector: hubspot, tenant: ~}}\n", files,
		"c.yaml:1:72: \"tenant\" cannot be nothing (allowed: a text)\n"
		"objects.yaml:3:11: unknown field \"mail\", did you mean \"email\"? (allowed: a field of contact)\n"
		"objects.yaml:4:39: rule min does not fit \"email\", one value of type email (allowed: min needs one "
		"date, datetime, decimal or money)\n"
		"objects.yaml:5:63: the catalogue names no properties (allowed: in the connectors' mappings)\n"
		"hubspot.yaml:1:1: key \"mapping\" is missing (allowed: mapping: 1)\n"
		"hubspot.yaml:1:11: unknown field \"emails\", did you mean \"email\"? (allowed: a field of contact)\n"
		"hubspot.yaml:1:48: \"a\" and \"b\" belong to the same kind of record (allowed: one property per kind, "
		"as in [Contact:Email, Lead:Email])\n"
		"hubspot.yaml:2:1: unknown key \"lead\" (allowed: mapping, contact, company, "
		"deal)");
}
END_TEST

START_TEST(catalogue_must_be_there)
{
	const struct fixture_file files[] = {{"hubspot", "mapping: 1\n"}, {NULL, NULL}};
	fixture_expect(
		"systems: {hubspot: {}}\n", files,
		"c.yaml:1:1: the catalogue objects.yaml was not found (allowed: the data files of the installation)");
}
END_TEST

START_TEST(too_many_systems)
{
	fixture_expect(
		"systems: {a1: , a2: , a3: , a4: , a5: , a6: , a7: , a8: , a9: , b1: , b2: , b3: , b4: , b5: , b6: , "
		"b7: , b8: , b9: }\n",
		NULL, "c.yaml:1:107: too many systems (allowed: 16)");
}
END_TEST

START_TEST(long_texts_are_shortened)
{
	fixture_expect(
		"systems: {hubspot: {}}\n"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaäääääääääää: 1\n",
		NULL,
		"c.yaml:2:1: unknown key \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaä...\" " IN_TOP);
}
END_TEST

int main(void)
{
	static const TTest *tests[14];
	size_t n = 0;
	tests[n++] = top_mistakes;
	tests[n++] = systems_mistakes;
	tests[n++] = credentials_mistakes;
	tests[n++] = fields_mistakes;
	tests[n++] = bindings_mistakes;
	tests[n++] = objects_mistakes;
	tests[n++] = many_mistakes_at_once;
	tests[n++] = data_files_are_named;
	tests[n++] = catalogue_must_be_there;
	tests[n++] = too_many_systems;
	tests[n++] = long_texts_are_shortened;
	return fixture_run("config mistakes", tests);
}
