/* SPDX-License-Identifier: Apache-2.0 */
/* Defaults, and how the user's file changes them part by part. */
#include "config.h"

#include "config_fixture.h"

#include <crmsync/mem.h>
#include <string.h>

#define SYSTEMS "systems: {hubspot: {}, salesforce: {}}\n"
#define CONTACT SYSTEMS "objects: {contact: {fields: {"
#define END     "}}}\n"

static const struct crm_field_settings *defaults_field(const struct crm_settings *s, enum crm_object object,
						       const char *name)
{
	const struct crm_field_settings *field = crm_settings_field(s, object, name);
	ck_assert_msg(field != NULL, "%s", name);
	return field;
}

static const struct crm_binding *defaults_binding(const struct crm_settings *s, const char *name, size_t system)
{
	const struct crm_binding *binding = crm_field_binding(defaults_field(s, CRM_CONTACT, name), system);
	ck_assert_msg(binding != NULL, "%s", name);
	return binding;
}

static uint64_t defaults_hash(const char *config)
{
	struct crm_settings *s = fixture_settings(config);
	uint64_t hash = s->mapping_hash;
	crm_settings_free(s);
	return hash;
}

START_TEST(nothing_but_systems)
{
	struct crm_settings *s =
		fixture_settings("systems:\n"
				 "  hubspot:\n"
				 "    credentials: {token: {file: hubspot.token}}\n"
				 "  salesforce:\n"
				 "    credentials: {client_id: {env: SF_ID}, key: {command: [pass, show]}}\n"
				 "  pipedrive:\n"
				 "    credentials: {token: {systemd: pipedrive}}\n");
	ck_assert_str_eq(s->path, "c.yaml");
	ck_assert_str_eq(s->folder, ".");
	ck_assert_str_eq(s->store, "crmsync.db");
	ck_assert_str_eq(s->region, "US");
	ck_assert_str_eq(s->timezone, "UTC");
	ck_assert_ptr_null(s->currency);
	ck_assert_uint_eq(s->n_systems, 3);
	ck_assert_str_eq(s->systems[2].name, "pipedrive");
	ck_assert_str_eq(s->systems[2].connector, "pipedrive");
	ck_assert_ptr_null(s->systems[0].base_url);
	ck_assert_ptr_null(s->systems[0].api_version);
	ck_assert_ptr_null(s->systems[0].tenant);
	ck_assert(!s->systems[0].read_only);
	ck_assert_uint_eq(s->systems[0].budget_share, 50);
	ck_assert_int_eq(s->systems[0].daily_budget, 0);
	ck_assert_uint_eq(s->systems[0].concurrency, 0);
	ck_assert_int_eq(s->systems[0].lookback_s, -1);
	ck_assert_int_eq(s->systems[0].search_lag_s, -1);
	ck_assert_int_eq(s->systems[0].settle_s, -1);
	ck_assert_int_eq(s->systems[0].direction[CRM_CONTACT], CRM_D_BOTH);
	ck_assert_uint_eq(s->systems[0].line, 2);
	ck_assert_uint_eq(s->systems[0].column, 3);
	ck_assert_int_eq(s->gates.max_create.n, 20);
	ck_assert(s->gates.max_create.percent);
	ck_assert_int_eq(s->gates.max_update.n, 50);
	ck_assert_int_eq(s->gates.max_delete.n, 5);
	ck_assert_int_eq(s->gates.floor, 50);
	ck_assert_uint_eq(s->gates.shrink_percent, 30);
	ck_assert_int_eq(s->full_every_s, 604800);
	ck_assert_uint_eq(s->jobs, 0);
	for (int i = 0; i <= CRM_DEAL; i++) {
		ck_assert(s->objects[i].enabled);
		ck_assert_int_eq(s->objects[i].deletes, CRM_DELETES_KEEP);
		ck_assert_uint_gt(s->objects[i].n_fields, 0);
		ck_assert_uint_eq(s->objects[i].n_match, 2);
		ck_assert_ptr_null(s->objects[i].match[2]);
	}
	crm_settings_free(s);
}
END_TEST

