# libcrmsync: base and net, the shared library that the programs and every connector link.
lib_LTLIBRARIES += libcrmsync.la
libcrmsync_la_SOURCES =
libcrmsync_la_CPPFLAGS = $(AM_CPPFLAGS)
libcrmsync_la_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS) $(CURL_CFLAGS) $(OPENSSL_CFLAGS)
libcrmsync_la_LIBADD = $(CJSON_LIBS) $(CURL_LIBS) $(OPENSSL_LIBS)
libcrmsync_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -export-symbols-regex '^crm_'
