-- Has our own triggers pass over what this transaction writes: what differs from theirs it notes by itself.
SELECT set_config('bluetick.copying', 'yes', true) AS copying
