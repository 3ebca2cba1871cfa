EXTRA_DIST += tests/node/packages.py
