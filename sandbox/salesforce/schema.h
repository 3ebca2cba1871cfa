/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the objects and fields of an org are: the static part of a describe call.  Field tables stand in fields_*.c,
 * the objects in schema.c; custom fields are added at run time (model.h).
 */
#ifndef SANDBOX_SALESFORCE_SCHEMA_H
#define SANDBOX_SALESFORCE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

enum sf_type {
	SF_ID,
	SF_STRING,
	SF_TEXTAREA,
	SF_EMAIL,
	SF_PHONE,
	SF_URL,
	SF_PICKLIST,
	SF_MULTIPICKLIST,
	SF_REFERENCE,
	SF_BOOLEAN,
	SF_INT,
	SF_DOUBLE,
	SF_CURRENCY,
	SF_PERCENT,
	SF_DATE,
	SF_DATETIME,
	SF_ADDRESS,
	SF_N_TYPES
};

/* Where a field's value comes from. */
enum sf_source {
	SF_STORED, /* the row's values */
	SF_FROM_ID,
	SF_FROM_DELETED,
	SF_FROM_CREATED,
	SF_FROM_CREATED_BY,
	SF_FROM_MODIFIED,
	SF_FROM_MODIFIED_BY,
	SF_FROM_STAMP,
	SF_FROM_NAME,     /* FirstName LastName */
	SF_FROM_ADDRESS,  /* compound of the fields with the same prefix */
	SF_FROM_PHOTO,    /* path of the record's picture */
	SF_FROM_EXPECTED, /* Amount times Probability */
};

enum sf_flag {
	SF_CREATE = 1 << 0, /* createable */
	SF_UPDATE = 1 << 1, /* updateable */
	SF_NILLABLE = 1 << 2,
	SF_DEFAULTED = 1 << 3,  /* defaultedOnCreate */
	SF_RESTRICTED = 1 << 4, /* restrictedPicklist */
	SF_ID_LOOKUP = 1 << 5,
	SF_UNIQUE = 1 << 6,
	SF_CALCULATED = 1 << 7,
	SF_NAME_FIELD = 1 << 8,
	SF_PERMISSIONABLE = 1 << 9,
	SF_POLYMORPHIC = 1 << 10,
	SF_LONG = 1 << 11,           /* long text: neither filterable nor sortable */
	SF_MULTI_CURRENCY = 1 << 12, /* exists only with the option "multi_currency" */
	SF_INDEXED = 1 << 13,        /* the sandbox keeps an index */
	SF_CUSTOM = 1 << 14,
	SF_EXTERNAL_ID = 1 << 15,
	SF_CASE_SENSITIVE = 1 << 16,
	SF_ORDINARY = SF_CREATE | SF_UPDATE | SF_NILLABLE,
};

/* A value of a picklist and what people see. */
struct sf_choice {
	const char *value, *label;
};

struct sf_field {
	const char *name;
	const char *label;
	enum sf_type type;
	unsigned flags; /* enum sf_flag */
	enum sf_source source;
	unsigned length;                  /* characters, 0 for types without */
	unsigned precision, scale;        /* currency, double, percent */
	unsigned digits;                  /* int */
	const struct sf_choice *picklist; /* the last one has no value; NULL: none */
	const char *default_value;
	const char *refers_to;    /* object of a reference */
	const char *relationship; /* name of the relationship from child to parent, NULL: none */
	const char *compound;     /* compoundFieldName */
	const char *extra;        /* extraTypeInfo */
};

enum sf_object_flag {
	SF_OBJ_CREATE = 1 << 0,
	SF_OBJ_UPDATE = 1 << 1,
	SF_OBJ_DELETE = 1 << 2,
	SF_OBJ_UNDELETE = 1 << 3,
	SF_OBJ_MERGE = 1 << 4,
	SF_OBJ_LAYOUT = 1 << 5,
	SF_OBJ_FEED = 1 << 6,
	SF_OBJ_SEARCH = 1 << 7,
	SF_OBJ_REPLICATE = 1 << 8,
	SF_OBJ_SETUP = 1 << 9,    /* writing needs the right to customise the org: see the option "deny_setup" */
	SF_OBJ_TOOLING = 1 << 10, /* only under /tooling */
	SF_OBJ_CLEAN = 1 << 11,   /* has CleanStatus, "Pending" when new */
};

struct sf_object {
	const char *name;
	const char *label, *plural;
	const char *prefix; /* of ids */
	unsigned flags;     /* enum sf_object_flag */
	const struct sf_field *fields;
	const size_t *n_fields;
};

/* In the order of the describe-global call. */
extern const struct sf_object sf_objects[];
extern const size_t sf_n_objects;

/* A relationship from parent to child, as in `SELECT (SELECT Id FROM Contacts) FROM Account`. */
struct sf_child {
	const char *parent, *child, *field;
	const char *name;    /* NULL: cannot be queried */
	bool cascade_delete; /* children go to the recycle bin with their parent */
};
extern const struct sf_child sf_children[];
extern const size_t sf_n_children;

/* Stages of an opportunity with what they imply; source: the default stages of a new org. */
struct sf_stage {
	const char *name;
	const char *probability;
	bool closed, won;
	const char *category;      /* ForecastCategory */
	const char *category_name; /* ForecastCategoryName */
};
extern const struct sf_stage sf_stages[];
extern const size_t sf_n_stages;
/* NULL if there is no such stage (the picklist is not restricted: any text may be stored). */
const struct sf_stage *sf_stage_find(const char *name);

struct sf_type_info {
	const char *name; /* in describe and in messages */
	const char *soap;
};
const struct sf_type_info *sf_type_info(enum sf_type type);
/* int, double, currency, percent */
bool sf_type_is_number(enum sf_type type);
/* string, textarea, e-mail, phone, url, picklists: values that SOQL wants in quotes, ids apart */
bool sf_type_is_text(enum sf_type type);
/* Must be given when a record is created. */
bool sf_field_is_required(const struct sf_field *field);

#endif
