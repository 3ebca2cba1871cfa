# unit tests of connectors
