# crmsync-sandbox: local twin of the vendors' APIs.  Each vendor's folder adds its sources to
# crmsync_sandbox_SOURCES; what needs no HTTP stands in libsandbox.la, for unit tests.
noinst_LTLIBRARIES += libsandbox.la
libsandbox_la_SOURCES = \
	sandbox/atomic_file.c sandbox/atomic_file.h \
	sandbox/cmdline.c sandbox/cmdline.h \
	sandbox/consent.c sandbox/consent.h \
	sandbox/control.c sandbox/control.h \
	sandbox/control_records.c \
	sandbox/crowd.c sandbox/crowd.h \
	sandbox/crowd_census.c sandbox/crowd_census.h \
	sandbox/crowd_csv.c \
	sandbox/crowd_letters.c \
	sandbox/crowd_names_de.c \
	sandbox/crowd_names_es.c \
	sandbox/crowd_names_fr.c \
	sandbox/crowd_names_it.c \
	sandbox/crowd_names_pl.c \
	sandbox/crowd_names_tr.c \
	sandbox/crowd_people.c \
	sandbox/crowd_pick.c \
	sandbox/crowd_places.c sandbox/crowd_places.h \
	sandbox/crowd_record.c \
	sandbox/face.c sandbox/face.h \
	sandbox/fault.c sandbox/fault.h \
	sandbox/fault_spec.c sandbox/fault_spec.h \
	sandbox/history.c sandbox/history.h \
	sandbox/host.c sandbox/host.h \
	sandbox/listen.c sandbox/listen.h \
	sandbox/page_edit.c sandbox/page_edit.h \
	sandbox/percent.c sandbox/percent.h \
	sandbox/seed.c sandbox/seed.h \
	sandbox/seed_business.c \
	sandbox/seed_demo.c \
	sandbox/seed_draft.c sandbox/seed_draft.h \
	sandbox/seed_hash_set.c sandbox/seed_hash_set.h \
	sandbox/seed_names.h \
	sandbox/seed_names_de.c \
	sandbox/seed_names_en.c \
	sandbox/seed_people.c sandbox/seed_people.h \
	sandbox/seed_places.c \
	sandbox/seed_random.c sandbox/seed_random.h \
	sandbox/seed_spread_company.c \
	sandbox/seed_spread_person.c \
	sandbox/seed_world.c sandbox/seed_world.h \
	sandbox/seed_writer.c sandbox/seed_writer.h \
	sandbox/state.c sandbox/state.h \
	sandbox/twin.c sandbox/twin.h
libsandbox_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
libsandbox_la_LIBADD = libcrmsync.la

bin_PROGRAMS += crmsync-sandbox
crmsync_sandbox_SOURCES = \
	sandbox/faces.c \
	sandbox/from_store.c sandbox/from_store.h \
	sandbox/main.c \
	sandbox/server.c sandbox/server.h
crmsync_sandbox_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) $(MICROHTTPD_CFLAGS)
crmsync_sandbox_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
crmsync_sandbox_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
crmsync_sandbox_LDADD = libsandbox.la libstore.la libcrmsync.la $(MICROHTTPD_LIBS)

sandboxdemodir = $(pkgdatadir)/sandbox/demo
dist_sandboxdemo_DATA = \
	sandbox/demo/owners.json \
	sandbox/demo/companies.json \
	sandbox/demo/contacts.json \
	sandbox/demo/deals.json
dist_man_MANS += man/crmsync-sandbox.1
EXTRA_DIST += sandbox/generate/census_names.py
