-- A person is told of the reviews of looks at their record; a member of staff of the questions to them.
create index alert_subject_by_person on privacy.alert_subject (person) where person is not null;
create index alert_subject_by_staff on privacy.alert_subject (issuer, staff_id) where staff_id is not null;
