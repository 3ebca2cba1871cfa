/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV connector's inside: a folder of CSV files as a system.  What it promises its users: README.md beside this
 * file. */
#ifndef CSV_CONNECTOR_H
#define CSV_CONNECTOR_H

#include <sys/types.h>
#include <time.h>

#include <crmsync/connector.h>

#define CV_OBJECTS  (CRM_DEAL + 1)    /* those that have a file */
#define CV_PAGE     1000              /* records of a page */
#define CV_MAX_FILE CRM_BUF_MAX       /* bytes */
#define CV_MAX_ROW  ((size_t)4 << 20) /* bytes; a longer row is a quote that is not closed */
#define CV_NONE     ((size_t)-1)

/* ---- encoding.c: bytes to UTF-8 and back ---- */

struct cv_encoding {
	const char *name; /* as iconv knows it: "UTF-8", "UTF-16LE", "WINDOWS-1252", ... */
	bool bom;         /* the file begins with a byte order mark */
};

/* An encoding by the name that people write ("utf-8-bom", "latin1", "cp1252"); false if it is none of those known. */
bool cv_encoding_parse(const char *text, struct cv_encoding *out);
/* What the names are, for messages. */
extern const char *const cv_encoding_names;
/* Which encoding the bytes are in, by their byte order mark or by what they can be. */
void cv_encoding_detect(const char *bytes, size_t len, struct cv_encoding *out);
/* Appends the bytes as UTF-8 without byte order mark.  A byte that stands for no character becomes 0xFF and is counted
 *in strange; of UTF-8, bytes are taken as they are.  CRM_E_FAIL if iconv does not know the encoding. */
int cv_decode(const struct cv_encoding *encoding, const char *bytes, size_t len, struct crm_buf *out, size_t *strange);
/* The reverse, with the byte order mark if the encoding has one; CRM_E_INVALID if a character does not exist there. */
int cv_encode(const struct cv_encoding *encoding, const char *text, size_t len, struct crm_buf *out);

/* ---- rows.c: RFC 4180 through libcsv ---- */

struct cv_rows;

struct cv_row_text {
	size_t at, len;           /* of the row in the text, its line end included */
	unsigned long line;       /* where it begins, from 1 */
	const char *const *cells; /* valid until the next row is read */
	const size_t *cell_lens;
	size_t n;
	const char *problem;            /* not NULL: the row is none, and why */
	unsigned long bad_line, column; /* where the problem is, from 1, in characters */
};

/* The text is borrowed.  `columns`: cells of a whole row, 0 where that is not known yet. */
int cv_rows_new(const char *text, size_t len, char delimiter, struct cv_rows **out);
void cv_rows_free(struct cv_rows *rows);
void cv_rows_expect(struct cv_rows *rows, size_t columns);
/* Goes on at an offset, which is the beginning of a row in that line. */
void cv_rows_seek(struct cv_rows *rows, size_t at, unsigned long line);
/* The next row that is not blank: 1, at the end 0, CRM_E_NOMEM. */
int cv_rows_next(struct cv_rows *rows, struct cv_row_text *out);
/* Appends a cell, quoted where it has to be. */
void cv_write_cell(struct crm_buf *out, const char *text, char delimiter);

/* ---- dialect.c ---- */

/* The delimiter under which the text's first rows are the most regular; *at: where the header begins, behind "sep=;".
 */
int cv_detect_delimiter(const char *text, size_t len, char *delimiter, size_t *at);

/* ---- style.c: neutral form and the spelling of a column ---- */

enum cv_type { CV_TEXT, CV_NUMBER, CV_BOOL, CV_DATE, CV_DATETIME, CV_LIST, CV_REFERENCE, CV_REFERENCES };
enum cv_order { CV_ORDER_UNKNOWN, CV_YMD, CV_DMY, CV_MDY };

struct cv_style {
	bool comma; /* numbers: the decimal sign is a comma */
	bool comma_seen, point_seen;
	enum cv_order order; /* dates */
	char separator;
	bool day_first_seen, month_first_seen, slashes_seen;
	const char *yes, *no; /* bools, NULL: none seen */
	bool seen;
};

