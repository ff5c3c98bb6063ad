-- Rules and tables for mails may leave out the schemas: theirs are those of the documents, then Bluetick's own, then
-- whatever the connection has. Ends with the transaction.
SELECT set_config('search_path', concat_ws(', ', quote_ident((parse_ident('public.broadcasts_messages'))[1]),
                                           quote_ident((parse_ident('bluetick.message_ids'))[1]),
                                           nullif(current_setting('search_path'), '')), true)
