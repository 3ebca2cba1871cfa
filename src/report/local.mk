noinst_LTLIBRARIES += libreport.la
libreport_la_SOURCES = \
	src/report/crosswalk.c \
	src/report/explain.h \
	src/report/explain_json.c \
	src/report/explain_text.c \
	src/report/explain_words.c \
	src/report/flow.c \
	src/report/head_text.c \
	src/report/hold_text.c \
	src/report/html.c \
	src/report/html.h \
	src/report/html_rows.c \
	src/report/json.c \
	src/report/migration.h \
	src/report/migration_text.c \
	src/report/operation_text.c \
	src/report/parts.h \
	src/report/report.c \
	src/report/report.h \
	src/report/summary.c \
	src/report/table.c \
	src/report/validation.h \
	src/report/validation_json.c \
	src/report/validation_text.c \
	src/report/walk.c
nodist_libreport_la_SOURCES = src/report/page.c
libreport_la_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS) $(OPENSSL_CFLAGS)
libreport_la_LIBADD = $(OPENSSL_LIBS)

page_parts = src/report/page/body.html src/report/page/report.css src/report/page/report.js
EXTRA_DIST += $(page_parts)
CLEANFILES += src/report/page.c

# The parts of the page as C strings: a line of the file is a line of the string.
src/report/page.c: $(page_parts)
	$(AM_V_GEN)$(MKDIR_P) src/report && \
	string() { \
	  echo "const char report_page_$$1[] ="; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	"/' -e 's/$$/\\n"/' "$(srcdir)/src/report/page/$$2"; \
	  echo '	;'; \
	}; \
	{ echo '/* Made from page/ by the build. */'; \
	  echo '#include <report/html.h>'; \
	  string css report.css && string js report.js && string body body.html; } > $@.new && mv $@.new $@