/* Takes note of how a cell is spelt. */
void cv_style_learn(struct cv_style *style, enum cv_type type, const char *cell);
/* Settles what the cells left open: `comma` and `order` are what the config says or what is usual in such a file. */
void cv_style_settle(struct cv_style *style, bool comma, enum cv_order order);
/* A cell in neutral form (arena); as it stands where it cannot be read as that type.  NULL: out of memory. */
const char *cv_to_neutral(const struct cv_style *style, enum cv_type type, const char *cell, struct crm_arena *arena);
/* A neutral value as the column spells it.  NULL: out of memory. */
const char *cv_from_neutral(const struct cv_style *style, enum cv_type type, const char *value,
			    struct crm_arena *arena);
/* A value that a spreadsheet would run as a formula is written behind an apostrophe, and read without it. */
bool cv_is_formula(const char *text);

/* ---- columns.c ---- */

struct cv_known {
	unsigned objects; /* bits by enum crm_object */
	const char *property;
	enum cv_type type;
	const char *words; /* headers that mean it, folded by cv_fold_header(), the best first, blanks between */
	bool in_new_file;  /* a file that crmsync makes has this column */
};
extern const struct cv_known cv_known_columns[]; /* property NULL terminated */
#define CV_ID         "id"
#define CV_CRMSYNC_ID "crmsync_id"

struct cv_column {
	const char *header;   /* as it stands in the file */
	const char *property; /* the known one or the header; NULL: the column has no name or shares it with another */
	enum cv_type type;
	struct cv_style style;
	unsigned long place; /* in the header's line, from 1 */
	size_t twin;         /* another column of the same header, CV_NONE */
};

/* Letters and digits in lower case. */
const char *cv_fold_header(const char *header, struct crm_arena *arena);

/* ---- table.c: a file as it was read ---- */

struct cv_stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified;
};

struct cv_row {
	size_t at, len;
	unsigned long line;
	const char *id;
};

struct cv_bad {
	size_t at, len;
	unsigned long line, bad_line, column;
	const char *reason;
};

struct cv_table {
	enum crm_object object;
	const char *path;   /* as messages name it */
	bool exists, empty; /* empty: without a header */
	struct cv_stamp stamp;
	char print[33]; /* fingerprint of content and settings */
	struct cv_encoding encoding;
	char delimiter;
	const char *line_end;
	size_t strange; /* bytes that are no characters */
	char *text;     /* UTF-8 */
	size_t len;
	size_t header_at, header_len;
	unsigned long header_line;
	struct cv_column *columns;
	size_t n_columns, id_column;
	struct cv_row *rows;
	size_t n_rows, cap_rows;
	struct cv_bad *bad;
	size_t n_bad, cap_bad;
	size_t *slots, n_slots; /* rows by id */
	struct crm_arena *arena;
};

struct crm_connection {
	const struct crm_host *host;
	char *folder;
	char *rejected; /* folder for rows that are set aside, NULL: none */
	const char *names[CV_OBJECTS];
	struct cv_encoding encoding; /* name NULL: detected */
	char delimiter;              /* 0: detected */
	int decimal;                 /* ',' or '.', 0: detected */
	enum cv_order dates;
	struct cv_table *tables[CV_OBJECTS];
};

/* The file as it is now; read anew if `fresh` or if it changed since.  Owned by the connection.  Errors name
   file:line:column. */
int cv_table(struct crm_connection *conn, enum crm_object object, bool fresh, struct cv_table **out,
	     struct crm_error *err);
void cv_table_free(struct cv_table *table);
/* The same from bytes, for tests: `path` for messages, `conn` for its settings. */
int cv_table_parse(const struct crm_connection *conn, enum crm_object object, const char *path, const char *bytes,
		   size_t len, struct cv_table **out, struct crm_error *err);
