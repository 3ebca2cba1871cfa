# net: HTTP over libcurl and OAuth; part of libcrmsync.
libcrmsync_la_SOURCES += \
	src/net/budget.c \
	src/net/budget.h \
	src/net/client.c \
	src/net/client.h \
	src/net/client_parts.h \
	src/net/host_rules.c \
	src/net/host_rules.h \
	src/net/jwt.c \
	src/net/loopback.c \
	src/net/loopback.h \
	src/net/oauth.c \
	src/net/oauth_login.c \
	src/net/oauth_login.h \
	src/net/pacer.c \
	src/net/pacer.h \
	src/net/redirect.c \
	src/net/redirect.h \
	src/net/request_check.c \
	src/net/request_check.h \
	src/net/response.c \
	src/net/stream.c \
	src/net/transport.c \
	src/net/transport.h
