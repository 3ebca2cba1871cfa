# unit tests of sync
