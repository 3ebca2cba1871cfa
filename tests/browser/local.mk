# The HTML report in a browser.  Not part of `make check`: it needs Node.js, a package registry and Chromium.
.PHONY: check-browser
check-browser: all
	@srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1 \
		$(SHELL) $(top_srcdir)/tests/scenarios/run_python $(top_srcdir)/tests/browser/run_browser

EXTRA_DIST += tests/browser/package-lock.json tests/browser/package.json tests/browser/report.mjs tests/browser/run_browser
