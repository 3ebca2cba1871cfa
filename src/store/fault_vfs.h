/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults of the disk beneath SQLite, for tests; only in builds with --enable-fault-injection.  What is counted are the
 * steps that change a file: write, sync, truncate.  Counting starts anew whenever a store is opened.  Environment:
 *   CRMSYNC_FAIL_STORE_IO=n        the n-th step fails as on a full disk, the following ones succeed
 *   CRMSYNC_FAIL_STORE_IO_FROM=n   all steps from the n-th on fail
 *   CRMSYNC_KILL_STORE_IO=n        the process is killed just before the n-th step
 *   CRMSYNC_FAULT_LOG=FILE         each step is written there, see base/fault_step.h
 */
#ifndef CRM_STORE_FAULT_VFS_H
#define CRM_STORE_FAULT_VFS_H

/* Reads the environment, registers the VFS; its name for sqlite3_open_v2(), NULL (the default) if no fault is wanted.
 */
const char *store_fault_vfs(void);

#endif