/* The row with that id, or CV_NONE. */
size_t cv_table_find(const struct cv_table *table, const char *id);
/* Puts a row at the end, its bytes being in the text already. */
int cv_table_add_row(struct cv_table *table, const struct cv_row *row);
/* Makes the index anew; a row whose id is that of an earlier one is set aside. */
int cv_table_index(struct cv_table *table);
/* The column of a property, by its name or by its header; CV_NONE. */
size_t cv_table_column(const struct cv_table *table, const char *property);
/* A row's cells in the arena. */
int cv_table_cells(const struct cv_table *table, size_t row, struct crm_arena *arena, const char ***cells);

/* ---- identity.c ---- */

/* The id of a row that has none of its own: made from what tells it from others. */
const char *cv_derived_id(const struct cv_table *table, const char *const *cells, struct crm_arena *arena);
/* What the id is made of, for people. */
const char *cv_derived_from(enum crm_object object);
void cv_fingerprint(const char *bytes, size_t len, const char *more, char out[33]);

/* ---- record.c ---- */

int cv_record(struct crm_connection *conn, const struct cv_table *table, size_t row, struct crm_arena *arena,
	      struct crm_record *out);
/* The record again from its raw text; see connector.h. */
int cv_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err);
/* A cell's value; CRM_NULL if it is empty. */
int cv_value(const struct cv_column *column, const char *cell, struct crm_arena *arena, struct crm_value *out);
/* The reverse: text of the cell. */
const char *cv_cell(const struct cv_column *column, const struct crm_value *value, struct crm_arena *arena);

/* ---- file.c ---- */

/* Reads a file whole, and again if it changed meanwhile.  CRM_E_NOT_FOUND: there is none. */
int cv_file_read(const char *path, struct crm_buf *out, struct cv_stamp *stamp, struct crm_error *err);
bool cv_file_stamp(const char *path, struct cv_stamp *out);
bool cv_stamp_equal(const struct cv_stamp *a, const struct cv_stamp *b);
/* Puts a new file in the place of the one that `before` is the stamp of (NULL: there was none): a temporary file in the
   same folder, synced and renamed.  CRM_E_SERVER if somebody has changed or opened the file meanwhile; nothing is
   written then. */
int cv_file_write(const char *path, const char *bytes, size_t len, const struct cv_stamp *before,
		  struct cv_stamp *after, struct crm_error *err);

/* ---- write_table.c ---- */

/* What a push makes of a table: new bytes for rows by index, rows that go, rows that come. */
struct cv_edit {
	const char **rows; /* by row, NULL: as it is; "" : the row goes */
	const char **added, **added_ids;
	size_t n_added;
	const char *header; /* NULL: as it is */
};

/* Carries it out in the file and in the table, whose rows keep their places (those that went excepted). */
int cv_table_write(struct cv_table *table, const struct cv_edit *edit, struct crm_error *err);
/* A row of cells with its line end (arena). */
const char *cv_row_bytes(const struct cv_table *table, const char *const *cells, size_t n, struct crm_arena *arena);
/* Gives a table without a header the columns of a new file, `id_property` among them. */
int cv_table_begin(struct cv_table *table, const char *id_property, struct crm_error *err);

/* ---- rejected.c ---- */

/* Writes the rows that were set aside beside the file, with the reason, or removes what an earlier run wrote there.
   Does nothing where nothing may be written.  *written: the file's path (arena), NULL if none was written. */
int cv_write_rejected(struct crm_connection *conn, const struct cv_table *table, struct crm_arena *arena,
		      const char **written, struct crm_error *err);

/* ---- the operations ---- */

int cv_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err);
void cv_close(struct crm_connection *conn);
const char *cv_path(const struct crm_connection *conn, enum crm_object object, struct crm_arena *arena);
int cv_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err);
int cv_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err);
int cv_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	   struct crm_error *err);
int cv_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
	    size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
	    struct crm_arena *arena, struct crm_error *err);
int cv_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err);
int cv_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err);
int cv_layout(struct crm_connection *conn, enum crm_object object, struct crm_buf *lines, struct crm_error *err);

#endif
