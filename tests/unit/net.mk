# unit tests of net
UNIT_TESTS += tests/unit/test_http tests/unit/test_http_stream tests/unit/test_http_limits tests/unit/test_http_response tests/unit/test_http_tls \
	tests/unit/test_connector_login tests/unit/test_login tests/unit/test_oauth
net_test_server = tests/unit/raw_server.c tests/unit/raw_server.h tests/unit/run_suite.h

tests_unit_test_http_SOURCES = tests/unit/test_http.c $(net_test_server)
tests_unit_test_http_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_http_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_http_stream_SOURCES = tests/unit/test_http_stream.c $(net_test_server)
tests_unit_test_http_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_http_stream_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_http_limits_SOURCES = tests/unit/test_http_limits.c $(net_test_server)
tests_unit_test_http_limits_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_http_limits_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_login_SOURCES = tests/unit/test_connector_login.c tests/unit/run_suite.h
tests_unit_test_connector_login_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_connector_login_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_login_SOURCES = tests/unit/test_login.c tests/unit/run_suite.h
tests_unit_test_login_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_login_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_oauth_SOURCES = tests/unit/test_oauth.c $(net_test_server)
tests_unit_test_oauth_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(OPENSSL_CFLAGS)
tests_unit_test_oauth_LDADD = libcrmsync.la $(CHECK_LIBS) $(OPENSSL_LIBS)

tests_unit_test_http_response_SOURCES = tests/unit/test_http_response.c tests/unit/run_suite.h
tests_unit_test_http_response_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_http_response_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_http_tls_SOURCES = tests/unit/test_http_tls.c tests/unit/run_suite.h
tests_unit_test_http_tls_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(OPENSSL_CFLAGS) $(MICROHTTPD_CFLAGS)
tests_unit_test_http_tls_LDADD = libcrmsync.la $(CHECK_LIBS) $(OPENSSL_LIBS) $(MICROHTTPD_LIBS)
