# etc: the catalogue, example configs, systemd units
dist_pkgdata_DATA += etc/objects.yaml

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	etc/crmsync.example.yaml \
	etc/dedupe-contacts.yaml \
	etc/migration-source.yaml \
	etc/sandbox.yaml \
	etc/three-systems.yaml \
	etc/trade-fair.yaml \
	etc/two-way.yaml

dist_systemdsystemunit_DATA = etc/crmsync.timer
nodist_systemdsystemunit_DATA = etc/crmsync.service
EXTRA_DIST += etc/crmsync.service.in
CLEANFILES += etc/crmsync.service
etc/crmsync.service: etc/crmsync.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's|@bindir[@]|$(bindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/etc/crmsync.service.in > $@.tmp && mv $@.tmp $@
