-- The one trigger on a table of theirs: notes the keys of rows that they write, their triggers' too.
CREATE OR REPLACE TRIGGER bluetick_note_change AFTER INSERT OR UPDATE OR DELETE ON {{table}}
FOR EACH ROW WHEN (current_setting('bluetick.linking', true) IS DISTINCT FROM 'yes' OR pg_trigger_depth() > 0)
EXECUTE FUNCTION bluetick.note_external_change({{name}}, {{key_names}})
