/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce face. */
#include "face.h"

const struct face_vendor face_salesforce = {
	.name = "salesforce",
	.open = sf_face_open,
	.close = sf_face_close,
	.handle = sf_face_handle,
	.seed_owner = sf_seed_owner,
	.seed_company = sf_seed_company,
	.seed_contact = sf_seed_contact,
	.seed_deal = sf_seed_deal,
	.list = sf_control_list,
	.edit = sf_control_edit,
	.remove = sf_control_remove,
	.merge = sf_control_merge,
	.restore_fields = sf_restore_fields,
	.restore = sf_restore,
	.save = sf_state_save,
	.load = sf_state_load,
	.keep_ids = sf_state_keep_ids,
};
