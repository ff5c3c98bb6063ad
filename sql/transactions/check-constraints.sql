-- Has constraints that wait for the commit speak now.
SET CONSTRAINTS ALL IMMEDIATE
