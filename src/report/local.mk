noinst_LTLIBRARIES += libreport.la
libreport_la_SOURCES = \
	src/report/diff.c \
	src/report/report.h \
	src/report/summary.c \
	src/report/table.c
libreport_la_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS)
