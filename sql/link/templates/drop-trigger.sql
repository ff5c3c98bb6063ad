-- Takes the trigger off a table of theirs again.
DROP TRIGGER IF EXISTS bluetick_note_change ON {{table}}
