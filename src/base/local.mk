# libcrmsync: base and net, the shared library that the programs and every connector link.
lib_LTLIBRARIES += libcrmsync.la
libcrmsync_la_SOURCES = \
	src/base/arena.c \
	src/base/base64.c \
	src/base/buf.c \
	src/base/decimal.c \
	src/base/error.c \
	src/base/fault_step.h \
	src/base/fresh_file.c \
	src/base/fresh_file.h \
	src/base/json.c \
	src/base/json_keys.c \
	src/base/json_keys.h \
	src/base/json_scan.c \
	src/base/json_scan.h \
	src/base/json_writer.c \
	src/base/keyed_hash.c \
	src/base/keyed_hash.h \
	src/base/log.c \
	src/base/mem.c \
	src/base/mem_fault.h \
	src/base/record.c \
	src/base/redact.c \
	src/base/redact_names.c \
	src/base/secret_names.c \
	src/base/secret_names.h \
	src/base/timestamp.c \
	src/base/url.c \
	src/base/utf8.c \
	src/base/utf8.h \
	src/base/zone.c \
	src/base/zone.h \
	src/base/zone_rule.c \
	src/base/zone_rule.h
if FAULT_INJECTION
libcrmsync_la_SOURCES += src/base/fault_step.c
endif
libcrmsync_la_CPPFLAGS = $(AM_CPPFLAGS)
libcrmsync_la_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS) $(CURL_CFLAGS) $(OPENSSL_CFLAGS)
libcrmsync_la_LIBADD = $(CJSON_LIBS) $(CURL_LIBS) $(OPENSSL_LIBS)
libcrmsync_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -export-symbols-regex '^crm_'
include src/base/vocabulary.mk
