noinst_LTLIBRARIES += libreport.la
libreport_la_SOURCES = \
	src/report/flow.c \
	src/report/head_text.c \
	src/report/hold_text.c \
	src/report/json.c \
	src/report/operation_text.c \
	src/report/parts.h \
	src/report/report.c \
	src/report/report.h \
	src/report/summary.c \
	src/report/table.c \
	src/report/walk.c
libreport_la_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS)