START_TEST(secrets_are_named)
{
	struct crm_settings *s = fixture_settings("systems:\n"
						  "  hubspot:\n"
						  "    credentials:\n"
						  "      a: {file: x/y}\n"
						  "      b: {env: B_1}\n"
						  "      c: {command: [pass, show, \"x y\"]}\n"
						  "      d: {systemd: name}\n");
	const struct crm_secret_setting *secrets = s->systems[0].secrets;
	ck_assert_uint_eq(s->systems[0].n_secrets, 4);
	ck_assert_int_eq(secrets[0].how, CRM_SECRET_FILE);
	ck_assert_str_eq(secrets[0].source, "x/y");
	ck_assert_uint_eq(secrets[0].line, 4);
	ck_assert_uint_eq(secrets[0].column, 10);
	ck_assert_int_eq(secrets[1].how, CRM_SECRET_ENV);
	ck_assert_int_eq(secrets[2].how, CRM_SECRET_COMMAND);
	ck_assert_str_eq(secrets[2].command[2], "x y");
	ck_assert_ptr_null(secrets[2].command[3]);
	ck_assert_int_eq(secrets[3].how, CRM_SECRET_SYSTEMD);
	ck_assert_str_eq(secrets[3].name, "d");
	crm_settings_free(s);
}
END_TEST

START_TEST(everything_is_set)
{
	struct crm_settings *s =
		fixture_settings("version: 1\n"
				 "store: /var/lib/crm.db\n"
				 "locale: {region: NO, timezone: Europe/Berlin, currency: EUR}\n"
				 "systems:\n"
				 "  one:\n"
				 "    connector: hubspot\n"
				 "    base_url: http://127.0.0.1:8080/one/\n"
				 "    api_version: 2026-03\n"
				 "    tenant: 00123\n"
				 "    read_only: true\n"
				 "    options: {auth: token, flag: true, n: 5}\n"
				 "    direction: {contact: pull, deal: 'off'}\n"
				 "    filters: {contact: \"a = 'b'\"}\n"
				 "    create_as: {contact: Lead}\n"
				 "    id_property: {deal: my_id}\n"
				 "    limits: {budget_share: 80%, daily_budget: 10000, requests_per_second: "
				 "2.5, concurrency: 2, lookback: 10m, search_lag: 0s, settle: 2m}\n"
				 "gates: {max_create: 10, max_update: 30%, max_delete: 0, floor: 5, shrink: "
				 "40}\n"
				 "schedule: {full_every: 0}\n"
				 "match: {contact: {auto: 0.999, review: 0.7}, deal: {review: 0.9}}\n"
				 "jobs: 3\n");
	const struct crm_system_settings *one = &s->systems[0];
	ck_assert_str_eq(s->store, "/var/lib/crm.db");
	ck_assert_double_eq_tol(s->match[CRM_CONTACT].joins, 0.999, 1e-9);
	ck_assert_double_eq_tol(s->match[CRM_CONTACT].review, 0.7, 1e-9);
	ck_assert_double_eq_tol(s->match[CRM_COMPANY].joins, 0.99, 1e-9);
	ck_assert_double_eq_tol(s->match[CRM_COMPANY].review, 0.5, 1e-9);
	ck_assert_double_eq_tol(s->match[CRM_DEAL].joins, 0.99, 1e-9);
	ck_assert_double_eq_tol(s->match[CRM_DEAL].review, 0.9, 1e-9);
	ck_assert_str_eq(s->region, "NO");
	ck_assert_str_eq(s->timezone, "Europe/Berlin");
	ck_assert_str_eq(s->currency, "EUR");
	ck_assert_str_eq(one->connector, "hubspot");
	ck_assert_str_eq(one->base_url, "http://127.0.0.1:8080/one");
	ck_assert_str_eq(one->api_version, "2026-03");
	ck_assert_str_eq(one->tenant, "00123");
	ck_assert(one->read_only);
	ck_assert_uint_eq(one->n_options, 3);
	ck_assert_str_eq(one->options[1].name, "flag");
	ck_assert_str_eq(one->options[1].value, "true");
	ck_assert_int_eq(one->direction[CRM_CONTACT], CRM_D_PULL);
	ck_assert_int_eq(one->direction[CRM_COMPANY], CRM_D_BOTH);
	ck_assert_int_eq(one->direction[CRM_DEAL], CRM_D_OFF);
	ck_assert_str_eq(one->filter[CRM_CONTACT], "a = 'b'");
	ck_assert_ptr_null(one->filter[CRM_DEAL]);
	ck_assert_str_eq(one->create_as[CRM_CONTACT], "Lead");
	ck_assert_str_eq(one->id_property[CRM_DEAL], "my_id");
	ck_assert_uint_eq(one->budget_share, 80);
	ck_assert_int_eq(one->daily_budget, 10000);
	ck_assert(one->requests_per_second > 2.49 && one->requests_per_second < 2.51);
	ck_assert_uint_eq(one->concurrency, 2);
	ck_assert_int_eq(one->lookback_s, 600);
	ck_assert_int_eq(one->search_lag_s, 0);
	ck_assert_int_eq(one->settle_s, 120);
	ck_assert(!s->gates.max_create.percent && s->gates.max_create.n == 10);
	ck_assert(s->gates.max_delete.set && s->gates.max_delete.n == 0);
	ck_assert_uint_eq(s->gates.shrink_percent, 40);
	ck_assert_int_eq(s->full_every_s, 0);
	ck_assert_uint_eq(s->jobs, 3);
	crm_settings_free(s);
}
END_TEST

