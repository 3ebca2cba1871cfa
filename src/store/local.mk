# The store: SQLite behind store.h.  The one folder that includes sqlite3.h.
noinst_LTLIBRARIES += libstore.la
libstore_la_SOURCES = \
	src/store/error.c \
	src/store/examine.c \
	src/store/fault_memory.h \
	src/store/fault_power.h \
	src/store/fault_vfs.h \
	src/store/file.c \
	src/store/forget.c \
	src/store/golden.c \
	src/store/hold.c \
	src/store/image.c \
	src/store/inspect.c \
	src/store/integrity.c \
	src/store/link.c \
	src/store/lock.c \
	src/store/match_key.c \
	src/store/match_score.c \
	src/store/migrate.c \
	src/store/open.c \
	src/store/operation.c \
	src/store/position.c \
	src/store/refusal.c \
	src/store/run.c \
	src/store/salvage.c \
	src/store/setting.c \
	src/store/snapshot.c \
	src/store/snapshot.h \
	src/store/source.c \
	src/store/stage.c \
	src/store/statement.c \
	src/store/statements.h \
	src/store/store.h \
	src/store/store_internal.h \
	src/store/store_profile.h \
	src/store/subject.c \
	src/store/subject.h \
	src/store/suppression.c \
	src/store/transaction.c \
	src/store/vendor.c
if FAULT_INJECTION
libstore_la_SOURCES += src/store/fault_memory.c src/store/fault_power.c src/store/fault_vfs.c
endif
nodist_libstore_la_SOURCES = src/store/schema_sql.c
libstore_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
libstore_la_LIBADD = libcrmsync.la $(SQLITE_LIBS)

EXTRA_DIST += src/store/schema.sql
CLEANFILES += src/store/schema_sql.c

# schema.sql as a C string: a line of the file is a line of the string.
src/store/schema_sql.c: src/store/schema.sql
	$(AM_V_GEN)$(MKDIR_P) src/store && \
	{ echo '/* Made from schema.sql by the build. */'; \
	  echo '#include <store/store_profile.h>'; \
	  echo 'const char store_schema_sql[] ='; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	"/' -e 's/$$/\\n"/' $(srcdir)/src/store/schema.sql; \
	  echo '	;'; } > $@.new && mv $@.new $@
