# net: HTTP over libcurl and OAuth; part of libcrmsync.
libcrmsync_la_SOURCES += \
	src/net/client.h
