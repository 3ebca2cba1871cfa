# unit tests of base
UNIT_TESTS += tests/unit/test_mem tests/unit/test_buf tests/unit/test_error tests/unit/test_json \
	tests/unit/test_json_write tests/unit/test_timestamp tests/unit/test_decimal tests/unit/test_log \
	tests/unit/test_url tests/unit/test_record tests/unit/test_fresh_file

tests_unit_test_mem_SOURCES = tests/unit/test_mem.c tests/unit/run_suite.h
tests_unit_test_mem_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_mem_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_buf_SOURCES = tests/unit/test_buf.c tests/unit/run_suite.h
tests_unit_test_buf_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_buf_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_error_SOURCES = tests/unit/test_error.c tests/unit/run_suite.h
tests_unit_test_error_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_error_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_json_SOURCES = tests/unit/test_json.c tests/unit/run_suite.h
tests_unit_test_json_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_json_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_json_write_SOURCES = tests/unit/test_json_write.c tests/unit/run_suite.h
tests_unit_test_json_write_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_json_write_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_timestamp_SOURCES = tests/unit/test_timestamp.c tests/unit/run_suite.h
tests_unit_test_timestamp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_timestamp_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_decimal_SOURCES = tests/unit/test_decimal.c tests/unit/run_suite.h
tests_unit_test_decimal_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_decimal_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_log_SOURCES = tests/unit/test_log.c tests/unit/run_suite.h
tests_unit_test_log_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_log_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_url_SOURCES = tests/unit/test_url.c tests/unit/run_suite.h
tests_unit_test_url_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_url_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_record_SOURCES = tests/unit/test_record.c tests/unit/run_suite.h
tests_unit_test_record_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_record_LDADD = libcrmsync.la $(CHECK_LIBS)

tests_unit_test_fresh_file_SOURCES = tests/unit/test_fresh_file.c tests/unit/run_suite.h
tests_unit_test_fresh_file_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_fresh_file_LDADD = libcrmsync.la $(CHECK_LIBS)