START_TEST(default_bindings)
{
	struct crm_settings *s = fixture_settings(SYSTEMS);
	const struct crm_binding *email = defaults_binding(s, "email", 0);
	ck_assert_str_eq(email->properties[0], "email");
	ck_assert_ptr_null(email->properties[1]);
	ck_assert(email->is_default);
	ck_assert_str_eq(email->file, "hubspot.yaml");
	ck_assert_uint_eq(email->line, 4);
	ck_assert_uint_eq(email->column, 3);
	ck_assert_int_eq(email->direction, CRM_D_BOTH);
	ck_assert_int_eq(defaults_binding(s, "created", 0)->direction, CRM_D_PULL);   /* by the catalogue */
	ck_assert_int_eq(defaults_binding(s, "lifecycle", 1)->direction, CRM_D_PULL); /* by the mapping */
	ck_assert_ptr_null(crm_field_binding(defaults_field(s, CRM_CONTACT, "phone"), 1));
	const struct crm_binding *lifecycle = defaults_binding(s, "lifecycle", 0);
	ck_assert_uint_eq(lifecycle->n_values, 3);
	ck_assert_str_eq(lifecycle->values[1].name, "customer");
	ck_assert_str_eq(lifecycle->values[1].value, "customer");
	ck_assert_str_eq(lifecycle->values[2].name, "customer");
	ck_assert_str_eq(lifecycle->values[2].value, "evangelist");
	ck_assert_str_eq(defaults_field(s, CRM_CONTACT, "lifecycle")->values[1], "opportunity");
	ck_assert_str_eq(defaults_field(s, CRM_CONTACT, "additional_emails")->matches_as, "email");
	ck_assert_int_eq(defaults_field(s, CRM_DEAL, "contacts")->refers, CRM_CONTACT);
	ck_assert_ptr_null(crm_settings_field(s, CRM_CONTACT, "nick"));
	ck_assert_ptr_null(crm_settings_field(s, CRM_OWNER, "email"));
	crm_settings_free(s);
}
END_TEST

START_TEST(properties_by_kind)
{
	struct crm_settings *s = fixture_settings(SYSTEMS);
	const struct crm_binding *phone = defaults_binding(s, "mobile_phone", 1);
	ck_assert_str_eq(crm_binding_property(phone, "Lead"), "MobilePhone");
	ck_assert_str_eq(crm_binding_property(phone, NULL), "MobilePhone");
	ck_assert_ptr_null(crm_binding_property(phone, "Account"));
	const struct crm_binding *stage = defaults_binding(s, "lifecycle", 1);
	ck_assert_str_eq(crm_binding_property(stage, "Contact"), "Stage__c");
	ck_assert_str_eq(crm_binding_property(stage, "Lead"), "Status");
	ck_assert_str_eq(crm_binding_property(stage, NULL), "Status");
	ck_assert_str_eq(crm_binding_property(defaults_binding(s, "email", 1), "Lead"), "Email");
	ck_assert_str_eq(crm_binding_property(defaults_binding(s, "company", 0), NULL), "@company");
	crm_settings_free(s);
	s = fixture_settings(CONTACT "email: {properties: {salesforce: [Lead:PersonEmail, Email]}}" END);
	ck_assert_str_eq(crm_binding_property(defaults_binding(s, "email", 1), "Lead"), "PersonEmail");
	ck_assert_str_eq(crm_binding_property(defaults_binding(s, "email", 1), "Contact"), "Email");
	ck_assert_str_eq(crm_binding_property(defaults_binding(s, "email", 1), NULL), "Email");
	crm_settings_free(s);
}
END_TEST

