/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults of the disk, for builds with --enable-fault-injection.  A step is a write, truncate or sync of the store's
 * files; they are counted from the opening of the store.  Environment:
 *   CRMSYNC_FAIL_STORE_IO=n        the n-th step fails as on a full disk, the following ones succeed
 *   CRMSYNC_FAIL_STORE_IO_FROM=n   all steps from the n-th on fail
 *   CRMSYNC_KILL_STORE_IO=n        the process is killed just before the n-th step
 *   CRMSYNC_FAULT_LOG=FILE         each step is written there, see base/fault_step.h
 *   CRMSYNC_STORE_FAULT=KIND:n     see below
 *   CRMSYNC_STORE_COUNT=FILE       at the end of the process "calls N", "opens N" and "changes N" are written there
 * Kinds:
 *   eio        the n-th call of the disk fails with an input/output error: open, read, write, truncate, sync, size, lock,
 *              delete, access, shared memory
 *   eio-on     so do all later ones
 *   cantopen   the n-th file cannot be opened
 *   power      before the n-th change (write, truncate, sync, delete) the power goes: the process is killed, and of what
 *              no sync has confirmed each sector is on the disk or not (see fault_power.h)
 */
#ifndef CRM_STORE_FAULT_VFS_H
#define CRM_STORE_FAULT_VFS_H

/* Name of the VFS to open with, NULL: SQLite's own, no fault is asked for.  Reads the environment, counts from zero. */
const char *store_fault_vfs(void);

#endif
