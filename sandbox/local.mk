# crmsync-sandbox: local twin of the vendors' APIs.  Each vendor's folder adds its sources to
# crmsync_sandbox_SOURCES; what needs no HTTP stands in libsandbox.la, for unit tests.
noinst_LTLIBRARIES += libsandbox.la
libsandbox_la_SOURCES = \
	sandbox/atomic_file.c sandbox/atomic_file.h \
	sandbox/cmdline.c sandbox/cmdline.h \
	sandbox/control.c sandbox/control.h \
	sandbox/control_records.c \
	sandbox/face.c sandbox/face.h \
	sandbox/fault.c sandbox/fault.h \
	sandbox/fault_spec.c sandbox/fault_spec.h \
	sandbox/history.c sandbox/history.h \
	sandbox/host.c sandbox/host.h \
	sandbox/listen.c sandbox/listen.h \
	sandbox/page_edit.c sandbox/page_edit.h \
	sandbox/percent.c sandbox/percent.h \
	sandbox/state.c sandbox/state.h \
	sandbox/twin.c sandbox/twin.h
libsandbox_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
libsandbox_la_LIBADD = libcrmsync.la

bin_PROGRAMS += crmsync-sandbox
crmsync_sandbox_SOURCES = \
	sandbox/faces.c \
	sandbox/main.c \
	sandbox/server.c sandbox/server.h
crmsync_sandbox_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) $(MICROHTTPD_CFLAGS)
crmsync_sandbox_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
crmsync_sandbox_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
crmsync_sandbox_LDADD = libsandbox.la libcrmsync.la $(MICROHTTPD_LIBS)
