# The HubSpot face of the sandbox.
sandbox_hubspot_files = \
	sandbox/hubspot/access.c \
	sandbox/hubspot/account_api.c \
	sandbox/hubspot/answer.c \
	sandbox/hubspot/association_types.c \
	sandbox/hubspot/associations.c \
	sandbox/hubspot/associations_api.c \
	sandbox/hubspot/associations_api.h \
	sandbox/hubspot/associations_read.c \
	sandbox/hubspot/batch_api.c \
	sandbox/hubspot/company_properties.c \
	sandbox/hubspot/computed.c \
	sandbox/hubspot/consent_api.c \
	sandbox/hubspot/consequences.c \
	sandbox/hubspot/contact_properties.c \
	sandbox/hubspot/control.c \
	sandbox/hubspot/deal_properties.c \
	sandbox/hubspot/face.c \
	sandbox/hubspot/growth.c \
	sandbox/hubspot/hubspot.h \
	sandbox/hubspot/limits.c \
	sandbox/hubspot/merge.c \
	sandbox/hubspot/oauth_api.c \
	sandbox/hubspot/objects_api.c \
	sandbox/hubspot/options.c \
	sandbox/hubspot/owners.c \
	sandbox/hubspot/owners_api.c \
	sandbox/hubspot/pipeline_table.c \
	sandbox/hubspot/pipelines.c \
	sandbox/hubspot/pipelines_api.c \
	sandbox/hubspot/properties_api.c \
	sandbox/hubspot/property_json.c \
	sandbox/hubspot/property_options.c \
	sandbox/hubspot/property_table.h \
	sandbox/hubspot/record_associations_api.c \
	sandbox/hubspot/record_json.c \
	sandbox/hubspot/records.c \
	sandbox/hubspot/restore.c \
	sandbox/hubspot/route.c \
	sandbox/hubspot/schema.c \
	sandbox/hubspot/search.h \
	sandbox/hubspot/search_api.c \
	sandbox/hubspot/search_index.c \
	sandbox/hubspot/search_match.c \
	sandbox/hubspot/search_read.c \
	sandbox/hubspot/search_run.c \
	sandbox/hubspot/seed.c \
	sandbox/hubspot/state.c \
	sandbox/hubspot/text.c \
	sandbox/hubspot/types.c \
	sandbox/hubspot/value_check.c \
	sandbox/hubspot/value_hash.c \
	sandbox/hubspot/values.c \
	sandbox/hubspot/values.h \
	sandbox/hubspot/write.c
crmsync_sandbox_SOURCES += $(sandbox_hubspot_files)
EXTRA_DIST += sandbox/hubspot/README.md
