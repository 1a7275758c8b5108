-- What whoever asks to act wrote: never taken from the record, so that asking tells nothing about who is known here.
alter table privacy.proxy_authority
  add column called       text not null default '',
  add column relationship text not null default '';
