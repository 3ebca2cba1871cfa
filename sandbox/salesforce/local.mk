# sandbox/salesforce