START_TEST(parts_of_a_field_change)
{
	struct crm_settings *s = fixture_settings(CONTACT "email: {rule: hold, clear: propagate, required_in: "
							  "[salesforce]}, first_name: {on_too_long: truncate}" END);
	const struct crm_field_settings *email = defaults_field(s, CRM_CONTACT, "email");
	ck_assert_int_eq(email->type, CRM_T_EMAIL);
	ck_assert_int_eq(email->rule, CRM_R_HOLD);
	ck_assert_int_eq(email->clear, CRM_CLEAR_PROPAGATE);
	ck_assert_str_eq(email->required_in[0], "salesforce");
	ck_assert_ptr_null(email->required_in[1]);
	ck_assert_uint_eq(email->n_bindings, 2);
	ck_assert_int_eq(defaults_field(s, CRM_CONTACT, "first_name")->too_long, CRM_TOO_LONG_TRUNCATE);
	ck_assert_int_eq(defaults_field(s, CRM_CONTACT, "first_name")->rule, CRM_R_PRIORITY);
	crm_settings_free(s);
}
END_TEST

START_TEST(properties_merge_by_system)
{
	struct crm_settings *s =
		fixture_settings(CONTACT "email: {properties: {salesforce: Work_Email__c}},"
					 "lifecycle: {properties: {hubspot: {direction: pull}}},"
					 "phone: {properties: {salesforce: Phone, hubspot: false}}" END);
	ck_assert_str_eq(defaults_binding(s, "email", 0)->properties[0], "email");
	const struct crm_binding *email = defaults_binding(s, "email", 1);
	ck_assert_str_eq(email->properties[0], "Work_Email__c");
	ck_assert(!email->is_default);
	ck_assert_str_eq(email->file, "c.yaml");
	ck_assert_uint_eq(email->line, 2);
	/* without a property, the rest of the default stays */
	const struct crm_binding *lifecycle = defaults_binding(s, "lifecycle", 0);
	ck_assert_str_eq(lifecycle->properties[0], "lifecyclestage");
	ck_assert_int_eq(lifecycle->direction, CRM_D_PULL);
	ck_assert_uint_eq(lifecycle->n_values, 3);
	ck_assert(lifecycle->is_default);
	ck_assert_ptr_null(crm_field_binding(defaults_field(s, CRM_CONTACT, "phone"), 0));
	ck_assert_str_eq(defaults_binding(s, "phone", 1)->properties[0], "Phone");
	crm_settings_free(s);
	/* with another property, the default's direction and translation do not apply to it */
	s = fixture_settings(CONTACT "lifecycle: {properties: {hubspot: stage, salesforce: {property: Stage__c}}}" END);
	ck_assert_uint_eq(defaults_binding(s, "lifecycle", 0)->n_values, 0);
	ck_assert_int_eq(defaults_binding(s, "lifecycle", 1)->direction, CRM_D_BOTH);
	crm_settings_free(s);
}
END_TEST

START_TEST(own_fields)
{
	struct crm_settings *s = fixture_settings(
		CONTACT
		"colour: {type: enum, multiple: true, rule: union, values: [red, blue], properties: {hubspot: "
		"{property: "
		"colour, values: {red: [rot, rouge], blue: blau}}, salesforce: [Contact:Colour__c, Lead:Colour__c]}},"
		"boss: {type: reference, refers: contact, properties: {hubspot: '@boss'}}" END);
	const struct crm_field_settings *colour = defaults_field(s, CRM_CONTACT, "colour");
	ck_assert(colour->multiple);
	ck_assert_int_eq(colour->rule, CRM_R_UNION);
	ck_assert_str_eq(colour->values[1], "blue");
	ck_assert_uint_eq(colour->bindings[0].n_values, 3);
	ck_assert_str_eq(colour->bindings[1].properties[1], "Lead:Colour__c");
	ck_assert_int_eq(defaults_field(s, CRM_CONTACT, "boss")->refers, CRM_CONTACT);
	/* after the defaults, in the order of the file */
	ck_assert_str_eq(s->objects[CRM_CONTACT].fields[s->objects[CRM_CONTACT].n_fields - 2].name, "colour");
	crm_settings_free(s);
}
END_TEST

