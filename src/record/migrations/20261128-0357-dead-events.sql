-- Events that were given up are counted from this alone: what was sent stays beside them for a while.
create index subscription_event_dead on record.subscription_event (subscription, position) where state = 'dead';
