# Public headers: all that a connector may include.
crmincludedir = $(includedir)/crmsync
crminclude_HEADERS = \
	include/crmsync/buf.h \
	include/crmsync/connector.h \
	include/crmsync/decimal.h \
	include/crmsync/error.h \
	include/crmsync/http.h \
	include/crmsync/json.h \
	include/crmsync/log.h \
	include/crmsync/mem.h \
	include/crmsync/oauth.h \
	include/crmsync/record.h \
	include/crmsync/timestamp.h \
	include/crmsync/url.h