START_TEST(fields_switched_off)
{
	struct crm_settings *s = fixture_settings(CONTACT "birthday: false, email: false" END);
	ck_assert_ptr_null(crm_settings_field(s, CRM_CONTACT, "birthday"));
	ck_assert_ptr_null(crm_settings_field(s, CRM_CONTACT, "email"));
	/* what rests on it falls away */
	ck_assert_ptr_null(defaults_field(s, CRM_CONTACT, "additional_emails")->matches_as);
	ck_assert_uint_eq(s->objects[CRM_CONTACT].n_match, 1);
	ck_assert_str_eq(s->objects[CRM_CONTACT].match[0][0], "phone");
	ck_assert_str_eq(s->objects[CRM_CONTACT].match[0][2], "last_name");
	ck_assert_ptr_null(s->objects[CRM_CONTACT].match[0][3]);
	crm_settings_free(s);
}
END_TEST

START_TEST(objects_switched_off)
{
	struct crm_settings *s =
		fixture_settings(SYSTEMS "objects: {company: {enabled: false}, contact: {deletes: propagate}}\n");
	ck_assert(!s->objects[CRM_COMPANY].enabled);
	ck_assert_int_eq(s->objects[CRM_CONTACT].deletes, CRM_DELETES_PROPAGATE);
	ck_assert_ptr_null(crm_settings_field(s, CRM_CONTACT, "company"));
	ck_assert_ptr_null(crm_settings_field(s, CRM_DEAL, "company"));
	ck_assert_uint_eq(s->objects[CRM_DEAL].n_match, 1);
	ck_assert_str_eq(s->objects[CRM_DEAL].match[0][0], "contacts");
	crm_settings_free(s);
}
END_TEST

START_TEST(match_is_replaced)
{
	struct crm_settings *s =
		fixture_settings(SYSTEMS "objects: {contact: {match: [email+last_name, ' phone + last_name ']}}\n");
	ck_assert_uint_eq(s->objects[CRM_CONTACT].n_match, 2);
	ck_assert_str_eq(s->objects[CRM_CONTACT].match[1][0], "phone");
	ck_assert_str_eq(s->objects[CRM_CONTACT].match[1][1], "last_name");
	crm_settings_free(s);
}
END_TEST

START_TEST(directions_combine)
{
	struct crm_settings *s =
		fixture_settings("systems: {hubspot: {direction: push}, salesforce: {direction: {contact: pull}}}\n"
				 "objects: {contact: {fields: {phone: {direction: pull}}}}\n");
	ck_assert_int_eq(defaults_binding(s, "email", 0)->direction, CRM_D_PUSH);
	ck_assert_int_eq(defaults_binding(s, "email", 1)->direction, CRM_D_PULL);
	/* pull under push leaves nothing */
	ck_assert_ptr_null(crm_field_binding(defaults_field(s, CRM_CONTACT, "created"), 0));
	ck_assert_ptr_null(crm_field_binding(defaults_field(s, CRM_CONTACT, "phone"), 0));
	crm_settings_free(s);
}
END_TEST

START_TEST(two_systems_of_one_connector)
{
	struct crm_settings *s =
		fixture_settings("systems: {eu: {connector: hubspot}, us: {connector: hubspot}}\n"
				 "objects: {contact: {fields: {email: {properties: {us: work_email}}}}}\n");
	ck_assert_str_eq(defaults_binding(s, "email", 0)->properties[0], "email");
	ck_assert_str_eq(defaults_binding(s, "email", 1)->properties[0], "work_email");
	ck_assert_uint_eq(defaults_field(s, CRM_CONTACT, "phone")->n_bindings, 2);
	crm_settings_free(s);
}
END_TEST

