# unit tests of sandbox
