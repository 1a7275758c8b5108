-- Figures of what is kept aside are read from this alone: messages of a kind that is not supported stay for years.
create index message_kept_aside_since on intake.message (state, received_ms) where state in ('quarantined', 'unsupported');