/* The same property may be read by several fields, and written by two for kinds of record that do not meet. */
START_TEST(properties_that_do_not_collide)
{
	struct crm_settings *s = fixture_settings(
		CONTACT "nick: {type: text, properties: {hubspot: {property: email, direction: pull}}},"
			"a: {type: text, properties: {salesforce: [Nick__c, Lead:First__c]}},"
			"b: {type: text, properties: {salesforce: Lead:Nick__c}},"
			"c: {type: text, properties: {salesforce: Contact:First__c}}" END);
	ck_assert_uint_eq(defaults_field(s, CRM_CONTACT, "b")->n_bindings, 1);
	crm_settings_free(s);
}
END_TEST

START_TEST(aliases_share_a_translation)
{
	struct crm_settings *s =
		fixture_settings(CONTACT "a: {type: enum, properties: {hubspot: {property: a, values: &v {x: y}}}},"
					 "b: {type: enum, properties: {hubspot: {property: b, values: *v}}}" END);
	ck_assert_str_eq(defaults_binding(s, "b", 0)->values[0].value, "y");
	crm_settings_free(s);
}
END_TEST

START_TEST(hash_follows_the_mapping)
{
	const uint64_t plain = defaults_hash(SYSTEMS);
	/* what it must not depend on */
	static const char *const same[] = {
		"# comment\n\n" SYSTEMS,
		SYSTEMS "match: {contact: {auto: 0.9}}\n",
		SYSTEMS "jobs: 2\ngates: {floor: 3}\nschedule: {full_every: 1d}\nstore: x.db\n",
		"systems: {hubspot: {credentials: {token: {env: X}}, read_only: true, limits: {concurrency: 1}}, "
		"salesforce: {tenant: x}}\n",
		SYSTEMS "objects: {contact: {deletes: propagate, fields: {email: {rule: priority}}}}\n",
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		ck_assert_msg(defaults_hash(same[i]) == plain, "%s", same[i]);
	/* what it must follow, each in its own way */
	static const char *const other[] = {
		"systems: {salesforce: {}, hubspot: {}}\n",
		"systems: {hubspot: {}}\n",
		"systems: {hubspot: {filters: {contact: x}}, salesforce: {}}\n",
		"systems: {hubspot: {direction: {contact: pull}}, salesforce: {}}\n",
		SYSTEMS "locale: {region: DE}\n",
		SYSTEMS "locale: {timezone: Europe/Berlin}\n",
		SYSTEMS "locale: {currency: EUR}\n",
		SYSTEMS "objects: {contact: {enabled: false}}\n",
		SYSTEMS "objects: {contact: {match: [email]}}\n",
		CONTACT "email: {rule: hold}" END,
		CONTACT "email: {clear: propagate}" END,
		CONTACT "birthday: false" END,
		CONTACT "birthday: {type: datetime}" END,
		CONTACT "email: {properties: {salesforce: Email2}}" END,
		CONTACT "email: {properties: {salesforce: {direction: pull}}}" END,
		CONTACT "lifecycle: {properties: {hubspot: {values: {lead: l}}}}" END,
		CONTACT "lifecycle: {order: [lead, customer]}" END,
		CONTACT "nick: {type: text, properties: {hubspot: nick}}" END,
	};
	uint64_t seen[sizeof other / sizeof *other];
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		seen[i] = defaults_hash(other[i]);
		ck_assert_msg(seen[i] != plain, "%s", other[i]);
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(seen[i] != seen[j], "%s", other[i]);
	}
}
END_TEST

int main(void)
{
	static const TTest *tests[20];
	size_t n = 0;
	tests[n++] = nothing_but_systems;
	tests[n++] = secrets_are_named;
	tests[n++] = everything_is_set;
	tests[n++] = default_bindings;
	tests[n++] = properties_by_kind;
	tests[n++] = parts_of_a_field_change;
	tests[n++] = properties_merge_by_system;
	tests[n++] = own_fields;
	tests[n++] = fields_switched_off;
	tests[n++] = objects_switched_off;
	tests[n++] = match_is_replaced;
	tests[n++] = directions_combine;
	tests[n++] = two_systems_of_one_connector;
	tests[n++] = properties_that_do_not_collide;
	tests[n++] = aliases_share_a_translation;
	tests[n++] = hash_follows_the_mapping;
	return fixture_run("config defaults", tests);
}
