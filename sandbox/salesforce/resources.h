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
/* resource_org.c */
sf_resource sf_get_resources, sf_get_limits;

#endif
