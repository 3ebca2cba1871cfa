# Words of the field that config, core and store share.
libcrmsync_la_SOURCES += \
	src/base/vocabulary.c \
	src/base/vocabulary.h
