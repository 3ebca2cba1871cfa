/* SPDX-License-Identifier: Apache-2.0 */
/* The resources of the REST API; each answers one call.  routes.c says which paths and methods lead to them. */
#ifndef SANDBOX_SALESFORCE_RESOURCES_H
#define SANDBOX_SALESFORCE_RESOURCES_H

#include "call.h"

typedef void sf_resource(struct sf_call *call);

/* resource_query.c */
sf_resource sf_get_query, sf_get_query_all, sf_get_query_more;
void sf_locators_free(struct face *face);
/* resource_describe.c */
sf_resource sf_get_objects, sf_get_object, sf_get_describe;
/* resource_record.c */
sf_resource sf_post_record, sf_get_record, sf_patch_record, sf_delete_record;
sf_resource sf_get_external, sf_patch_external, sf_delete_external;
/* resource_changes.c */
sf_resource sf_get_deleted, sf_get_updated;
/* resource_collection.c */
sf_resource sf_post_collection, sf_patch_collection, sf_delete_collection;
sf_resource sf_get_collection_of, sf_post_collection_of, sf_patch_collection_by;
/* resource_composite.c */
sf_resource sf_post_composite, sf_post_graph, sf_post_batch;
/* resource_tree.c */
sf_resource sf_post_tree;
/* resource_tooling.c */
sf_resource sf_post_tooling, sf_delete_tooling;
/* bulk_query.c, bulk_ingest.c, bulk_job.c */
sf_resource sf_post_query_job, sf_get_query_jobs, sf_get_query_job, sf_patch_query_job, sf_delete_query_job;
sf_resource sf_get_query_job_results;
sf_resource sf_post_ingest_job, sf_get_ingest_jobs, sf_get_ingest_job, sf_patch_ingest_job, sf_delete_ingest_job;
sf_resource sf_put_ingest_batches, sf_get_ingest_successful, sf_get_ingest_failed, sf_get_ingest_unprocessed;
/* resource_org.c */
sf_resource sf_get_resources, sf_get_limits;

#endif
