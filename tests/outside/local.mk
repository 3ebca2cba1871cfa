# A connector from outside the tree: built with nothing but what `make install` installs, run, and put through the conformance suite.
# A target of its own: installing makes libtool link anew in the build tree, under the feet of tests that run at the same time.
.PHONY: check-outside
check-outside: all tests/conformance/session
	@srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1 \
		$(SHELL) $(top_srcdir)/tests/scenarios/run_python $(top_srcdir)/tests/outside/test_outside.py
EXTRA_DIST += tests/outside/test_outside.py examples/connector/Makefile examples/connector/mapping.yaml examples/connector/notebook.c
